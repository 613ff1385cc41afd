"""Files to documents: formats, encodings, columns, front matter.

`read` is the way in, `sources` and `documents` are its halves, `pages` and `document_of` those of `documents`;
`Columns` says which columns of tables hold what,
`SUFFIXES` which files are known.
"""

from kg.reader.columns import Columns
from kg.reader.files import Source, sources
from kg.reader.page import Page
from kg.reader.read import SUFFIXES, document_of, documents, is_table, pages, raw, read

__all__ = [
    "SUFFIXES",
    "Columns",
    "Page",
    "Source",
    "document_of",
    "documents",
    "is_table",
    "pages",
    "raw",
    "read",
    "sources",
]
