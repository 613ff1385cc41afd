"""The data of the page as front/src/data/format.ts lays it down: columns of numbers, every text once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.explorer.marks import Marker, Marks, Span
from kg.explorer.palette import classes
from kg.lexicon import load
from kg.network import Layout, Network
from kg.ontology import folder
from kg.search.folding import simplified
from kg.search.readings import Readings
from kg.vocabulary import CLASSES, ID

_LEVELS = {
    "country": {"zh": "国家级", "en": "country"},
    "province": {"zh": "省级", "en": "province"},
    "prefecture": {"zh": "地级", "en": "prefecture"},
    "county": {"zh": "县级", "en": "county"},
}
# Of a community so many members name it.
_NAMING = 5
_NOWHERE = Span(0, 0)

Row = dict[str, Any]


class Index:
    """Numbers values in the order in which they first come.

    >>> index = Index()
    >>> index["a"], index["b"], index["a"], index.values
    (0, 1, 0, ['a', 'b'])
    """

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {value: number for number, value in enumerate(values)}

    def __getitem__(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[str]:
        """Return the values, each at its number."""
        return list(self._numbers)


class Columns:
    """Everything that a graph says, numbered: `ranked` are its entities, `documents` its documents, in order.

    `relations` and `figures` are the claims in the order in which they are numbered.
    """

    def __init__(self, network: Network, ranked: Sequence[str]) -> None:
        self._network = network
        self.ranked = ranked
        self.number = {node: rank for rank, node in enumerate(ranked)}
        told = network.graph["documents"]
        edges = [
            {**said, "claim": claim, "subject": subject, "object": object_}
            for subject, object_, claim, said in network.edges(keys=True, data=True)
        ]
        figures = [{**figure, "about": node} for node in ranked for figure in network.nodes[node]["figures"]]
        named = (document for _, documents in network.nodes(data="documents") for document in documents)
        every = {*told, *named, *(said["document"] for said in (*edges, *figures))}
        unknown = {"issued": "", "identifier": ""}
        self.documents = sorted(
            every, key=lambda it: (told.get(it, unknown)["issued"], told.get(it, unknown)["identifier"], it)
        )
        self._document = {document: row for row, document in enumerate(self.documents)}
        self.relations = sorted(edges, key=self._place)
        self.figures = sorted(figures, key=self._place)
        iris = [*ranked, *(said["claim"] for said in (*edges, *figures))]
        self._base = ID if all(iri.startswith(ID) for iri in iris) else ""

    def _place(self, said: Row) -> tuple[int, int, int, str]:
        return (self._document[said["document"]], said["start"], said["end"], said["claim"])

    def rests(self) -> dict[str, list[tuple[int, int, str]]]:
        """Return document → start, end and words of what its claims rest on."""
        found: dict[str, list[tuple[int, int, str]]] = {}
        for said in (*self.relations, *self.figures):
            found.setdefault(said["document"], []).append((said["start"], said["end"], said["quote"]))
        return found

    def iris(self) -> Row:
        """Return the block of the IRIs of claims and figures without their base, by number."""
        cut = len(self._base)
        return {
            name: _names([said["claim"][cut:] for said in rows])
            for name, rows in (("claims", self.relations), ("figures", self.figures))
        }

    def core(self, layout: Layout, origin: Row, readings: Row) -> Row:
        """Return the block of everything but texts; `readings` are the columns length, block, whole of documents."""
        about = self._network.graph
        properties, rules = Index(), Index()
        settings = _Settings(about["settings"], self.number)
        marker = _Marked(self._network, Marker.default())
        claims = self._claims(properties, rules, marker)
        figures = self._figures(rules, list(about["qualifiers"]), marker)
        says = {row["rule"]: {"zh": row["zh"], "en": row["en"]} for row in load(folder()).tables["rules"]}
        return {
            "lang": about["lang"],
            "origin": origin,
            "base": self._base,
            "classes": classes(about["classes"]),
            "properties": [
                {
                    "name": name,
                    "label": about["properties"].get(name, _label({}, name)),
                    "inverse": about["inverses"].get(name),
                }
                for name in properties.values
            ],
            "rules": [{"name": name, "says": says.get(name, _label({}, name))} for name in rules.values],
            "documents": {**self._described(settings), **readings},
            "entities": self._entities(layout),
            "communities": [
                {
                    "entities": [self.number[node] for node in it.members[:_NAMING]],
                    "x": it.x,
                    "y": it.y,
                    "radius": it.radius,
                    "size": len(it.members),
                }
                for it in layout.communities
            ],
            "claims": claims,
            "figures": figures,
            "qualifiers": [{"name": name, "label": label} for name, label in about["qualifiers"].items()],
            "places": settings.places,
            "levels": [{"name": name, "label": label} for name, label in _LEVELS.items()],
            "publishers": settings.publishers,
            "pinyin": _pinyin(_typed(self._network, self.ranked)),
            "script": _script(_typed(self._network, self.ranked)),
        }

    def _described(self, settings: "_Settings") -> Row:
        told = [self._network.graph["documents"].get(document, {}) for document in self.documents]
        return {
            "iri": self.documents,
            "title": [it.get("title", document) for it, document in zip(told, self.documents, strict=True)],
            "name": [it.get("identifier", "") for it in told],
            "issued": [it.get("issued", "") for it in told],
            "place": [settings.place(it.get("place", "")) for it in told],
            "publisher": [settings.publisher(it.get("publisher", "")) for it in told],
        }

    def _entities(self, layout: Layout) -> Row:
        rows = [self._network.nodes[node] for node in self.ranked]
        home = {node: row for row, it in enumerate(layout.communities) for node in it.members}
        places = [layout.positions[node] for node in self.ranked]
        named = [sorted((self._document[it], times) for it, times in row["documents"].items()) for row in rows]
        offsets = [0]
        for documents in named:
            offsets.append(offsets[-1] + len(documents))
        return {
            "iri": [node[len(self._base) :] for node in self.ranked],
            "type": [CLASSES.index(row["type"]) for row in rows],
            "zh": [_chinese(row) for row in rows],
            "en": sparse(row["labels"].get("en", "") for row in rows),
            "names": sparse(
                [name for name in row["names"] if name not in (_chinese(row), *row["labels"].values())]
                for row in rows
            ),
            "definition": sparse(
                {lang: text for lang, text in row["definitions"].items() if lang in ("zh", "en")} for row in rows
            ),
            "level": sparse((_level(row["level"]) for row in rows), empty=-1),
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "community": [home[node] for node in self.ranked],
            "documents": {"offsets": offsets, "items": [it for row in named for it, _ in row]},
            "times": [times for row in named for _, times in row],
        }

    def _claims(self, properties: Index, rules: Index, marker: "_Marked") -> Row:
        marks = [marker.relation(said) for said in self.relations]
        return {
            **self._said(self.relations, rules, marks),
            "subject": [self.number[said["subject"]] for said in self.relations],
            "property": [properties[said["property"]] for said in self.relations],
            "object": [self.number[said["object"]] for said in self.relations],
            "role": sparse(said["role"] for said in self.relations),
        }

    def _figures(self, rules: Index, qualifiers: list[str], marker: "_Marked") -> Row:
        strings = Index([""])
        marks = [marker.figure(said) for said in self.figures]
        return {
            **self._said(self.figures, rules, marks),
            "about": [self.number[said["about"]] for said in self.figures],
            "measure": [strings[said["measure"]] for said in self.figures],
            "qualifier": [qualifiers.index(said["qualifier"]) for said in self.figures],
            "unit": [strings[said["unit"]] for said in self.figures],
            "value": [said["value"] for said in self.figures],
            "period": [strings[said["period"]] for said in self.figures],
            "strings": strings.values,
        }

    def _said(self, rows: Sequence[Row], rules: Index, marks: Sequence[Marks]) -> Row:
        columns: Row = {
            "document": [self._document[said["document"]] for said in rows],
            "start": _steps(rows),
            "end": [said["end"] - said["start"] for said in rows],
            "rule": [rules[said["rule"]] for said in rows],
            "confidence": [round(said["confidence"] * 100) for said in rows],
        }
        for name in Marks._fields:
            spans = [getattr(it, name) or _NOWHERE for it in marks]
            columns[f"{name}At"] = [it.start for it in spans]
            columns[f"{name}Length"] = [it.end - it.start for it in spans]
        return columns


class _Settings:
    """The places that documents speak for and their publishers, numbered as they come."""

    def __init__(self, told: Mapping[str, Row], number: Mapping[str, int]) -> None:
        self._told = told
        self._number = number
        self._places, self._publishers = Index(), Index()
        self.place = self._numbered(self._places)
        self.publisher = self._numbered(self._publishers)

    @staticmethod
    def _numbered(index: Index) -> Callable[[str], int]:
        return lambda iri: index[iri] if iri else -1

    @property
    def places(self) -> list[Row]:
        return [
            {
                "name": _label(self._told[iri]["labels"], iri),
                "level": _level(self._told[iri]["level"]),
                "entity": self._number.get(iri, -1),
            }
            for iri in self._places.values
        ]

    @property
    def publishers(self) -> list[Row]:
        return [_label(self._told[iri]["labels"], iri) for iri in self._publishers.values]


class _Marked:
    """Finds the words of claims among the mentions of their documents."""

    def __init__(self, network: Network, marker: Marker) -> None:
        self._marker = marker
        self._spans: dict[tuple[str, str], list[Span]] = {}
        for document, spans in network.graph["spans"].items():
            for start, end, entity, _ in spans:
                self._spans.setdefault((document, entity), []).append(Span(start, end))

    def relation(self, said: Row) -> Marks:
        ends = (self._inside(said, said[name]) for name in ("subject", "object"))
        return self._marker.relation(said["quote"], said["rule"], *ends, role=said["role"])

    def figure(self, said: Row) -> Marks:
        abouts = self._inside(said, said["about"])
        return self._marker.figure(said["quote"], abouts, said["measure"], said["value"], said["unit"])

    def _inside(self, said: Row, entity: str) -> list[Span]:
        """Return where a claim's evidence names an entity, counted from its start."""
        start, end = said["start"], said["end"]
        spans = self._spans.get((said["document"], entity), ())
        return [Span(it.start - start, it.end - start) for it in spans if start <= it.start and it.end <= end]


def _label(labels: Mapping[str, str], name: str) -> Row:
    """Return a label in both languages, each standing in for the other, `name` for both."""
    zh, en = labels.get("zh"), labels.get("en")
    return {"zh": zh or en or name, "en": en or zh or name}


def _chinese(row: Row) -> str:
    label: str = row["labels"].get("zh", row["label"])
    return label


def _level(name: str) -> int:
    return list(_LEVELS).index(name) if name in _LEVELS else -1


def sparse(column: Iterable[Any], *, empty: Any = None) -> Row:
    """Return the values that are not empty, with their rows.

    >>> sparse(["", "甲", ""])
    {'at': [1], 'values': ['甲']}
    """
    kept = [(row, it) for row, it in enumerate(column) if (it != empty if empty is not None else it)]
    return {"at": [row for row, _ in kept], "values": [it for _, it in kept]}


def _steps(rows: Sequence[Row]) -> list[int]:
    """Return where claims start, each from the one before where both are of one document.

    >>> _steps([{"document": it, "start": start} for it, start in (("a", 3), ("a", 5), ("b", 4))])
    [3, 2, 4]
    """
    before = [{"document": None, "start": 0}, *rows[:-1]]
    return [
        it["start"] - (last["start"] if it["document"] == last["document"] else 0)
        for last, it in zip(before, rows, strict=False)
    ]


def _names(iris: Sequence[str]) -> Row:
    """Return IRIs as what all begin with, and what is left, without anything between where that is always as long.

    >>> _names(["claim/0a", "claim/1b"]), _names(["claim/0a", "claim/1bc"])
    ({'before': 'claim/', 'width': 2, 'rest': '0a1b'}, {'before': 'claim/', 'width': 0, 'rest': '0a\\n1bc'})
    """
    heads = {iri[: iri.rfind("/") + 1] for iri in iris}
    before = heads.pop() if len(heads) == 1 else ""
    rest = [iri[len(before) :] for iri in iris]
    widths = {len(it) for it in rest}
    width = widths.pop() if len(widths) == 1 else 0
    return {"before": before, "width": width, "rest": ("" if width else "\n").join(rest)}


def _typed(network: Network, ranked: Sequence[str]) -> Iterator[str]:
    """Yield what a reader may type: the names of entities and the titles of documents."""
    for node in ranked:
        row = network.nodes[node]
        yield from dict.fromkeys((_chinese(row), *row["names"]))
    for document in network.graph["documents"].values():
        yield document.get("title", "")


def _pinyin(typed: Iterable[str]) -> Row:
    """Return the readings that each character has in what may be typed."""
    readings = Readings()
    characters: dict[str, set[int]] = {}
    for name in typed:
        for character, number in zip(name, readings.read(name), strict=True):
            if number:
                characters.setdefault(character, set()).add(number)
    return {
        "syllables": readings.syllables,
        "characters": {character: sorted(characters[character]) for character in sorted(characters)},
    }


def _script(typed: Iterable[str]) -> Row:
    """Return the traditional characters of what may be typed, and their simplified ones."""
    used = {it for name in typed for it in name}
    # The page counts UTF-16 units, of which a rare character has two.
    pairs = [(chr(a), b) for a, b in sorted(simplified().items()) if {chr(a), b} & used and ord(b) < 0x10000]
    return {"traditional": "".join(a for a, _ in pairs), "simplified": "".join(b for _, b in pairs)}
