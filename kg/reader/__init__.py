"""Files to documents: formats, encodings, columns, front matter.

`read` is the way in, `sources` and `documents` are its halves, and `documents` is `pages`, each cleaned by `document`;
`Columns` says which columns of tables hold what, `check` refuses files that are not of `SUFFIXES`, empty or too large.
"""

from kg.reader.columns import Columns
from kg.reader.files import Source, sources
from kg.reader.page import Page, document
from kg.reader.read import LARGEST, SUFFIXES, check, documents, pages, raw, read

__all__ = [
    "LARGEST",
    "SUFFIXES",
    "Columns",
    "Page",
    "Source",
    "check",
    "document",
    "documents",
    "pages",
    "raw",
    "read",
    "sources",
]
