"""Chinese numbers, quantities, dates and periods: 9.5万 → 95000, 截至2021年底 → 2021-12."""

from kg.numerals.numbers import number
from kg.numerals.periods import Period, periods
from kg.numerals.phrases import arity
from kg.numerals.quantities import Quantity, Units, quantities

__all__ = ["Period", "Quantity", "Units", "arity", "number", "periods", "quantities"]
