"""Where a page comes from, as far as the store does not say it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.explorer.columns import Columns
    from kg.network import Network


@dataclass(frozen=True, slots=True)
class Origin:
    """What a build's manifest knows beyond its store: the program, its characters, and what was not read.

    `skipped` holds where, problem and remedy of each thing.
    """

    program: str = ""
    characters: int | None = None
    skipped: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, folder: Path) -> "Origin":
        """Read the manifest of the build in `folder`; what it does not tell is left open."""
        try:
            told = json.loads((folder / "manifest.json").read_bytes())
        except (OSError, ValueError):
            return cls()
        return cls.told(told) if isinstance(told, Mapping) else cls()

    @classmethod
    def told(cls, manifest: Mapping[str, Any]) -> "Origin":
        """Take over what a manifest says."""
        counts = manifest.get("counts") or {}
        return cls(
            program=" ".join(str(manifest[name]) for name in ("program", "version") if name in manifest),
            characters=counts.get("characters"),
            skipped=tuple((it["where"], it["problem"], it["remedy"]) for it in manifest.get("skipped") or ()),
        )


def described(network: "Network", columns: "Columns", characters: int, told: Origin) -> dict[str, Any]:
    """Return where the page comes from, from the graph and from what a manifest says."""
    about = network.graph
    documents = about["documents"].values()
    dates = sorted(it["issued"] for it in documents if it["issued"])
    hashes = "\n".join(sorted(it["hash"] for it in documents))
    names = ("where", "problem", "remedy")
    return {
        "program": told.program or about["run"]["label"],
        "build": about["run"]["iri"],
        "corpus": f"sha256:{hashlib.sha256(hashes.encode(errors='replace')).hexdigest()}",
        "ontology": about["run"]["ontology"],
        "counts": {
            "documents": len(columns.documents),
            "characters": characters if told.characters is None else told.characters,
            "mentions": sum(map(len, about["spans"].values())),
            "entities": len(columns.ranked),
            "relations": len(columns.relations),
            "figures": len(columns.figures),
        },
        "skipped": [dict(zip(names, it, strict=True)) for it in sorted(told.skipped)],
        "from": dates[0] if dates else None,
        "to": dates[-1] if dates else None,
    }
