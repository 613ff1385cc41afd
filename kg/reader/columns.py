"""Which columns of a table, or keys of a record, hold what."""

from collections.abc import Mapping
from dataclasses import dataclass

_USUAL = {
    "text": ("text", "content", "full_text", "fulltext", "body", "正文", "内容", "全文", "文本"),
    "title": ("title", "headline", "标题", "题名", "名称"),
    "date": (
        "publish_date",
        "published",
        "date",
        "issued",
        "pubdate",
        "发布日期",
        "日期",
        "时间",
        "year",
        "年份",
        "年",
    ),
    "publisher": ("publisher", "source", "site", "来源", "发布机构", "媒体"),
    "source": ("url", "link", "href", "网址", "链接"),
    "creators": ("author", "authors", "creator", "作者"),
    "place": ("province", "place", "region", "地区", "省份", "省", "地点"),
    "description": ("description", "note", "abstract", "说明", "摘要", "备注"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Names that a user gives for the columns of tables; None leaves a column to its usual names."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    source: str | None = None
    creators: str | None = None
    place: str | None = None
    description: str | None = None

    def named(self, field: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of a table's column `names` that hold `field`, the likeliest first.

        >>> Columns().named("date", ("Year", "publish_date", "全文"))
        ('publish_date', 'Year')
        """
        given: str | None = getattr(self, field)
        if given is not None:
            return (given,) if given in names else ()
        plain = {name.strip().lower(): name for name in reversed(names)}
        return tuple(plain[usual] for usual in _USUAL[field] if usual in plain)


FIELDS = tuple(_USUAL)


def pick(record: Mapping[str, object], columns: Columns) -> dict[str, str]:
    """Return what a record holds by field; the first non-empty column wins, for dates the fullest."""
    names = tuple(record)
    found = {}
    for field in FIELDS:
        values = [as_text(record[name]) for name in columns.named(field, names)]
        values = [value for value in values if value.strip()]
        if values:
            found[field] = max(values, key=_detail) if field == "date" else values[0]
    return found


def as_text(value: object) -> str:
    """Return a record's value as text: lists joined by 、, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(as_text(item) for item in value)
    return value if isinstance(value, str) else str(value)


def _detail(value: str) -> int:
    return sum(character.isdigit() for character in value[:10])
