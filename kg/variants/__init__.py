"""Insertions, omissions, reorderings and substitutions of one formula, with the first dated evidence of each."""

from kg.variants.alignment import KINDS, Alignment, Op, align, apply, marked
from kg.variants.findings import FEW, SHARE, Variant, variants

__all__ = ["FEW", "KINDS", "SHARE", "Alignment", "Op", "Variant", "align", "apply", "marked", "variants"]
