"""Hypothesis strategies for what crosses the borders between rooms."""

from decimal import Decimal

from hypothesis import strategies as st

from kg.model import Anchor, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.vocabulary import ANCHORS, CLASSES, QUALIFIERS, RELATIONS

# Hostile on purpose: quotation marks, escapes, markup, controls, line separators, astral characters.
ALPHABET = "省委实施三航行动“”《》\"'\\<>&{}?$#@:;.,=+- \t\n\r\x1b\x85\u2028\u200b𠮷éa1"

texts = st.text(ALPHABET, min_size=12, max_size=60)
names = st.text(ALPHABET.replace("\n", "").replace("\r", ""), min_size=1, max_size=10)
confidences = st.integers(0, 100).map(lambda it: it / 100)
entities = st.builds(Entity, st.sampled_from(CLASSES), names, st.sampled_from(["", "浙江"]))
values = st.decimals(Decimal(-(10**9)), Decimal(10**9), places=3)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """Draw an extraction whose evidence lies inside its text; entities, spans and claims may repeat."""
    text = draw(texts)
    known = draw(st.lists(entities, min_size=1, max_size=4))
    entity = st.sampled_from(known)
    starts = st.integers(0, len(text) - 1)
    spans = starts.flatmap(lambda start: st.builds(Evidence, st.just(start), st.integers(start + 1, len(text))))
    rule = st.sampled_from(["stage/one", "stage/two"])
    relation = st.builds(
        Relation, entity, st.sampled_from(RELATIONS), entity, spans, rule, confidences, st.none() | names
    )
    kind = st.sampled_from(ANCHORS)
    anchor = st.none() | st.builds(Anchor, kind, spans) | st.builds(Anchor, kind, st.none(), names)
    figure = st.builds(
        Observation,
        st.none() | entity,
        names,
        values,
        st.sampled_from(["", "个", "%"]),
        st.sampled_from(QUALIFIERS),
        spans,
        rule,
        confidences,
        st.none() | st.just("2023"),
    )
    document = Document(
        draw(names),
        text,
        title=draw(st.none() | names),
        issued=draw(st.sampled_from([None, "2024", "2024-04", "2024-04-30"])),
        creators=tuple(draw(st.lists(names, max_size=2))),
        source=draw(st.none() | names),
        description=draw(st.none() | names),
    )
    return Extraction(
        document,
        tuple(draw(st.lists(st.builds(Mention, entity, spans, rule, confidences, anchor), max_size=4))),
        tuple(draw(st.lists(relation | figure, max_size=4))),
        draw(st.none() | entity),
        draw(st.none() | entity),
    )
