"""The explorer page without a browser: its bytes, its safety on paper, its marks and words."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from sketch import harbour

from kg import explorer
from kg.cli import main
from kg.errors import OutputError
from kg.explorer import page
from kg.explorer.palette import LOOKS
from kg.store import Store
from kg.vocabulary import CLASSES, ONTOLOGY, term

HOSTILE = '</script><script>window.__pwned = 1</script>\u2028<!--<img src=x onerror="window.__pwned = 1">'


class Page(HTMLParser):
    """What an HTML parser sees: elements with attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
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

    def data(self, name: str) -> dict:
        (text,) = [text for _, attributes, text in self.blocks if attributes.get("id") == name]
        return json.loads(text)


def rendered(target: Path, store: Store, lang: str = "zh") -> str:
    explorer.render(store, target, lang=lang)
    return target.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return rendered(tmp_path_factory.mktemp("page") / "explorer.html", harbour().store)


def test_the_same_store_gives_the_same_bytes_with_line_feeds_only(tmp_path: Path, text: str) -> None:
    assert rendered(tmp_path / "again.html", harbour().store) == text
    assert "\r" not in text
    assert list(tmp_path.iterdir()) == [tmp_path / "again.html"]


def test_every_script_and_style_is_allowed_by_its_hash_and_nothing_else_is(text: str) -> None:
    seen = Page(text)
    (policy,) = [
        attributes["content"]
        for tag, attributes in seen.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None and policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    found = {"script": [], "style": []}
    for tag, attributes, block in seen.blocks:
        if attributes.get("type") != "application/json":
            digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
            found[tag].append(f"'sha256-{digest}'")
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"].split() == found["script"]
    assert directives["style-src"].split() == found["style"]
    assert len(found["script"]) == 2


def test_the_page_asks_for_nothing_and_has_no_inline_handler(text: str) -> None:
    for tag, attributes in Page(text).elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "action")]
        assert attributes.get("src") is None
        if attributes.get("href"):
            assert (tag, attributes["href"]) in {("a", "#panel"), ("link", "data:,")}
    (style,) = [block for tag, _, block in Page(text).blocks if tag == "style"]
    assert "url(" not in style and "@import" not in style


def test_hostile_words_stay_data(tmp_path: Path) -> None:
    sketch = harbour()
    sketch.labels("Place", HOSTILE, HOSTILE)
    document = sketch.document("bad", HOSTILE)
    office = sketch.entity("Organization", HOSTILE, en=HOSTILE, definition=HOSTILE, also=HOSTILE + "2")
    sketch.claim(office, "holds", sketch.entity("Event", "会议" + HOSTILE), HOSTILE, role=HOSTILE)
    sketch.figure(office, HOSTILE, "1", HOSTILE, HOSTILE + "3")
    text = rendered(tmp_path / "bad.html", sketch.store)
    assert len(Page(text).blocks) == 5
    assert not [tag for tag, _ in Page(text).elements if tag == "img"]
    assert "\u2028" not in text
    facts = Page(text).data("facts-data")
    assert [document.value, HOSTILE, "", "bad.txt"] in facts["documents"]
    assert HOSTILE in {entity[2] for entity in facts["entities"]}


def test_every_claim_is_there_with_its_words(text: str) -> None:
    facts, drawing = Page(text).data("facts-data"), Page(text).data("picture-data")
    quotes = {claim[6] for claim in facts["claims"]}
    assert quotes == {
        "市直机关工委深入实施灯塔行动",
        "市直机关工委接续推进灯塔行动",
        "以“点亮每一扇窗”为主题",
    }
    (figure,) = [figure for entity in facts["entities"] for figure in entity[8]]
    assert figure[:5] == ["党支部", "atLeast", "320", "个", "2023"]
    assert [node["id"] for node in drawing["nodes"]] == list(range(4))
    assert len(drawing["edges"]) == 2  # two claims say the same of one pair
    assert drawing["options"]["physics"] == {"enabled": False}


def test_a_term_is_told_from_both_ends_in_both_languages(tmp_path: Path) -> None:
    sketch = harbour()
    sketch.graph = ONTOLOGY
    sketch.labels("implementedBy", "实施者", "implemented by")
    sketch.add(term("tifa:implements"), term("owl:inverseOf"), term("tifa:implementedBy"))
    facts = Page(rendered(tmp_path / "page.html", sketch.store, "en")).data("facts-data")
    told = {said["name"]: said for said in facts["properties"]}
    assert told["implements"]["label"] == {"zh": "实施", "en": "implements"}
    assert told["implements"]["inverse"] == {"zh": "实施者", "en": "implemented by"}
    assert told["hasSlogan"]["inverse"] is None


def test_an_empty_store_gives_a_page(tmp_path: Path) -> None:
    facts = Page(rendered(tmp_path / "page.html", Store.memory())).data("facts-data")
    assert facts["entities"] == facts["claims"] == []


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


def test_the_page_says_everything_in_both_languages() -> None:
    script = files("kg.explorer").joinpath("assets", "words.js").read_text("utf-8")
    zh, en = (re.findall(r"^    (\w+):", half, re.M) for half in script.split("\n  en: {"))
    assert zh == en
    used = "".join(
        files("kg.explorer").joinpath("assets", name).read_text("utf-8")
        for name in ("page.html.j2", *(f"{script}.js" for script in page.SCRIPTS if script != "words"))
    )
    asked = set(re.findall(r'say\("(\w+)"|data-[atp]="(\w+)"', used))
    assert {one or other for one, other in asked} == set(zh)


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


@pytest.mark.parametrize(("lang", "said"), [("zh", "已写出"), ("en", "Wrote")])
def test_kg_render_writes_the_page_of_a_build(tmp_path: Path, lang: str, said: str) -> None:
    with Store.create(tmp_path / "build" / "store") as store:
        store.load(harbour().store.match())
    result = CliRunner().invoke(main, ["--lang", lang, "render", str(tmp_path / "build")])
    assert result.exit_code == 0, result.output
    assert said in result.output
    written = (tmp_path / "build" / "explorer.html").read_text("utf-8")
    assert Page(written).data("picture-data")["lang"] == [lang]


def test_kg_render_elsewhere(tmp_path: Path) -> None:
    with Store.create(tmp_path / "build" / "store") as store:
        store.load(harbour().store.match())
    target = tmp_path / "new" / "page.html"
    result = CliRunner().invoke(main, ["render", str(tmp_path / "build"), "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert target.is_file()


def test_kg_render_without_a_build_is_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["render", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.startswith("kg: ") and result.output.count("\n") == 1
