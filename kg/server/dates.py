"""The documents of a build by their dates."""

import re

from pyoxigraph import NamedNode

from kg.evidence import value
from kg.server.memo import PerBuild
from kg.server.site import Snapshot
from kg.vocabulary import ID, term

_ISSUED = term("dcterms:issued")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def _dated(known: Snapshot) -> tuple[tuple[str, NamedNode], ...]:
    found = {
        (value(it.object), it.subject.value)
        for it in known.store.match(predicate=_ISSUED)
        if isinstance(it.subject, NamedNode) and it.subject.value.startswith(f"{ID}document/")
    }
    whole = (it for it in found if _DATE.fullmatch(it[0]))
    return tuple((date, NamedNode(iri)) for date, iri in sorted(whole, reverse=True))


# Date (a day, a month or a year) and IRI of each document that has one, the latest first.
dated = PerBuild(_dated)
