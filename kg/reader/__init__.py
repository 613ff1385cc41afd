"""Files to documents: formats, encodings, columns, front matter.

`read` is the way in, `sources` and `documents` are its halves, `pages` and `document_of` those of `documents`;
`Columns` says which columns of tables hold what, `check` refuses files that are not of `SUFFIXES`, empty or too large.
"""

from kg.reader.columns import Columns
from kg.reader.files import Source, sources
from kg.reader.page import Page, document
from kg.reader.read import LARGEST, SUFFIXES, check, document_of, documents, is_table, pages, raw, read

__all__ = [
    "LARGEST",
    "SUFFIXES",
    "Columns",
    "Page",
    "Source",
    "check",
    "document",
    "document_of",
    "documents",
    "is_table",
    "pages",
    "raw",
    "read",
    "sources",
]
