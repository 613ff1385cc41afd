"""Files to documents: formats, encodings, columns, front matter.

`read` is the way in, `sources` and `documents` are its halves; `Columns` says which columns of tables hold what,
`SUFFIXES` which files are known.
"""

from kg.reader.columns import Columns
from kg.reader.files import Source, sources
from kg.reader.page import Page
from kg.reader.read import SUFFIXES, documents, raw, read

__all__ = ["SUFFIXES", "Columns", "Page", "Source", "documents", "raw", "read", "sources"]
