"""How each class looks: a shape and a fill that tell the classes apart without any colour, and two colours."""

from dataclasses import dataclass

from kg.vocabulary import CLASSES


@dataclass(frozen=True, slots=True)
class Look:
    """The mark of a class: a vis-network `shape`, filled or hollow, and its colour on light and on dark ground."""

    shape: str
    filled: bool
    light: str
    dark: str


LOOKS = {
    "PolicyDocument": Look("square", False, "#5b5b66", "#b9bac4"),
    "Person": Look("dot", False, "#1f6f8b", "#7cc3dd"),
    "Organization": Look("square", True, "#365f9e", "#8fb3ea"),
    "Place": Look("hexagon", True, "#4b7442", "#95c387"),
    "Event": Look("triangleDown", True, "#66717d", "#aab6c2"),
    "Honor": Look("star", True, "#a07400", "#e2bd55"),
    "Campaign": Look("dot", True, "#b4442f", "#f0907a"),
    "Strategy": Look("diamond", True, "#8c4a12", "#e0a368"),
    "Mechanism": Look("hexagon", False, "#77653f", "#c9b687"),
    "Platform": Look("triangle", True, "#0f7a68", "#67c9b5"),
    "Formulation": Look("diamond", False, "#83408a", "#d29bd8"),
    "Slogan": Look("triangle", False, "#b23a72", "#ee93bb"),
}


def classes(labels: dict[str, dict[str, str]]) -> list[dict[str, object]]:
    """Return what the page needs of each class, in the order of annotation.md."""
    return [
        {
            "name": name,
            "label": labels[name],
            "shape": LOOKS[name].shape,
            "filled": LOOKS[name].filled,
            "light": LOOKS[name].light,
            "dark": LOOKS[name].dark,
        }
        for name in CLASSES
    ]
