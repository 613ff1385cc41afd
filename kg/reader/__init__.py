"""Files to documents: formats, encodings, columns, front matter.

`read` is the way in; `Columns` says which columns of tables hold what, `SUFFIXES` which files are known.
"""

from kg.reader.columns import Columns
from kg.reader.read import SUFFIXES, raw, read

__all__ = ["SUFFIXES", "Columns", "raw", "read"]
