"""Citations in three formats, however hostile a title: a parser of each takes them."""

import json
import re

import jsonschema
import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.server.things.citations import FORMS, Citation, bibtex, csl, footnote, ris

CSL = {
    "type": "array",
    "minItems": 1,
    "maxItems": 1,
    "items": {
        "type": "object",
        "required": ["id", "type", "title", "URL"],
        "additionalProperties": False,
        "properties": {
            **{
                name: {"type": "string", "minLength": 1, "pattern": "^[^\\n\\r]*$"}
                for name in (
                    "id",
                    "title",
                    "container-title",
                    "publisher",
                    "version",
                    "section",
                    "note",
                    "language",
                )
            },
            "type": {"enum": ["entry", "document"]},
            "URL": {"type": "string", "pattern": "^https?://[!-~]+$"},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["literal"],
                    "additionalProperties": False,
                    "properties": {"literal": {"type": "string"}},
                },
            },
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 3,
                            "items": {"type": "integer"},
                        },
                    }
                },
            },
        },
    },
}

CLAIM = Citation(
    "tifa-claim-1",
    "远帆工作综述",
    "https://w3id.org/tifa/id/claim/1",
    "2023-05-01",
    "tifa 0.1.0, 0123456789ab",
    "zh",
    ("李四",),
    "浙江省委",
    quote="省委实施“远帆行动”",
    place="第 0–10 字",
    note="first.txt",
)
HOSTILE = "}{\\input{x}%$#&_~^\"'<script>\r\nER  - \nTY  - BOOK\u2028\u202e\x00@book{y,"


def check(it: Citation) -> None:
    library = parse_string(bibtex(it))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.key == it.key and entry.entry_type == "misc" and entry["url"] == it.url
    assert len(library.blocks) == 1
    lines = ris(it).split("\r\n")
    assert lines[-1] == "" and lines[-2] == "ER  - " and lines[0] == "TY  - GEN"
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert sum(line.startswith(("TY", "ER")) for line in lines) == 2
    jsonschema.validate(json.loads(csl(it)), CSL)


def test_a_claim_is_cited_as_its_document_with_the_passage() -> None:
    check(CLAIM)
    entry = parse_string(bibtex(CLAIM)).entries[0]
    assert (entry["author"], entry["title"], entry["year"]) == ("{李四}", "{远帆工作综述}", "2023")
    assert (entry["date"], entry["month"]) == ("2023-05-01", "may")
    assert "省委实施‘远帆行动’" in entry["note"]
    assert "DA  - 2023/05/01/\r\n" in ris(CLAIM) and "AU  - 李四\r\n" in ris(CLAIM)
    (item,) = json.loads(csl(CLAIM))
    assert item["issued"] == {"date-parts": [[2023, 5, 1]]} and item["type"] == "document"


def test_a_footnote_has_everything_to_find_the_place_again() -> None:
    zh = footnote(CLAIM, "zh")
    assert zh.startswith("李四，《远帆工作综述》，浙江省委，2023-05-01，“省委实施‘远帆行动’”，第 0–10 字")
    assert zh.endswith("https://w3id.org/tifa/id/claim/1。")
    assert footnote(CLAIM, "en").startswith("李四, “远帆工作综述”, ")


@pytest.mark.parametrize("issued", ["", "2023", "2023-13", "2023-05", "last May", "0000-00-00"])
def test_dates_of_any_precision_and_none(issued: str) -> None:
    check(Citation("k", "t", "https://x.test/", issued, "v", "en"))


@settings(deadline=None)
@given(st.text() | st.just(HOSTILE))
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    check(
        Citation("k", f"a{text}", "https://x.test/", text, text, "zh", (f"b{text}",), text, text, text, text, text)
    )


def test_every_form_has_a_media_type_and_the_same_bytes_each_time() -> None:
    assert set(FORMS) == {"bib", "ris", "json"}
    assert [write(CLAIM) for _, write in FORMS.values()] == [write(CLAIM) for _, write in FORMS.values()]
