"""What proved the place of a deictic name, in words."""

from kg.cli.language import Language, choose
from kg.evidence import Anchor

KINDS = {
    "place": ("元数据", "metadata"),
    "title": ("标题", "title"),
    "publisher": ("发布者", "publisher"),
    "source": ("网址", "source"),
    "dateline": ("电头", "dateline"),
    "heading": ("小标题", "heading"),
    "passage": ("上文", "passage"),
    "text": ("全文", "text"),
}


def anchored(anchor: Anchor | None, lang: Language) -> str:
    """Return an anchor in words that follow an entity's class; empty where there is none."""
    if anchor is None:
        return ""
    kind = choose(lang, *KINDS.get(anchor.kind, (anchor.kind, anchor.kind)))
    return choose(lang, f"，据{kind}“{anchor.words}”", f", by {kind} “{anchor.words}”")
