"""Word and PDF files: the text that they hold, and their properties."""

import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kg.errors import InputError
from kg.reader.page import Page

if TYPE_CHECKING:
    import pypdfium2

_NUMBER = re.compile(r"\s*[-—–·第]?\s*\d{1,4}\s*[-—–·页]?\s*")
# What a browser prints at the edges of a page: the time, with the page's title, and the address, with the page's number.
_PRINTED = re.compile(
    r"\d{1,4}/\d{1,2}/\d{1,4},? \d{1,2}:\d\d(?: ?[AP]M)?(?:\s.{0,80})?|(?:https?|file)://\S+(?:\s+\d+/\d+)?"
)
# Programs that print put the name of the file where the title belongs.
_FILE_NAME = re.compile(
    r"Microsoft Word - .*|untitled|about:blank|.*\.(?:docx?|wps|html?|pdf|indd|txt)", re.IGNORECASE
)
_PASSWORD = 4


def docx_page(path: Path, name: str) -> Page:
    """Read a Word file: paragraphs and tables in order, title and author from its properties."""
    # Imported on use, here and below: whoever reads text pays for neither.
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        file = docx.Document(str(path))
    except (
        PackageNotFoundError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        EOFError,
        etree.XMLSyntaxError,
    ) as error:
        raise InputError(
            name, f"is no whole Word file ({type(error).__name__})", "save it again as .docx"
        ) from None
    lines = []
    for block in file.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += ["  ".join(cell.text for cell in row.cells) for row in block.rows]
    properties = file.core_properties
    stated = {"title": properties.title or "", "description": properties.comments or ""}
    return Page("\n".join(lines), {key: value for key, value in stated.items() if value.strip()})


def pdf_page(path: Path, name: str) -> Page:
    """Read a PDF's text layer without page numbers and running heads."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise InputError(name, "is an encrypted PDF", "save a copy without a password") from None
        raise InputError(name, "is no whole PDF", "save or download it again") from None
    with file:
        pages = [_page_lines(file, at, name) for at in range(len(file))]
        title = file.get_metadata_value("Title")
    if not any(line.strip() for page in pages for line in page):
        raise InputError(name, "is a PDF without a text layer", "run text recognition (OCR) on it first")
    heads = _running(pages)
    lines = [line for page in pages for line in page if line.strip() not in heads]
    stated = {} if not title.strip() or _FILE_NAME.fullmatch(title.strip()) else {"title": title}
    return Page("\n".join(lines), stated)


def _page_lines(file: "pypdfium2.PdfDocument", at: int, name: str) -> list[str]:
    import pypdfium2

    try:
        page = file[at]
        text: str = page.get_textpage().get_text_bounded()
        page.close()
    except pypdfium2.PdfiumError:
        raise InputError(name, f"page {at + 1} of the PDF is damaged", "save or download it again") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for end in (0, -1):
        while lines and (_NUMBER.fullmatch(lines[end] or "0") or _PRINTED.fullmatch(lines[end].strip())):
            del lines[end]
    return lines


def _running(pages: list[list[str]]) -> set[str]:
    """Return what stands at the edge of at least three and most of the pages: running heads and feet."""
    edges = Counter(edge.strip() for page in pages if page for edge in {page[0], page[-1]})
    return {edge for edge, count in edges.items() if edge and count >= 3 and 2 * count > len(pages)}
