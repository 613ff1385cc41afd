"""Bylines and datelines: who published a page, when, and who wrote it."""

import re
from dataclasses import dataclass

from kg.text.dates import DATE, find_date

_LABELS = {
    "publisher": "来源 信息来源 稿件来源 文章来源 消息来源 稿源 发布机构 发布单位",
    "creators": "作者 撰稿 撰文 记者 通讯员 文",
    "issued": "时间 发布时间 发表时间 发布日期 日期 发稿时间 更新时间 成文日期",
    "": "编辑 责任编辑 责编 本文责编 值班编辑 网络编辑 送签 签发 审核 初审 复审 终审 审签 校对 校审 监制 摄影 供稿 "
    "投稿邮箱 投稿信箱 举报电话 联系电话 热线电话 索引号 信息索引 关键词 关键字 "
    "浏览 浏览量 浏览次数 阅读 阅读量 阅读次数 点击 点击量 点击数 点击率 访问量",
}
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_NAMES_OF = "|".join(sorted(_KINDS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:(?<=[\s|｜，,;；（(【\[）)】\]\d])|(?<![\s\S]))({_NAMES_OF})\s?(?:[:：]|(?<=文)/)\s*")
_OPENING = re.compile(rf"[-（(【\[〔]?\s*(?:({DATE})[\s|｜]*)?")
_DATELINE = re.compile(DATE)
_CLOSING = re.compile(r"[）)】\]〕]\s*$")
_PUBLISHER_END = re.compile(
    r"[,，;；【\[(（|｜]|\s(?:打印|字[号体]|分享|下载|收藏|浏览|阅读)|(?:19|20)\d\d年|第\d+期"
)
_SENTENCE = re.compile("[。；！？]")
_NAME = re.compile(r"[\u4e00-\u9fff□]{2,4}|[\u4e00-\u9fff·]{4,15}|[\u4e00-\u9fff] [\u4e00-\u9fff]")
_ROLE = re.compile(r"[\w《》]{0,12}(?:记者|通讯员)")
_ROLE_WORDS = re.compile(r"(?:^|(?<=[\s、,，]))(?:首席|特约|实习|本报|见习)?(?:记者|通讯员|摄影|文|图)(?=\s|$)")
_TRAILING = re.compile(rf"[（(]\s?(?:{_NAMES_OF})\s?[:：][^（）()。]{{1,60}}[)）]$")
_PARTS = re.compile(r"[ 、,，;；/]+")
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Byline:
    """What one or more bylines state; `open` is a label whose value the next line must give."""

    issued: str | None = None
    publisher: str | None = None
    creators: tuple[str, ...] = ()
    open: str = ""

    @property
    def nothing(self) -> bool:
        """Say whether it states none of these."""
        return not (self.issued or self.publisher or self.creators)

    def joined(self, other: "Byline") -> "Byline":
        """Return both, where they differ the first; of two dates the fuller."""
        issued = max(filter(None, (self.issued, other.issued)), key=len, default=None)
        creators = self.creators or other.creators
        return Byline(issued, self.publisher or other.publisher, creators)


def read_byline(text: str, known: tuple[str, ...] = ()) -> Byline | None:
    """Read a line that is nothing but labelled metadata, or names of writers; None where it is anything else.

    >>> read_byline("2024-04-30 09:18 来源:《某刊》杂志 作者:张三 李四")
    Byline(issued='2024-04-30', publisher='《某刊》杂志', creators=('张三', '李四'), open='')
    >>> read_byline("记者走进村庄，看到来源:一条河。")
    """
    if _SENTENCE.search(text):
        return None
    opening = _OPENING.match(text)
    assert opening is not None
    labels = list(_LABEL.finditer(text, opening.end()))
    if not labels or labels[0].start() != opening.end():
        return _names(text, known)
    found = Byline(find_date(opening[1]) if opening[1] else None)
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        value = _CLOSING.sub("", text[label.end() : after.start() if after else len(text)]).strip(
            " 【[(（|｜,，;；"
        )
        part = _part(label[1], value)
        if part is None:
            return None
        found = (
            found.joined(part)
            if not part.open
            else Byline(found.issued, found.publisher, found.creators, part.open)
        )
    return found


def fullmatch_dateline(text: str) -> Byline | None:
    """Read a line that is nothing but a date, with or without the time of day."""
    return Byline(find_date(text)) if _DATELINE.fullmatch(text) else None


def trailing_byline(text: str) -> tuple[int, Byline] | None:
    """Find a byline in parentheses at the end of a paragraph: where it starts, and what it states."""
    match = _TRAILING.search(text)
    byline = read_byline(match[0]) if match else None
    return (match.start(), byline) if match and byline else None


def _part(label: str, value: str) -> Byline | None:
    """Read one labelled value; None where it is not what the label promises."""
    kind = _KINDS[label]
    if not value:
        return Byline(open=label)
    if len(value) > _LONGEST_VALUE:
        return None
    if kind == "issued":
        return fullmatch_dateline(value)
    if kind == "publisher":
        end = _PUBLISHER_END.search(value, 1)
        return Byline(find_date(value), value[: end.start() if end else None].strip())
    if kind == "creators":
        return _names(value, (), labelled=True)
    return Byline()


def _names(text: str, known: tuple[str, ...], *, labelled: bool = False) -> Byline | None:
    """Read a line of writers' names: labelled, repeating known ones, or with 记者 among them."""
    bare = _ROLE_WORDS.sub(" ", text)
    names = [part for part in _PARTS.split(bare.strip()) if part]
    roles = [part for part in names if _ROLE.fullmatch(part)]
    names = [part for part in names if part not in roles]
    if not names or not all(map(_NAME.fullmatch, names)):
        return None
    if labelled or set(names) <= set(known) or ((roles or bare != text) and len(text) > 4):
        return Byline(creators=tuple(names))
    return None
