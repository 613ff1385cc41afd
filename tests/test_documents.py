"""The page of a document, its graph in RDF, its plain text, the list of documents."""

import re
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from shelf import Page, claim_key, client, digest, entity_path, graph, named, path, shelved
from starlette.testclient import TestClient
from strategies import extractions

from kg.explorer.palette import LOOKS
from kg.model import Anchor, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.server.documents import annotations
from kg.server.documents import page as documents
from kg.server.documents.passages import Range, leaves, paragraphs, segments, within, written

HTML = {"accept": "text/html"}
OFFICE = Entity("Organization", "海城市直机关工委")
DRIVE = Entity("Campaign", "灯塔行动")
SLOGAN = Entity("Slogan", "点亮每一扇窗")
PLACE = Entity("Place", "海城")
HOSTILE = (
    "<script>alert(1)</script></mark></p></article>&lt;b&gt;&amp;\"'\u202e右起\u202c之名\u2066\n"
    "\x1b[31m红\x00空\r回车\u2028行\x85𠮷🚩{{ 7 * 7 }}\n\n" + "长" * 5_000 + "<!--"
)


def harbour() -> Extraction:
    """Draw a document with nested and crossing spans, a deictic name, a relation and a figure."""
    text = (
        "𠮷海城简报🚩\n\n海城市直机关工委以“点亮每一扇窗”为主题，深入实施灯塔行动，320余个党支部参加。\n全市响应。"
    )
    deictic = text.index("全市")
    return Extraction(
        Document("notes/harbour.txt", text, title="海城简报", issued="2024-03-01"),
        (
            named(text, "海城", PLACE),
            named(text, "海城市直机关工委", OFFICE),
            named(text, "海城", PLACE, nth=1),
            named(text, "点亮每一扇窗", SLOGAN),
            named(text, "灯塔行动", DRIVE),
            Mention(PLACE, Evidence(deictic, deictic + 2), "m/d", 0.8, Anchor("title", Evidence(1, 3))),
        ),
        (
            Relation(
                OFFICE,
                "implements",
                DRIVE,
                _span(text, "海城市直机关工委以“点亮每一扇窗”为主题，深入实施灯塔行动"),
                "r/i",
                0.9,
            ),
            Observation(
                DRIVE, "党支部", Decimal(320), "个", "atLeast", _span(text, "320余个党支部"), "o/c", 0.8, "2023"
            ),
        ),
        place=PLACE,
    )


def _span(text: str, words: str) -> Evidence:
    return Evidence(text.index(words), text.index(words) + len(words))


@pytest.fixture(scope="module")
def harbour_pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(shelved(tmp_path_factory.mktemp("harbour"), harbour()))


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda it: Range(*sorted(it))), max_size=12)


@given(spans, st.tuples(st.integers(0, 40), st.integers(0, 40)), st.lists(st.integers(-5, 50), max_size=5))
def test_segments_are_the_finest_cut_and_know_what_covers_them(
    spans: list[Range], edges: tuple[int, int], cuts: list[int]
) -> None:
    whole = Range(*sorted(edges))
    found = segments(whole, spans, cuts)
    assert [it for piece in found for it in range(piece.start, piece.end)] == list(range(*whole))
    assert all(it.start < it.end for it in found)
    for piece in found:
        covering = [number for number, it in enumerate(spans) if it.meets(Range(piece.start, piece.end))]
        assert sorted(piece.over) == covering
        assert all(spans[it].covers(Range(piece.start, piece.end)) for it in piece.over)
        lengths = [(spans[it].start - spans[it].end, it) for it in piece.over]
        assert lengths == sorted(lengths)
    inner = {it.end for it in found[:-1]}
    meant = {it for span in spans if span.start < span.end and whole.meets(span) for it in span} | set(cuts)
    assert inner == {it for it in meant if whole.start < it < whole.end}


@given(st.text("甲\n𠮷\r", max_size=60), st.integers(1, 10))
def test_leaves_and_paragraphs_lose_nothing(text: str, most: int) -> None:
    parts = leaves(text, most)
    assert "".join(text[it.start : it.end] for it in parts) == text
    assert all(it.end - it.start <= most for it in parts)
    lines = [line for it in parts for line in paragraphs(text, it)]
    assert "".join(text[it.start : it.end] for it in lines) == text
    assert all("\n" not in text[it.start : it.end - 1] for it in lines)
    for offset in range(len(text)):
        part = parts[within(parts, offset)]
        assert part.start <= offset < part.end


@given(st.text(), st.integers(0, 100))
@example("1,٢", 9)
@example("1,2\n", 9)
def test_a_range_is_within_the_text_or_nothing(words: str, length: int) -> None:
    found = written(words, length)
    assert found is None or 0 <= found.start < found.end <= length


@settings(max_examples=60, deadline=None)
@given(extractions(), st.data())
def test_every_mark_holds_exactly_the_words_that_its_name_says(it: Extraction, data: st.DataObject) -> None:
    text = it.document.text
    asked = data.draw(st.sampled_from([*(claim.evidence for claim in it.claims), Evidence(0, len(text))]))
    with TemporaryDirectory() as folder:
        answer = client(shelved(Path(folder), it)).get(f"{path(it)}?at={asked.start},{asked.end}", headers=HTML)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.text == text
    assert "".join(text[start:end] for start, end, _ in page.marks) == asked.exact(text)
    assert page.ids["at"] == asked.start
    named_spans = {mention.evidence for mention in it.mentions}
    for one in named_spans | {claim.evidence for claim in it.claims}:
        assert page.ids[f"char={one.start},{one.end}"] == one.start
        assert page.ids[f"selector={one.start},{one.end}"] == one.start
    for one in named_spans:
        assert page.ids[f"mention={one.start},{one.end}"] == one.start
    linked = {place for start, end, _ in page.links for place in range(start, end)}
    visible = {place for one in named_spans for place in range(one.start, one.end)}
    # A lone invisible character is shown by its code instead.
    assert linked <= visible and all(not text[place].isprintable() for place in visible - linked)


def test_the_innermost_mention_is_the_link(harbour_pages: TestClient) -> None:
    page = Page(harbour_pages.get(path(harbour()), headers=HTML).text)
    text = harbour().document.text
    assert page.text == text
    told = [(text[start:end], about["href"]) for start, end, about in page.links]
    assert told[:3] == [
        ("海城", entity_path(PLACE)),
        ("海城", entity_path(PLACE)),
        ("市直机关工委", entity_path(OFFICE)),
    ]
    assert str(page.links[1][2]["title"]).endswith(" 海城市直机关工委")


def test_a_deictic_name_shows_what_proves_it(harbour_pages: TestClient) -> None:
    content = harbour_pages.get(f"{path(harbour())}?lang=en", headers=HTML).text
    page = Page(content)
    (title,) = [about["title"] for start, end, about in page.links if page.text[start:end] == "全市"]
    assert title is not None and "by title “海城”" in title
    assert f'href="{path(harbour())}?at=1,3#at"' in content


def test_a_claim_is_shown_at_its_words(harbour_pages: TestClient) -> None:
    it = harbour()
    for asked in (claim_key(it), f"https://w3id.org/tifa/id/claim/{claim_key(it)}"):
        answer = harbour_pages.get(path(it), params={"claim": asked, "lang": "en"}, headers=HTML)
        page = Page(answer.text)
        assert answer.status_code == 200
        ((start, end, about),) = page.marks
        assert about["id"] == "at" and Evidence(start, end) == it.claims[0].evidence
        assert answer.text.count('class="told"') == 1
        classes = {page.text[a:b]: str(attributes["class"]).split() for a, b, attributes in page.links}
        assert "subject" in classes["市直机关工委"] and "object" in classes["灯塔行动"]
        assert "subject" not in classes["点亮每一扇窗"]
    figure = harbour_pages.get(path(it), params={"claim": claim_key(it, 1), "lang": "en"}, headers=HTML).text
    ((start, end, _),) = Page(figure).marks
    assert Page(figure).text[start:end] == "320余个党支部"
    for words in ("<strong><bdi>320</bdi></strong>", "党支部", "(2023)", "confidence 0.8"):
        assert words in figure


@pytest.mark.parametrize(
    "asked",
    [
        "at=5,3",
        "at=4,4",
        "at=0,99999",
        "at=a,b",
        "at=",
        "at=-1,4",
        "at=1,2,3",
        "at=٣,٤",
        "at=" + "9" * 5000,
        "claim=",
        "claim=nothing",
        "claim=%00%FF",
        "claim=" + "x" * 5000,
    ],
)
def test_a_link_to_nothing_gives_the_page_and_says_so(harbour_pages: TestClient, asked: str) -> None:
    answer = harbour_pages.get(f"{path(harbour())}?{asked}", headers=HTML)
    assert answer.status_code == 400
    page = Page(answer.text)
    assert page.text == harbour().document.text and not page.marks
    assert answer.text.count('role="alert"') == 1


def test_a_document_is_had_in_every_form(harbour_pages: TestClient, tmp_path: Path) -> None:
    it = harbour()
    lines = shelved(tmp_path, it).store.lines(graph(it))
    for ending, media in (
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
    ):
        fixed = harbour_pages.get(f"{path(it)}.{ending}")
        assert fixed.status_code == 200 and fixed.headers["content-type"].startswith(media)
        for address in (path(it), f"/id{path(it)}"):
            negotiated = harbour_pages.get(address, headers={"accept": media})
            assert negotiated.content == fixed.content
            assert negotiated.headers["content-location"] == f"{path(it)}.{ending}"
            assert "accept" in negotiated.headers["vary"]
        triples = {
            f"{quad.triple} .\n".encode() for quad in parse(fixed.content, format=RdfFormat.from_media_type(media))
        }
        assert triples == set(lines)
    plain = harbour_pages.get(f"/id{path(it)}", headers={"accept": "text/plain"})
    assert plain.content == it.document.text.encode()
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.headers["content-location"] == f"{path(it)}.txt"
    page = harbour_pages.get(f"/id{path(it)}", headers=HTML)
    assert page.headers["content-location"] == path(it)
    assert harbour_pages.get(path(it), headers={"accept": "image/png"}).status_code == 406


def test_an_unknown_document_suggests_near_ones(harbour_pages: TestClient) -> None:
    near = harbour_pages.get("/document/notes-harbour-txt", headers=HTML)
    assert near.status_code == 404 and f'href="{path(harbour())}"' in near.text
    plain = harbour_pages.get("/document/notes-harbour-txt", headers={"accept": "text/turtle"})
    assert plain.status_code == 404 and path(harbour()).rpartition("/")[2] in plain.text
    assert harbour_pages.get(f"{path(harbour())}.exe").status_code == 404


@pytest.mark.parametrize(
    "slug",
    ["%00", "%FF%FE", "..%2f..%2fetc%2fpasswd", "a%20b", "<script>", "%E2%80%AE", "x" * 5000, ".ttl", "%22.nt"],
)
def test_a_hostile_name_is_not_found(harbour_pages: TestClient, slug: str) -> None:
    for prefix in ("/document/", "/id/document/"):
        answer = harbour_pages.get(prefix + slug, headers=HTML)
        assert answer.status_code == 404 and "<script>" not in answer.text


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=30),
    st.dictionaries(
        st.sampled_from(["at", "claim", "leaf", "lang", "q", "place", "year", "sort", "page"]),
        st.text(max_size=20),
    ),
)
def test_no_request_breaks_a_page(harbour_pages: TestClient, slug: str, asked: dict[str, str]) -> None:
    for address in ("/document/", path(harbour()), f"/document/{quote(slug, safe='')}"):
        assert harbour_pages.get(address, params=asked, headers=HTML).status_code in (200, 400, 404)


def test_a_hostile_text_stays_text(tmp_path: Path) -> None:
    script = HOSTILE.index("<script>"), HOSTILE.index("\u202e") + 3
    bad = Entity("Campaign", "</a><script>alert(2)</script>\u202e\"'")
    it = Extraction(
        Document("<script>.txt", HOSTILE, title="</title><script>3</script>\u202e", source="javascript:alert(4)"),
        (Mention(bad, Evidence(*script), "<b>", 0.5, Anchor("<i>", None, "<script>5</script>")),),
        (Relation(bad, "implements", bad, Evidence(0, len(HOSTILE)), "<script>", 0.5, "<script>6</script>"),),
    )
    answer = client(shelved(tmp_path, it)).get(f"{path(it)}?claim={claim_key(it)}", headers=HTML)
    assert answer.status_code == 200
    page = Page(answer.text)
    # No page can hold a NUL.
    assert page.text == HOSTILE.replace("\0", "\ufffd")
    assert [about["src"] for tag, about in page.tags if tag == "script"] == ["/assets/document.js"]
    assert not [1 for _, about in page.tags if "javascript:" in str(about.get("href"))]
    codes = [about["data-code"] for tag, about in page.tags if tag == "bdi" and about.get("class") == "control"]
    assert {"U+202E", "U+001B", "U+0000", "U+000D", "U+2028", "U+0085", "U+2066"} <= set(codes)
    assert "\0" not in answer.text and "\r" not in answer.text
    # What reorders stands alone in its element, so it reorders nothing else.
    shown = re.sub(
        ' (title|href)="[^"]*"', "", answer.text.partition('<article id="text"')[2].partition("<aside")[0]
    )
    assert "\u202e" in shown and not re.findall("[^>]\u202e|\u202e[^<]", shown)
    xml = client(shelved(tmp_path, it)).get(f"{path(it)}.rdf")
    assert list(parse(xml.content, format=RdfFormat.RDF_XML))


def test_a_missing_text_leaves_the_quotes(tmp_path: Path) -> None:
    it = harbour()
    known = shelved(tmp_path, it)
    file = known.texts / f"{digest(it.document.text)}.txt"
    for damage in (lambda: file.write_text("别的文字"), lambda: file.write_bytes(b"\xff"), file.unlink):
        damage()
        answer = client(known).get(f"{path(it)}?lang=en&claim={claim_key(it)}", headers=HTML)
        assert answer.status_code == 200
        page = Page(answer.text)
        assert "missing from the build" in page.words and not page.text
        assert "深入实施灯塔行动" in page.words and "全市" in page.words and "by title “海城”" in page.words
        assert client(known).get(f"{path(it)}.txt").status_code == 404
        assert client(known).get(f"{path(it)}.ttl").status_code == 200


def test_a_long_document_is_turned_leaf_by_leaf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_LEAF", 1_000)
    text = "".join(f"第{number:04}行灯塔行动。\n" for number in range(300))
    mentions = tuple(named(text[: 14 * (it + 1)], "灯塔行动", DRIVE, nth=it) for it in range(300))
    it = Extraction(Document("long.txt", text), mentions, ())
    pages = client(shelved(tmp_path, it))
    read = [Page(pages.get(f"{path(it)}?leaf={number}", headers=HTML).text) for number in range(1, 6)]
    assert "".join(page.text for page in read)[: len(text)] == text
    assert sum(len(page.links) for page in read) >= 300
    last = mentions[-1].evidence
    answer = pages.get(f"{path(it)}?at={last.start},{last.end}", headers=HTML)
    page = Page(answer.text)
    ((start, end, _),) = page.marks
    assert page.text[start:end] == "灯塔行动" and text.endswith(page.text)
    for odd in ("0", "-1", "x", "9" * 400, "²"):
        assert pages.get(path(it), params={"leaf": odd}, headers=HTML).status_code == 200


def test_more_annotations_than_a_page_can_mark_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotations, "MOST", 3)
    answer = client(shelved(tmp_path, harbour())).get(f"{path(harbour())}?lang=en", headers=HTML)
    page = Page(answer.text)
    assert page.text == harbour().document.text and not page.links
    assert "more annotations than a page can mark" in page.words


def test_the_list_is_filtered_sorted_and_turned(tmp_path: Path) -> None:
    made = [
        Extraction(
            Document(
                f"{number:03}.txt",
                f"海城{number}",
                title=f"第{number:03}期简报",
                issued=f"{2000 + number % 20}-01-02",
            ),
            (Mention(PLACE, Evidence(0, 2), "m/k", 0.9),),
            (),
            place=PLACE if number % 2 else None,
        )
        for number in range(120)
    ]
    pages = client(shelved(tmp_path, *made))

    def titles(**asked: str) -> list[str]:
        content = pages.get("/document/", params=asked, headers=HTML).text
        return re.findall("<bdi>(第[0-9]{3}期简报)</bdi>", content)

    assert titles(sort="title")[:2] == ["第000期简报", "第001期简报"]
    assert titles(sort="-title")[0] == "第119期简报"
    assert titles(sort="title", page="3") == [f"第{number:03}期简报" for number in range(100, 120)]
    assert titles(q="017 简报") == ["第017期简报"]
    assert titles(q="没有") == []
    assert len(titles(place="海", year="2001")) == 6 and titles(place="海", year="2000") == []
    assert titles(sort="date")[0] == "第000期简报" and titles()[0] == "第119期简报"
    content = pages.get("/document/?lang=en", headers=HTML).text
    assert "120 documents" in content and 'class="number">1</td>' in content
    for odd in ("<script>", "\u202e", "9" * 300, "-1", "\0", "'\"", "x" * 5000):
        for name in ("q", "place", "year", "sort", "page", "lang"):
            answer = pages.get("/document/", params={name: odd}, headers=HTML)
            assert answer.status_code == 200 and "<script>" not in answer.text.partition("</head>")[2]


def test_every_document_of_the_sample_is_shown_whole(pages: TestClient) -> None:
    listed = pages.get("/document/", headers=HTML).text
    found = sorted(set(re.findall(r'href="(/document/[a-z0-9-]+)"', listed)))
    assert len(found) == 13
    for address in found:
        text = pages.get(f"{address}.txt").content.decode()
        for lang in ("zh", "en"):
            page = Page(pages.get(f"{address}?lang={lang}", headers=HTML).text)
            assert page.text == text and page.links
        for fragment, start in page.ids.items():
            kind, _, offsets = fragment.partition("=")
            assert kind in ("char", "mention", "selector") and start == int(offsets.partition(",")[0])


def test_the_colours_are_those_of_the_explorer() -> None:
    css = (Path(documents.__file__).parent.parent / "assets" / "site.css").read_text("utf-8")
    light, dark = css.split("prefers-color-scheme: dark")
    css = (Path(documents.__file__).parent.parent / "assets" / "document.css").read_text("utf-8")
    for name, look in LOOKS.items():
        assert f"--{name}: {look.light};" in light and f"--{name}: {look.dark};" in dark
        assert f"main:has(#show-{name}:not(:checked)) .text .m.{name}" in css
