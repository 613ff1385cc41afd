"""The explorer page without a browser: its bytes, its data, its safety on paper, its marks."""

import base64
import hashlib
import json
import random
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from benchmarks import towns
from click.testing import CliRunner
from sketch import Sketch, harbour

from kg import explorer, network
from kg.cli import main
from kg.errors import OutputError
from kg.explorer import page
from kg.explorer.origin import Origin
from kg.explorer.packing import pack, unpack
from kg.explorer.palette import LOOKS
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, term

VIS = base64.b64encode(hashlib.sha256(page.vis().encode()).digest()).decode()
HOSTILE = '</script><script>window.__pwned = 1</script>\u2028<!--<img src=x onerror="window.__pwned = 1">'
PACKED = "application/octet-stream"


def core(found: Any) -> Any:
    """Return the core block with the places of claims added up."""
    for rows in (found["claims"], found["figures"]):
        for row, document in enumerate(rows["document"]):
            if row and document == rows["document"][row - 1]:
                rows["start"][row] += rows["start"][row - 1]
            rows["end"][row] += rows["start"][row]
    return found


def iris(found: Any) -> list[str]:
    """Return the IRIs of claims and figures, one each."""
    names = []
    for it in found.values():
        rest, width = it["rest"], it["width"]
        rows = [rest[at : at + width] for at in range(0, len(rest), width)] if width else rest.splitlines()
        names += [it["before"] + row for row in rows]
    return names


READ = {"core": core, "iris": iris}


class Page(HTMLParser):
    """What an HTML parser sees: elements with attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.words = ""
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag in ("script", "style")
        if self._open:
            self.blocks.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attributes, text = self.blocks[-1]
            self.blocks[-1] = (tag, attributes, text + data)
        else:
            self.words += data

    def __getitem__(self, name: str) -> Any:
        ((kind, text),) = [(it.get("type"), text) for _, it, text in self.blocks if it.get("id") == name]
        found = unpack(text) if kind == PACKED else json.loads(text)
        return READ.get(name, lambda it: it)(found)

    def texts(self) -> list[dict[str, Any]]:
        """Return what the page holds of each document, in order of the documents."""
        blocks: dict[int, Iterator[dict[str, Any]]] = {}
        rows = self["core"]["documents"]["block"]
        found = [next(blocks.setdefault(row, iter(self[f"block-{row}"]))) for row in rows]
        assert not any(list(rest) for rest in blocks.values()), "a block has more texts than documents"
        return found


def cut(text: dict[str, Any], start: int, end: int) -> str | None:
    """Return the characters start:end of a document, None where the page does not hold them."""
    for begin, piece in text["pieces"]:
        if begin <= start and end <= begin + len(piece):
            return piece[start - begin : end - begin]
    return None


def mentions(text: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and entity of each mention."""
    start = 0
    for step, length, entity in zip(text["starts"], text["lengths"], text["entities"], strict=True):
        assert step >= 0
        start += step
        yield start, start + length, entity


def said(core: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the rows of claims or figures, one dict each."""
    columns = {
        name: values for name, values in core[kind].items() if isinstance(values, list) and name != "strings"
    }
    assert len({len(values) for values in columns.values()}) == 1
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def marks(quote: str, row: dict[str, Any]) -> tuple[str, str, str]:
    """Return the words of subject, cue and object in a claim's evidence."""
    for name in ("subject", "cue", "object"):
        assert 0 <= row[f"{name}At"] <= row[f"{name}At"] + row[f"{name}Length"] <= len(quote)
    subject, cue, object_ = (
        quote[row[f"{name}At"] : row[f"{name}At"] + row[f"{name}Length"]] for name in ("subject", "cue", "object")
    )
    return subject, cue, object_


def rendered(target: Path, store: Store, **options: Any) -> str:
    explorer.render(store, target, **options)
    return target.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return rendered(tmp_path_factory.mktemp("page") / "explorer.html", harbour().store)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Store]]:
    """Return a made-up build of 400 entities and its store."""
    folder = tmp_path_factory.mktemp("towns")
    with towns.store(400, folder=folder) as store:
        yield folder, store


def test_the_same_store_gives_the_same_bytes_with_line_feeds_only(tmp_path: Path, text: str) -> None:
    assert rendered(tmp_path / "again.html", harbour().store) == text
    assert "\r" not in text
    assert list(tmp_path.iterdir()) == [tmp_path / "again.html"]


def test_the_bytes_do_not_depend_on_the_order_of_insertion(tmp_path: Path, small: tuple[Path, Store]) -> None:
    folder, store = small
    quads = list(store.match())
    pages = []
    for seed in (1, 2):
        random.Random(seed).shuffle(quads)
        other = Store.memory()
        other.load(quads)
        pages.append(rendered(tmp_path / "page.html", other, texts=folder / "text"))
    assert pages[0] == pages[1]


def test_every_script_and_style_is_allowed_by_its_hash_and_nothing_else_is(text: str) -> None:
    seen = Page(text)
    (policy,) = [
        attributes["content"]
        for tag, attributes in seen.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None and policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    found: dict[str, list[str]] = {"script": [], "style": []}
    for tag, attributes, block in seen.blocks:
        if attributes.get("type") is None:
            digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
            found[tag].append(f"'sha256-{digest}'")
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    # The second script is vis-network, which the first takes out of its block.
    assert directives["script-src"].split() == [*found["script"], f"'sha256-{VIS}'"]
    assert seen["vis"] == page.vis()
    assert directives["style-src"].split() == found["style"]
    assert len(found["script"]) == 1


def test_the_overview_can_draw_before_the_rest_is_parsed(text: str) -> None:
    order = [attributes.get("id") or tag for tag, attributes, _ in Page(text).blocks]
    assert order == ["style", "core", "script", "iris", "lives", "block-0", "vis", "picture"]
    assert "4 个实体，3 条关系，1 项数据，2 篇文献" in Page(text).words


def test_the_page_asks_for_nothing_and_has_no_inline_handler(text: str) -> None:
    for _, attributes in Page(text).elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "action")]
        assert attributes.get("src") is None
        assert attributes.get("href") in (None, "data:,")


def test_hostile_words_stay_data(tmp_path: Path) -> None:
    sketch = harbour()
    sketch.labels("Place", HOSTILE, HOSTILE)
    document = sketch.document("bad", HOSTILE)
    office = sketch.entity("Organization", HOSTILE, en=HOSTILE, definition=HOSTILE, also=HOSTILE + "2")
    sketch.claim(office, "holds", sketch.entity("Event", "会议" + HOSTILE), HOSTILE, role=HOSTILE)
    sketch.figure(office, HOSTILE, "1", HOSTILE, HOSTILE + "3")
    seen = Page(
        rendered(tmp_path / "bad.html", sketch.store, origin=Origin(skipped=((HOSTILE, HOSTILE, HOSTILE),)))
    )
    assert len(seen.blocks) == 8
    assert not [tag for tag, _ in seen.elements if tag == "img"]
    core = seen["core"]
    row = core["documents"]["iri"].index(document.value)
    assert core["documents"]["title"][row] == HOSTILE
    assert HOSTILE in core["entities"]["zh"]
    assert core["origin"]["skipped"] == [{"where": HOSTILE, "problem": HOSTILE, "remedy": HOSTILE}]
    assert "\u2028" not in (tmp_path / "bad.html").read_text("utf-8")


def test_what_is_packed_is_the_same_at_any_time_and_holds_any_text(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = pack(["𠮷🚩", "\u0000"])
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert pack(["𠮷🚩", "\u0000"]) == packed
    assert packed.replace("+", "").replace("/", "").rstrip("=").isalnum()
    assert unpack(packed) == ["𠮷🚩", "\u0000"]
    assert unpack(pack("甲\ud83d乙")) == "甲?乙"


def test_a_lone_surrogate_in_a_graph_breaks_nothing() -> None:
    graph = network.graph(harbour().store)
    node = next(iter(graph))
    graph.nodes[node]["labels"]["zh"] = graph.nodes[node]["label"] = "灯\ud83d塔"
    seen = Page(explorer.show(graph).page)
    assert "灯?塔" in seen["core"]["entities"]["zh"]
    seen["picture"]["nodes"][0]["label"].encode()


def test_every_claim_is_there_with_its_words(text: str) -> None:
    seen = Page(text)
    core, texts = seen["core"], seen.texts()
    told = [
        (cut(texts[row["document"]], row["start"], row["end"]), core["properties"][row["property"]]["name"])
        for row in said(core, "claims")
    ]
    assert told == [
        ("市直机关工委深入实施灯塔行动", "implements"),
        ("以“点亮每一扇窗”为主题", "hasSlogan"),
        ("市直机关工委接续推进灯塔行动", "implements"),
    ]
    (figure,) = said(core, "figures")
    strings = core["figures"]["strings"]
    assert [strings[figure[name]] for name in ("measure", "unit", "period")] == ["党支部", "个", "2023"]
    assert (figure["value"], core["qualifiers"][figure["qualifier"]]["name"]) == ("320", "atLeast")
    assert core["entities"]["zh"][figure["about"]] == "灯塔行动"
    assert [core["base"] + iri for iri in seen["iris"]] == [
        claim
        for kind in ("claim", "observation")
        for claim in sorted(
            (it.subject.value for it in harbour().store.match(predicate=term("tifa:rule"))),
            key=lambda iri: seen["iris"].index(iri.removeprefix(ID)),
        )
        if claim.startswith(f"{ID}{kind}/")
    ]


def test_entities_carry_their_names_and_the_documents_that_name_them(text: str) -> None:
    core = Page(text)["core"]
    entities, documents = core["entities"], core["documents"]
    assert entities["zh"] == ["灯塔行动", "海城市直机关工委", "点亮每一扇窗", "海城"]
    assert [core["classes"][it]["name"] for it in entities["type"]] == [
        "Campaign",
        "Organization",
        "Slogan",
        "Place",
    ]
    assert entities["en"] == {"at": [0, 1], "values": ["Lighthouse Drive", "Haicheng Work Committee"]}
    assert entities["names"] == {"at": [1], "values": [["市直机关工委"]]}
    assert entities["definition"] == {"at": [0], "values": [{"zh": "海城的一项机关党建行动。"}]}
    assert documents["name"] == ["one.txt", "two.txt"]
    assert documents["issued"] == ["2024-03-01", "2025-01-09"]
    first, last = entities["documents"]["offsets"][:2]
    assert entities["documents"]["items"][first:last] == [0, 1]
    assert entities["times"][first:last] == [1, 1]
    assert entities["times"][last : last + 2] == [1, 0]  # in the second document the office is carried over


def test_a_character_has_the_readings_that_it_has_in_the_names(tmp_path: Path) -> None:
    sketch = Sketch()
    sketch.document("one", "甲")
    sketch.entity("Place", "重庆")
    sketch.entity("Campaign", "重点工程")
    pinyin = Page(rendered(tmp_path / "page.html", sketch.store))["core"]["pinyin"]
    read = {it: {pinyin["syllables"][at] for at in row} for it, row in pinyin["characters"].items()}
    assert read["重"] == {"chong", "zhong"}
    assert read["庆"] == {"qing"}


def test_a_term_is_told_from_both_ends_in_both_languages(tmp_path: Path) -> None:
    sketch = harbour()
    sketch.graph = ONTOLOGY
    sketch.labels("implementedBy", "实施者", "implemented by")
    sketch.add(term("tifa:implements"), term("owl:inverseOf"), term("tifa:implementedBy"))
    text = rendered(tmp_path / "page.html", sketch.store, lang="en")
    core = Page(text)["core"]
    told = {said["name"]: said for said in core["properties"]}
    assert told["implements"]["label"] == {"zh": "实施", "en": "implements"}
    assert told["implements"]["inverse"] == {"zh": "实施者", "en": "implemented by"}
    assert told["hasSlogan"]["inverse"] is None
    assert core["lang"] == "en" and '<html lang="en">' in text
    assert "<title>Tifa graph</title>" in text and "4 entities" in Page(text).words


def test_an_empty_store_gives_a_page(tmp_path: Path) -> None:
    seen = Page(rendered(tmp_path / "page.html", Store.memory()))
    core = seen["core"]
    assert core["entities"]["iri"] == core["claims"]["start"] == core["communities"] == seen["iris"] == []
    assert seen["picture"]["nodes"] == []
    assert core["origin"]["from"] is None


def test_documents_say_where_they_speak_and_who_published_them(small: tuple[Path, Store], tmp_path: Path) -> None:
    folder, store = small
    core = Page(rendered(tmp_path / "page.html", store, texts=folder / "text"))["core"]
    (place,) = core["places"]
    assert core["levels"][place["level"]]["name"] in ("prefecture", "county")
    assert core["entities"]["zh"][place["entity"]] == place["name"]["zh"]
    assert set(core["documents"]["place"]) == {0}
    assert core["publishers"][0]["zh"].endswith("日报")


def test_a_rule_says_what_it_does(small: tuple[Path, Store], tmp_path: Path) -> None:
    rules = Page(rendered(tmp_path / "page.html", small[1]))["core"]["rules"]
    says = {it["name"]: it["says"] for it in rules}
    assert says["relations/awards-verb"] == {
        "zh": "评选、表彰、授予在前，荣誉在后",
        "en": "评选, 表彰, 授予 before the honour",
    }


@pytest.mark.parametrize(
    ("texts", "whole", "kind"),
    [(True, None, "whole"), (True, True, "whole"), (True, False, "sentences"), (False, True, "quotes")],
)
def test_every_offset_is_true(
    tmp_path: Path, small: tuple[Path, Store], texts: bool, whole: bool | None, kind: str
) -> None:
    folder, store = small
    given = folder / "text" if texts else None
    made = explorer.render(store, tmp_path / "page.html", texts=given, whole=whole)
    seen = Page(made.html)
    core, held = seen["core"], seen.texts()
    assert made.texts == kind
    assert core["documents"]["whole"] == [kind == "whole"] * len(held)
    graph = network.graph(store)
    claims = {claim: told for *_, claim, told in graph.edges(keys=True, data=True)}
    claims |= {it["claim"]: it for _, figures in graph.nodes(data="figures") for it in figures}
    rows = [*said(core, "claims"), *said(core, "figures")]
    assert len(rows) == len(claims) == len(seen["iris"])
    for row, iri in zip(rows, seen["iris"], strict=True):
        quote = cut(held[row["document"]], row["start"], row["end"])
        assert quote == claims[core["base"] + iri]["quote"]
        marks(quote, row)
    for row, text in enumerate(held):
        document = core["documents"]["iri"][row]
        spans = {
            (it.start, it.end, core["base"] + core["entities"]["iri"][number]): it.words
            for it in graph.graph["spans"][document]
            for number in [core["entities"]["iri"].index(it.entity.removeprefix(core["base"]))]
        }
        found = {
            (start, end, core["base"] + core["entities"]["iri"][entity]) for start, end, entity in mentions(text)
        }
        assert found <= spans.keys()
        assert all(cut(text, start, end) == spans[start, end, iri] for start, end, iri in found)
        assert {iri for *_, iri in found} == {iri for *_, iri in spans}, "an entity is named, and not shown once"
        assert found == spans.keys() or kind != "whole"


def test_sentences_leave_out_what_nothing_rests_on(small: tuple[Path, Store], tmp_path: Path) -> None:
    folder, store = small
    whole, sentences = (
        json.dumps(Page(rendered(tmp_path / "page.html", store, texts=folder / "text", whole=it)).texts())
        for it in (True, False)
    )
    idle = json.dumps("天气晴好，稻谷丰收")[1:-1]
    assert idle in whole and idle not in sentences


def test_blocks_are_small_and_a_document_lies_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explorer.blocks._BLOCK", 1)
    with towns.store(100, folder=tmp_path / "towns") as store:
        seen = Page(rendered(tmp_path / "page.html", store, texts=tmp_path / "towns" / "text"))
    assert seen["core"]["documents"]["block"] == list(range(len(seen.texts())))


def test_above_the_limit_only_sentences_are_put_in(
    tmp_path: Path, small: tuple[Path, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.explorer.blocks._MOST", 100)
    folder, store = small
    assert explorer.render(store, tmp_path / "page.html", texts=folder / "text").texts == "sentences"


def test_a_text_that_is_not_the_one_that_was_read_is_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "towns"
    with towns.store(30, folder=folder) as store:
        (file,) = (folder / "text").iterdir()
        file.write_text("别的文字" * 500, encoding="utf-8")
        made = explorer.render(store, tmp_path / "page.html", texts=folder / "text")
    assert made.texts == "sentences"
    assert "别的文字" not in json.dumps(Page(made.html).texts(), ensure_ascii=False)


def test_astral_characters_count_as_one(tmp_path: Path) -> None:
    sketch = Sketch()
    sketch.document("one", "𠮷")
    sketch.entity("Person", "𠮷🚩𠮷")
    office = sketch.entity("Organization", "𠮷市委")
    sketch.claim(office, "implements", sketch.entity("Campaign", "🚩行动"), "𠮷市委深入实施🚩行动")
    seen = Page(rendered(tmp_path / "page.html", sketch.store))
    (row,) = said(seen["core"], "claims")
    (text,) = seen.texts()
    assert cut(text, row["start"], row["end"]) == "𠮷市委深入实施🚩行动"
    assert marks("𠮷市委深入实施🚩行动", row) == ("", "深入实施", "")
    assert {cut(text, start, end) for start, end, _ in mentions(text)} == {"𠮷🚩𠮷", "𠮷市委", "🚩行动"}


def test_the_opening_picture_is_the_foremost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    picture = Page(text)["picture"]
    assert (picture["nodes"][0]["id"], picture["nodes"][0]["label"]) == (0, "灯塔行动")
    assert picture["edges"] == [{"id": 0, "from": 0, "to": 2}, {"id": 1, "from": 1, "to": 0}]
    assert picture["options"]["physics"] == {"enabled": False}
    monkeypatch.setattr(page, "OPENING", 2)
    fewer = Page(rendered(tmp_path / "page.html", harbour().store))["picture"]
    assert [it["id"] for it in fewer["nodes"]] == [0, 1]
    assert fewer["edges"] == [{"id": 0, "from": 1, "to": 0}]


def test_every_entity_has_a_place_and_a_community(small: tuple[Path, Store], tmp_path: Path) -> None:
    core = Page(rendered(tmp_path / "page.html", small[1]))["core"]
    entities = core["entities"]
    number = len(entities["iri"])
    assert len(entities["x"]) == len(entities["y"]) == len(entities["community"]) == number
    sizes = [entities["community"].count(row) for row in range(len(core["communities"]))]
    assert sizes == [it["size"] for it in core["communities"]]
    assert all(
        entities["community"][it] == row for row, c in enumerate(core["communities"]) for it in c["entities"]
    )


def test_the_page_says_where_it_comes_from(sample_build: Path, tmp_path: Path) -> None:
    manifest = json.loads((sample_build / "manifest.json").read_text("utf-8"))
    with Store.open(sample_build / "store") as store:
        text = rendered(tmp_path / "page.html", store, texts=sample_build / "text", origin=Origin.of(sample_build))
    origin = Page(text)["core"]["origin"]
    assert origin["program"] == f"tifa {manifest['version']}"
    assert origin["build"].startswith(f"{ID}run/")
    assert origin["ontology"] == f"sha256:{manifest['ontology']}"
    counts, told = origin["counts"], manifest["counts"]
    assert [counts[name] for name in ("documents", "characters", "mentions")] == [
        told[name] for name in ("documents", "characters", "mentions")
    ]
    assert counts["relations"] == sum(told["relations"].values())
    # Not those of which no words name what they are about.
    assert 0 < counts["figures"] <= told["figures"]
    assert 0 < counts["entities"] <= sum(told["entities"].values())
    assert text == (sample_build / "explorer.html").read_text("utf-8"), (
        "kg build writes another page than kg render"
    )


def test_a_manifest_that_is_missing_or_broken_tells_nothing(tmp_path: Path) -> None:
    assert Origin.of(tmp_path) == Origin()
    (tmp_path / "manifest.json").write_text("[1")
    assert Origin.of(tmp_path) == Origin()


def test_a_notebook_shows_the_page_in_a_frame(text: str, small: tuple[Path, Store]) -> None:
    store = harbour().store
    for shown in (store, network.graph(store)):
        frame = explorer.show(shown, height=321)
        assert frame.page == text
    parsed = Page(frame._repr_html_())
    ((tag, attributes),) = parsed.elements
    assert (tag, attributes["srcdoc"], attributes["height"]) == ("iframe", text, "321")
    assert "allow-same-origin" not in (attributes["sandbox"] or "")
    assert len(repr(frame)) < 100
    small[1].close()
    assert Page(explorer.show(small[0]).page)["core"]["documents"]["whole"][0] is True


def test_classes_are_told_apart_without_colour() -> None:
    assert tuple(LOOKS) == CLASSES
    assert len({(look.shape, look.filled) for look in LOOKS.values()}) == len(CLASSES)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", CLASSES)
def test_marks_stand_out_from_both_grounds(name: str) -> None:
    for colour, ground in ((LOOKS[name].light, "#fbfaf7"), (LOOKS[name].dark, "#1b1c20")):
        light, dim = sorted((luminance(colour), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dim + 0.05) >= 3, f"{colour} on {ground}"


def test_another_vis_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_VIS_SHA256", "0" * 64)
    with pytest.raises(OutputError, match="is not the vis-network"):
        explorer.render(harbour().store, tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError, match=r"taken: cannot be written .*; free space"):
        explorer.render(harbour().store, tmp_path / "taken")
    assert [it.name for it in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    ("lang", "said", "left"), [("zh", "已写出", "全文未写入"), ("en", "Wrote", "Without whole documents")]
)
def test_kg_render_writes_the_page_of_a_build(tmp_path: Path, lang: str, said: str, left: str) -> None:
    with Store.create(tmp_path / "build" / "store") as store:
        store.load(harbour().store.match())
    result = CliRunner().invoke(main, ["--lang", lang, "render", str(tmp_path / "build")])
    assert result.exit_code == 0, result.output
    assert said in result.output and " MB" in result.output and left in result.output
    written = (tmp_path / "build" / "explorer.html").read_text("utf-8")
    assert Page(written)["core"]["lang"] == lang


@pytest.mark.parametrize(
    ("texts", "whole"), [([], True), (["--texts", "all"], True), (["--texts", "quotes"], False)]
)
def test_kg_render_elsewhere_with_or_without_texts(tmp_path: Path, texts: list[str], whole: bool) -> None:
    towns.store(30, folder=tmp_path / "build").close()
    target = tmp_path / "new" / "page.html"
    result = CliRunner().invoke(main, ["render", str(tmp_path / "build"), "-o", str(target), *texts])
    assert result.exit_code == 0, result.output
    core = Page(target.read_text("utf-8"))["core"]
    assert core["documents"]["whole"] == [whole]
    assert core["origin"]["skipped"] == [
        {"where": "towns/empty.txt", "problem": "no text in it", "remedy": "leave it out"}
    ]
    assert result.output.count("\n") == 1


def test_kg_render_without_a_build_is_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["render", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.startswith("kg: ") and result.output.count("\n") == 1
