"""What may reach a terminal: text without the characters that steer it."""

import unicodedata

# Cc: controls such as ESC; Cf: marks that turn the direction of text; Cs: bytes of a file name that are no UTF-8.
_STEERING = {"Cc", "Cf", "Cs"}


def printable(text: str) -> str:
    """Return the text with every character that could steer a terminal written as its code.

    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _STEERING:
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
