"""Page furniture: the lines around an article, and the metadata that they state."""

import re

from kg.text.bylines import Byline, fullmatch_dateline, read_byline, trailing_byline
from kg.text.cleaned import Removal
from kg.text.lines import Line

# Longer lines are paragraphs; only licence notices and footers that name themselves are longer.
_LONGEST = 160
_SHORTEST = 40

_CRUMB = re.compile(
    r"(?:[您你](?:现在|当前|目前)?所?在?的?|当前|现在|目前|所在|首页)(?:当前|所在)?位置是?\s*[:：]"
)
_HOME = re.compile(r"(?:网站|本站)?首页\s*(?:[>＞»›/]|-+>|$)")
_ARROW = re.compile(r"[>＞»›]")

_TOKEN = (
    "下载|打印本页|打印|全屏|收藏本页|收藏|关闭窗口|关闭本页|关闭|返回顶部|返回|我要纠错|纠错|字[号体]|加大|还原|减小|"
    "放大|缩小|默认|超大|大|中|小|特大|A[+-]?|T[+-]?|分享到微信|分享到微博|分享到|分享至|分享|微信|微博|QQ空间|QQ|"
    "扫一扫在手机打开当前页|手机扫一扫|扫一扫|用微信扫描|无障碍浏览|无障碍|长者模式|关怀版|朗读|播报|复制链接|点赞|"
    "上一篇|下一篇|上一页|下一页|相关报道|相关文档|相关链接|相关阅读|相关新闻|相关附件|延伸阅读|推荐阅读|"
    "登录|注册|网站地图|联系我们|关于我们|设为首页|加入收藏|English|繁體|繁体|简体|×|true|false"
)
_TOOLS = re.compile(rf"(?:[\s|｜:：/·【】\[\]（）()<>《》-]|{_TOKEN})++")
_STRONG = re.compile(
    r"下载|打印|全屏|收藏|关闭|返回顶部|纠错|字[号体]|分享|扫一扫|相关|上一[篇页]|下一[篇页]|加大|网站地图"
)
_PAGE = r"[-—－·]\s?\d{1,4}\s?[-—－·]$|第\s?\d{1,4}\s?页(?:[/，,\s]*共\s?\d{1,4}\s?页)?$"
_SIGNED = r"Produced By\b|版权(?:所有(?!者)|声明)|copyright\s?(?:©|\(c\))|©|All Rights Reserved"
_REGISTERED = r"[\w\s:：-]*(?:ICP[备证]|公?网安备|网站标识码|许可证(?:编?号)?[:：]?\s?\d)"
_OWNED = (
    r"[^，。；！？]{0,60}版权所有(?!者)|转载请|未经(?:书面)?授权|违法和不良信息|网站管理|本网站?由|Public domain$"
)
_HOSTED = r"(?:主办|承办|协办|技术支持|主管)(?:单位)?[:：]|(?:-\s?)?投稿(?:邮箱|信箱|热线)|建议使用.{0,20}浏览器"
_TAKEN = r"[（(]?(?:本文|来源).{0,12}(?:转自|转载自|原载)"
_JUMP = r"[（(【]?\s*(?:[下上][转接]|紧接)\s?[A-Z]?\d*第?\s?\w{1,4}\s?版.{0,12}$"
_TURN = r"[上下]一[篇页条]\s?[:：]|[|｜×>»·_=~*-]{1,80}$|.{0,6}点击(?:图片)?进入"
# Furniture wherever it stands, and furniture only before the first or after the last paragraph.
_ANYWHERE = (
    ("page", re.compile(_PAGE)),
    ("footer", re.compile(f"{_SIGNED}|{_REGISTERED}", re.I)),
    ("jump", re.compile(_JUMP)),
)
_OUTER = (
    ("footer", re.compile(f"{_OWNED}|{_HOSTED}|{_TAKEN}")),
    ("tools", re.compile(_TURN)),
)
_PUBLIC = re.compile("公有[领領]域|Public domain|著作[权權]法|版[权權]")
_SENTENCE = re.compile("[。；！？]")
_LONGEST_NOTE = 8
_LONGEST_LICENCE = 300
_NOTE = re.compile(r"\[(?:[^\W\d_]{1,4} ?)?\d{1,3}\]")
_LICENCE = re.compile(
    r"[本此該该这這]部?作品(?:来自|來自|在|是|的|属|屬|原|作者|譯|译|现|現|首)|注[:：]中文维基文库"
)


class Page:
    """Reads the lines of a page in order; what is left and what was found stand in its fields."""

    def __init__(self, lines: list[Line]) -> None:
        self.kept: list[Line] = []
        self.removed: list[Removal] = []
        self.found = Byline()
        self._crumbs: set[str] | None = None
        self._crumb_before = ""
        self._pending: Byline | None = None
        self._lines = lines
        places = range(len(lines))
        self._first = next((at for at in places if _is_paragraph(lines[at].text)), len(lines))
        self._last = next((at for at in reversed(places) if _is_paragraph(lines[at].text)), -1)
        for at, line in enumerate(lines):
            if self._licence(at):
                break
            self._read(at, line)

    def _read(self, at: int, line: Line) -> None:
        text = line.text
        if not text:
            self.kept.append(line)
            return
        if self._note(at, line):
            return
        kind = None if len(text) > _LONGEST else self._kind(at, text)
        if kind is None:
            self._keep(at, line)
        else:
            self._drop(line, kind)

    def _note(self, at: int, line: Line) -> bool:
        """Drop a footnote's number that stands, with its brackets, on lines of its own inside a sentence."""
        if len(line.text) > _LONGEST_NOTE:
            return False
        texts = [other.text for other in self._lines[max(0, at - 2) : at + 3]]
        if not any(_NOTE.fullmatch("".join(texts[start : start + 3])) for start in range(min(3, at + 1))):
            return False
        if self.kept and self.kept[-1].text:
            self.kept[-1] = self.kept[-1]._replace(open=True)
        self._drop(line, "note")
        return True

    def _keep(self, at: int, line: Line) -> None:
        self._crumbs = self._pending = None
        cut = trailing_byline(line.text) if at >= self._last else None
        if cut is not None:
            self.found = self.found.joined(cut[1])
            self.removed.append(Removal(line.number, "byline", line.text[cut[0] :]))
            line = line._replace(text=line.text[: cut[0]].rstrip())
        self.kept.append(line)

    def _drop(self, line: Line, kind: str) -> None:
        self.removed.append(Removal(line.number, kind, line.text))

    def _kind(self, at: int, text: str) -> str | None:
        """Return what furniture the line is, None where it belongs to the text."""
        outer = at < self._first or at > self._last
        return (
            self._crumb(at, text, outer)
            or self._value(text)
            or (outer and self._byline(text))
            or self._tools(at, text, outer)
            or _footer(text, outer)
        )

    def _crumb(self, at: int, text: str, outer: bool) -> str | None:
        """Follow a breadcrumb that may run over several lines."""
        start = _CRUMB.match(text) or (outer and _HOME.match(text) and self._arrow_follows(at))
        if start:
            self._crumbs = set()
        elif self._crumbs is None or not self._goes_on(text, self._crumbs):
            self._crumbs = None
            return None
        self._crumbs.add(text)
        self._crumb_before = text
        return "breadcrumb"

    def _goes_on(self, text: str, crumbs: set[str]) -> bool:
        """Say whether a line carries the breadcrumb on: an arrow, what an arrow led to, or a repetition."""
        led = _ARROW.match(self._crumb_before[-1]) or self._crumb_before[-1] in ":："
        return bool(led or _ARROW.match(text) or text in crumbs)

    def _arrow_follows(self, at: int) -> bool:
        """Say whether an arrow stands in the line or begins the next or the one after."""
        following = (line.text for line in self._lines[at + 1 : at + 3])
        return bool(_ARROW.search(self._lines[at].text)) or any(map(_ARROW.match, following))

    def _value(self, text: str) -> str | None:
        """Take the line as the value of a label that stood alone on the line before."""
        pending, self._pending = self._pending, None
        value = pending and read_byline(f"{pending.open}:{text}")
        if not value or value.nothing or read_byline(text):
            return None
        self.found = self.found.joined(value)
        return "byline"

    def _byline(self, text: str) -> str | None:
        byline = read_byline(text, known=self.found.creators) or fullmatch_dateline(text)
        if byline is None:
            return None
        self.found = self.found.joined(byline)
        self._pending = byline if byline.open else None
        return "byline"

    def _tools(self, at: int, text: str, outer: bool) -> str | None:
        if not _TOOLS.fullmatch(text):
            return None
        if _STRONG.search(text):
            return "tools"
        before = bool(self.removed) and self.removed[-1].line == self._lines[at - 1].number
        return "tools" if outer and before else None

    def _licence(self, at: int) -> bool:
        """Drop the rest of the page where it is the notice of a text archive."""
        if not _LICENCE.match(self._lines[at].text) or not any(line.text for line in self.kept):
            return False
        if len(self._lines) - at > _LONGEST_LICENCE:
            return False
        rest = [line for line in self._lines[at:] if line.text]
        if not any(_PUBLIC.search(line.text) for line in rest):
            return False
        self.removed.extend(Removal(line.number, "licence", line.text) for line in rest)
        return True


def _footer(text: str, outer: bool) -> str | None:
    tables = (*_ANYWHERE, *_OUTER) if outer else _ANYWHERE
    return next((kind for kind, pattern in tables if pattern.match(text)), None)


def _is_paragraph(text: str) -> bool:
    """Say whether a line is a paragraph of the text; a long notice at the foot is none."""
    return len(text) > _SHORTEST and bool(_SENTENCE.search(text)) and not _footer(text, outer=True)
