"""Where in a label stands what was typed."""

from kg.search.folding import fold


def marked(label: str, text: str) -> tuple[str, str, str]:
    """Return a label as what stands before the text, the text as the label writes it, and the rest.

    All of the label is the text where it was found by its sound or by a slip.

    >>> marked("“双建争先”工程", "雙建爭先工")
    ('“', '双建争先”工', '程')
    """
    wanted = "".join(fold(text))
    folded, places = "", []
    for place, character in enumerate(label):
        compared = "".join(fold(character))
        folded += compared
        places += [place] * len(compared)
    at = folded.find(wanted) if wanted else -1
    if at < 0:
        return "", label, ""
    start, end = places[at], places[at + len(wanted) - 1] + 1
    return label[:start], label[start:end], label[end:]
