"""Entities found as a reader types: by any label, its pinyin, its initials, or nearly so."""

from kg.search.hits import Found, Hit
from kg.search.index import Index
from kg.search.marks import marked

__all__ = ["Found", "Hit", "Index", "marked"]
