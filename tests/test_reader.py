"""Reading: every format and encoding, names and order, metadata, and what cannot be read."""

import json
import os
import random
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import pytest

from kg.errors import InputError
from kg.model import Document
from kg.reader import Columns, Source, documents, read, sources
from kg.reader.encoding import decode
from kg.reader.page import LONGEST_LINE

TEXT = "海州市在河上修了一座新桥。两岸的人来往方便，孩子上学不再绕远路。"


def one(path: Path, columns: Columns | None = None) -> Document:
    """Return the only document of a file."""
    (item,) = read([path], columns=columns)
    assert isinstance(item, Document), item
    return item


def fails(path: Path, columns: Columns | None = None) -> InputError:
    """Return the only error of a file."""
    (item,) = read([path], columns=columns)
    assert isinstance(item, InputError), item
    assert "\n" not in str(item)
    return item


def names(paths: Sequence[Path]) -> list[str]:
    return [item.name if isinstance(item, Document) else item.where for item in read(paths)]


def pdf(pages: Sequence[str], trailer: str = "") -> bytes:
    """Return a PDF of Latin text, a page each; readers rebuild its missing table of objects."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    parts = ["%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj"]
    parts.append(f"2 0 obj <</Type /Pages /Kids [{kids}] /Count {len(pages)}>> endobj")
    parts.append("3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj")
    parts.append(
        f"4 0 obj <</Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{'0f' * 32}> /U <{'f0' * 32}>>> endobj"
    )
    for at, page in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -20 Td" for line in page.split("\n")) if page else ""
        content = f"BT /F1 12 Tf 20 180 Td {shown} ET"
        number = 10 + 2 * at
        box = "/MediaBox [0 0 400 200] /Resources <</Font <</F1 3 0 R>>>>"
        parts.append(f"{number} 0 obj <</Type /Page /Parent 2 0 R {box} /Contents {number + 1} 0 R>> endobj")
        parts.append(f"{number + 1} 0 obj <</Length {len(content)}>> stream\n{content}\nendstream endobj")
    parts.append(f"trailer <</Root 1 0 R /Size 100 {trailer}>>\n%%EOF\n")
    return "\n".join(parts).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TEXT, TEXT[:5], "海州，2031年。"])
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "桥.txt"
    path.write_bytes(text.encode(encoding))
    assert one(path).text == text


@pytest.mark.parametrize("text", ["海州市在河上修了一座新橋。", "兩岸的人來往方便，孩子上學不再繞遠路。"])
@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8"])
def test_traditional_text_in_its_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_broken_bytes_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"{TEXT}桥".encode() + b"\xff" + "头。".encode())
    assert one(path).text == f"{TEXT}桥□头。"


def test_an_encoding_that_does_not_fit_is_told() -> None:
    with pytest.raises(InputError, match="is not utf-8"):
        decode(TEXT.encode("gb18030"), "a.txt", "utf-8")
    with pytest.raises(InputError, match="no encoding is called"):
        decode(b"a", "a.txt", "klingon")


def test_folders_are_walked_in_order_and_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", "a/b/d.txt", ".hidden/e.txt", "a/.f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert names([tmp_path]) == ["a/b/d.txt", "a/c.md", "b.txt"]
    assert names([tmp_path / "b.txt", tmp_path / "a"]) == ["b.txt", "b/d.txt", "c.md"]


def test_the_halves_of_read_make_the_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (source,) = sources([tmp_path])
    assert source == Source(tmp_path / "a.txt", "a.txt")
    assert list(documents(source)) == list(read([tmp_path]))


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter_is_metadata(tmp_path: Path, name: str) -> None:
    front = "---\ntitle: 修橋記\ndate: 2031-05-06\npublisher: 海州日报\nauthor: 田青山、何小满\n"
    front += "source: https://example.org/1\ndescription: 为测试而写\n---\n"
    (tmp_path / name).write_text(front + TEXT, encoding="utf-8")
    document = one(tmp_path / name)
    assert document == Document(
        name=name,
        text=TEXT,
        title="修桥记",
        issued="2031-05-06",
        publisher="海州日报",
        creators=("田青山", "何小满"),
        source="https://example.org/1",
        description="为测试而写",
    )


def test_markdown_marks_go(tmp_path: Path) -> None:
    marked = "# 修桥记\n\n**海州**市[修桥](http://example.org)。\n\n- 一是石料\n- 二是`人手`\n\n> 大家高兴。\n\n<!-- 无 -->\n"
    (tmp_path / "a.md").write_text(marked, encoding="utf-8")
    document = one(tmp_path / "a.md")
    assert document.title == "修桥记"
    assert [line for line in document.text.split("\n") if line] == [
        *("修桥记", "海州市修桥。", "● 一是石料", "● 二是人手", "大家高兴。"),
    ]


HTML = f"""<?xml version="1.0" encoding="gb2312"?>
<html><head><meta charset="gb2312"><title>海州修桥记_海州市人民政府</title>
<meta name="ArticleTitle" content="海州修桥记"><meta name="PubDate" content="2031-05-06 10:20">
<meta name="ContentSource" content="海州日报"><meta name="SiteName" content="海州市人民政府">
<style>p {{}}</style></head><body>
<nav><a href="#">要闻。</a></nav><ul><li><a>机构设置</a></li><li><a>办事服务</a></li></ul>
<div class="main"><h1>海州修桥记</h1><div>2031-05-06 来源：海州日报 【字体：大 中 小】</div>
<div id="TRS_Editor"><p>一、总体要求</p><p>{TEXT}</p><div>桥长
三百米。<br>桥宽十米。</div><p>短句。</p>
<table><tr><td>石料</td><td>10吨。</td></tr></table><ul><li>第一项；</li></ul></div></div>
<div>版权所有 海州市人民政府</div><script>var a = "。。。。。。";</script></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_html_gives_all_of_the_article_and_its_metadata(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.html").write_bytes(HTML.encode(encoding))
    document = one(tmp_path / "a.html")
    assert document.text.split("\n") == [
        *("海州修桥记", "一、总体要求", TEXT, "桥长三百米。", "桥宽十米。", "短句。", "石料 10吨。", "第一项；"),
    ]
    found = (document.title, document.issued, document.publisher)
    assert found == ("海州修桥记", "2031-05-06", "海州日报")


def test_docx(tmp_path: Path) -> None:
    file = docx.Document()
    file.core_properties.title = "修桥记"
    file.add_paragraph(TEXT)
    file.add_table(1, 2).rows[0].cells[1].text = "十吨。"
    file.add_paragraph("完。")
    file.save(str(tmp_path / "a.docx"))
    document = one(tmp_path / "a.docx")
    assert document.title == "修桥记"
    assert document.text == f"{TEXT}\n十吨。\n完。"
    whole = (tmp_path / "a.docx").read_bytes()
    (tmp_path / "b.docx").write_bytes(whole[: len(whole) // 2])
    assert "is no whole Word file" in fails(tmp_path / "b.docx").problem


def test_pdf(tmp_path: Path) -> None:
    pages = [f"Bridge Office\nThe bridge of part {at} was built.\n- {at} -" for at in range(1, 5)]
    (tmp_path / "a.pdf").write_bytes(pdf(pages))
    text = one(tmp_path / "a.pdf").text
    assert text.split("\n") == [f"The bridge of part {at} was built." for at in range(1, 5)]


def test_pdf_without_text_encrypted_or_cut(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf([""]))
    assert "without a text layer" in fails(tmp_path / "scan.pdf").problem
    secret = f"/Encrypt 4 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    (tmp_path / "secret.pdf").write_bytes(pdf(["a"], secret))
    assert "encrypted" in fails(tmp_path / "secret.pdf").problem
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.4\n1 0 obj")
    assert "no whole PDF" in fails(tmp_path / "cut.pdf").problem


def test_pdf_printed_by_a_browser(tmp_path: Path) -> None:
    printed = ["11/22/26, 4:05 AM A page\nfirst words\nfile:///a/b.html 1/2", "second words\nhttps://a.b/c 2/2"]
    (tmp_path / "a.pdf").write_bytes(pdf(printed))
    assert one(tmp_path / "a.pdf").text == "first words\nsecond words"


@pytest.mark.parametrize("sign", [";", "|", "\t"])
def test_csv_with_another_delimiter(tmp_path: Path, sign: str) -> None:
    (tmp_path / "a.csv").write_text(f"标题{sign}正文\n甲{sign}省委, 部署工作。\n", encoding="utf-8")
    document = one(tmp_path / "a.csv")
    assert (document.title, document.text) == ("甲", "省委, 部署工作。")


def test_file_whose_name_is_not_utf8(tmp_path: Path) -> None:
    name = b"\xff.txt"
    try:
        (tmp_path / os.fsdecode(name)).write_text("省委部署工作。", encoding="utf-8")
    except OSError:
        pytest.skip("this file system knows only names in UTF-8")
    assert fails(tmp_path).problem == "has a name that is not UTF-8"


def test_csv_columns_by_usual_names(tmp_path: Path) -> None:
    header = "province,year,title,publish_date,作者,full_text"
    (tmp_path / "a.csv").write_text(f"{header}\n海州省,2031,修桥,2031-05-06,田青山,{TEXT}\n", encoding="utf-8-sig")
    document = one(tmp_path / "a.csv")
    assert (document.name, document.title, document.issued) == ("a.csv#1", "修桥", "2031-05-06")
    assert (document.place, document.creators, document.text) == ("海州省", ("田青山",), TEXT)


def test_named_columns_go_before_usual_ones(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(f"text\tbody\thead\n无\t{TEXT}\t修桥\n", encoding="utf-8")
    document = one(tmp_path / "a.tsv", Columns(text="body", title="head"))
    assert (document.text, document.title) == (TEXT, "修桥")
    assert "no column leib" in fails(tmp_path / "a.tsv", Columns(text="leib")).problem


def test_rows_without_text_and_tables_without_texts_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"title,text\n一,{TEXT}\n二, \n三,{TEXT}\n", encoding="utf-8")
    assert names([tmp_path / "a.csv"]) == ["a.csv#1", "a.csv#2", "a.csv#3"]
    (tmp_path / "b.csv").write_text("price,name\n1,tea\n", encoding="utf-8")
    error = fails(tmp_path / "b.csv")
    assert (error.problem, error.remedy[-13:]) == ("no text column (columns: price, name)", "--text-column")


def test_jsonl_goes_on_after_a_broken_line(tmp_path: Path) -> None:
    lines = [json.dumps({"content": TEXT, "year": 2031}), '{"content": ', "", "[1]", json.dumps({"正文": TEXT})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    items = list(read([tmp_path / "a.jsonl"]))
    assert [isinstance(item, Document) for item in items] == [True, False, False, True]
    assert names([tmp_path / "a.jsonl"]) == ["a.jsonl#1", "a.jsonl#2", "a.jsonl#4", "a.jsonl#5"]
    assert isinstance(items[0], Document)
    assert items[0].issued == "2031"


def test_json_list_and_object(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"text": TEXT}, {"text": TEXT}]), encoding="utf-8")
    assert names([tmp_path / "a.json"]) == ["a.json#1", "a.json#2"]
    (tmp_path / "b.json").write_text("[" * 100_000, encoding="utf-8")
    assert "is no JSON" in fails(tmp_path / "b.json").problem


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "has no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(1).randbytes(5000), "is not text"),
        ("a.txt", "桥".encode() * (LONGEST_LINE + 1), "has a line of 1,000,001 characters"),
        ("a.xyz", b"a", "is of an unknown type .xyz"),
        ("a.html", b"<!-- -->", "is no HTML page"),
        ("a.html", b"<html><body><p> </p></body></html>", "has no text"),
        ("a.json", b"{", "is no JSON"),
        ("a.docx", b"PK\x03\x04", "is no whole Word file"),
    ],
)
def test_bad_files_are_told_in_one_line(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(data)
    error = fails(tmp_path / name)
    assert error.where == name
    assert problem in str(error)


def test_a_field_of_fifty_megabytes_is_read_and_refused_alone(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8") as file:
        file.write(f"text\n{'桥' * (50_000_000 // 3)}\n{TEXT}\n")
    first, second = read([tmp_path / "a.csv"])
    assert isinstance(first, InputError)
    assert isinstance(second, Document)


def test_pipes_links_and_missing_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "z.txt").write_text(TEXT, encoding="utf-8")
    told = {item.where: item.problem for item in read([tmp_path]) if isinstance(item, InputError)}
    assert sorted(told) == ["broken.txt", "loop", "pipe.txt", "self.txt"]
    assert names([tmp_path])[-1] == "z.txt"
    assert fails(tmp_path / "missing.txt").remedy == "check the path"


def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "Permission denied" in fails(tmp_path / "a.txt").problem


def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    assert "cannot be listed (Permission denied)" in fails(tmp_path).problem


def test_real_tables(shared: Path) -> None:
    found = list(read([shared / "corpus" / "provincial-reports-2026.csv"]))
    reports = [item for item in found if isinstance(item, Document)]
    assert len(reports) == len(found) == 25
    assert all(report.title and report.place and len(report.issued or "") == 10 for report in reports)
    assert not [line for report in reports for line in report.text.split("\n") if line in ("打印", "首页", "】")]


def parquet(path: Path, **columns: list[object]) -> Path:
    """Write a table of two groups of rows."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    table = pa.table(columns)
    with ParquetWriter(path, table.schema) as file:
        file.write_table(table.slice(0, 1))
        file.write_table(table.slice(1))
    return path


def test_parquet_is_a_table(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        正文=[TEXT, None, TEXT + "新桥"],
        日期=[date(2024, 3, 1), None, date(2024, 3, 2)],
        作者=[["张三", "李四"], None, []],
        unused=[b"\xff", b"", None],
    )
    first, second, third = read([path])
    assert isinstance(first, Document) and isinstance(third, Document)
    assert (first.name, first.text, first.issued, first.creators) == (
        "a.parquet#1",
        TEXT,
        "2024-03-01",
        ("张三", "李四"),
    )
    assert str(second) == "a.parquet#2: has no text; fill in its text, or leave the record out"
    assert third.name == "a.parquet#3"


def test_parquet_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and no more PAR1")
    assert fails(broken).problem.startswith("is no whole Parquet")
    path = parquet(tmp_path / "a.parquet", words=[TEXT])
    assert fails(path).problem == "no text column (columns: words)"
    assert one(path, Columns(text="words")).text == TEXT
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert fails(path).remedy == "pip install 'tifa[parquet]' to read it"
