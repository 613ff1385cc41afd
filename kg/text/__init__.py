"""Raw text to cleaned text: characters, damage, pinyin, script, furniture, line wraps.

`clean` is the way in; `simplify` turns traditional characters into simplified ones, `find_date` reads a date.
"""

from kg.text.clean import clean
from kg.text.cleaned import Cleaned, Removal
from kg.text.dates import find_date
from kg.text.script import simplify

__all__ = ["Cleaned", "Removal", "clean", "find_date", "simplify"]
