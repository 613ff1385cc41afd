"""Time and memory of the search index on made-up names; prints a table in Markdown.

CPU time stands beside the time that passes, which other programs on the machine stretch.

Run it as `python tests/benchmarks/search.py [entities]`, 100,000 by default.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.search import Index
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, TIFA, term

SEED = 20261124
EACH = 200


def listed(words: str) -> list[str]:
    """Return the words of a line."""
    return words.split()


PLACES = listed(
    "浙江 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 江苏 南京 苏州 黑龙江 哈尔滨 重庆 四川 成都 "
    "长沙 湖南 湖北 武汉 广东 广州 深圳 陕西 西安 新疆 乌鲁木齐 西藏 拉萨 云南 昆明 贵州 贵阳 海南 海口 青海"
)
PARTS = listed(
    "红色 根脉 强基 双建 争先 领航 护航 远航 清廉 机关 基层 党建 引领 治理 数字 改革 共同 富裕 乡村 振兴 千村 "
    "万村 示范 整治 提升 美丽 平安 法治 营商 环境 优化 创新 驱动 人才 强省 海洋 经济 山海 协作 绿色 低碳 循环 "
    "产业 集群 智能 制造 民生 实事 为民 服务 作风 建设 能力 素质 青年 理论 学习 教育 主题 专项 行动 先锋 模范 "
    "堡垒 指数 清单 责任 落实 督查 考核 激励 容错 担当 作为 重点 项目 攻坚 春风 暖心 银龄 长者 会计 银行 行业 "
    "文明 实践 志愿 文化 浙里 大讲堂 夜校 驿站 红船 精神 初心 使命 八八 战略 两山 理念 三服务 最多 跑一次 一网 通办"
)
ENDS = listed(
    "工程 行动 委员会 活动 计划 机制 制度 体系 平台 会议 大会 工作会议 实施意见 办法 条例 示范区 中心 办公室 竞赛 清单"
)
ENGLISH = listed(
    "provincial committee campaign project action plan education discipline learning model organs rural revival "
    "digital reform common prosperity demonstration zone party building grassroots governance innovation talent "
    "marine economy green development service platform mechanism conference regulation Zhejiang Hangzhou Ningbo"
)
# Rare characters, so that names differ as real ones do.
RARE = [chr(0x4E00 + 7 * number) for number in range(2900)]


def names(count: int) -> Iterator[tuple[str, list[str], str]]:
    """Yield a name, other names and an English name or nothing."""
    made = random.Random(SEED)
    for _ in range(count):
        body = "".join(made.choice(PARTS) for _ in range(made.randint(1, 3)))
        if made.random() < 0.3:
            body += made.choice(RARE) + made.choice(RARE)
        end = made.choice(ENDS)
        place = made.choice(PLACES) if made.random() < 0.5 else ""
        # One label that all have, so that there are words with as many hits as entities.
        others = (
            [f"关于{body}的通知"]
            + ([body + end] if place else [])
            + ([f"“{body}”{end}"] if made.random() < 0.2 else [])
        )
        english = " ".join(made.choice(ENGLISH) for _ in range(made.randint(2, 6))) if made.random() < 0.4 else ""
        yield place + body + end, others, english


def quads(count: int) -> Iterator[Quad]:
    """Yield the quads that an index reads: classes, labels and mentions; a few entities are in most documents."""
    made = random.Random(SEED + 1)
    kind, preferred, alternative, mentions = map(
        term, ("rdf:type", "skos:prefLabel", "skos:altLabel", "tifa:mentions")
    )
    for number, (name, others, english) in enumerate(names(count)):
        of = CLASSES[number % len(CLASSES)]
        node = NamedNode(f"{ID}{of.lower()}/made-up-{number:08x}")
        if english:
            yield Quad(node, preferred, Literal(english, language="en"), ONTOLOGY)
        for document in {made.randrange(5000) for _ in range(1 + int(made.paretovariate(1.2)) % 200)}:
            graph = NamedNode(f"{ID}document/made-up-{document}")
            yield Quad(graph, mentions, node, graph)
            yield Quad(node, kind, NamedNode(TIFA + of), graph)
            yield Quad(node, preferred, Literal(name, language="zh"), graph)
            for other in others:
                yield Quad(node, alternative, Literal(other, language="zh"), graph)


def slip(text: str, others: str, made: random.Random) -> str:
    """Return a text with one wrong character, or two exchanged."""
    at = made.randrange(len(text) - 1)
    wrong = text[:at] + made.choice(others) + text[at + 1 :]
    return made.choice([wrong, text[:at] + text[at + 1] + text[at] + text[at + 2 :]])


def letters(name: str) -> str:
    """Return a name in pinyin."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name))


def initials(name: str) -> str:
    """Return the first letter of each syllable of a name."""
    from pypinyin import lazy_pinyin

    return "".join(it[0] for it in lazy_pinyin(name))


def part(name: str, made: random.Random) -> str:
    """Return some characters of a name, in a row."""
    at = made.randrange(len(name) - 2)
    return name[at : at + made.randint(2, 6)]


def queries(each: int) -> dict[str, list[tuple[str, str]]]:
    """Return what readers type by kind, with the name that they mean, empty where it is no certain one."""
    made = random.Random(SEED + 2)
    known = [name for name, _, _ in names(5000)]

    def meant(typed: Callable[[str], str]) -> list[tuple[str, str]]:
        return [(typed(name), name) for name in made.choices(known, k=each)]

    def any_of(texts: Sequence[str]) -> list[tuple[str, str]]:
        return [(text, "") for text in made.choices(texts, k=each)]

    alphabet = "abcdefghijklmnopqrstuvwxyz"
    garbage = [
        "".join(chr(made.choice((97, 0x4E00)) + made.randrange(26)) for _ in range(200)) for _ in range(each)
    ]
    hard = ["a" * 200, "xian" * 50, "shi" * 66, "工" * 200, "gongchengxingdong" * 11, "e" * 199, "z h e " * 33]
    english = [" ".join(made.choices(ENGLISH, k=made.randint(1, 3))) for _ in range(each)]
    return {
        "whole name": meant(str),
        "part of a name": [(part(name, made), "") for name in made.choices(known, k=each)],
        "one character": any_of("工行会省委江学党动大一aszx"),
        "a common part": any_of(PARTS + ENDS + PLACES),
        "in every entity": any_of(["的", "通知", "的通知", "tongzhi", "guanyu", "guan", "dtz"]),
        "pinyin, whole": meant(letters),
        "pinyin of a part": [(letters(part(name, made)), "") for name in made.choices(known, k=each)],
        "initials": meant(initials),
        "characters with a slip": meant(lambda name: slip(name, "".join(RARE), made)),
        "pinyin with a slip": meant(lambda name: slip(letters(name), alphabet, made)),
        "English": any_of(english),
        "English with a slip": any_of([slip(it, alphabet, made) for it in english]),
        "200 characters of garbage": any_of(garbage + hard * 20),
    }


def resident() -> float:
    """Return the memory that the process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Make a store, an index, and ask it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with Store.memory() as store:
        store.load(quads(count))
        before, start = resident(), time.perf_counter()
        index = Index.of(store)
        made, held = time.perf_counter() - start, resident() - before
        labels = len(index._labels)
    lines = [f"{len(index):,} entities, {labels:,} labels; index made in {made:.1f} s, {held:.0f} MB.", ""]
    lines += ["| query | asked | hits, median | in the first 20 | p50 ms | p99 ms | worst ms | worst CPU ms |"]
    lines += ["|---|---:|---:|---:|---:|---:|---:|---:|"]
    everything: list[float] = []
    worked_on: list[float] = []
    for kind, asked in queries(EACH).items():
        times, busy, totals, seen = [], [], [], 0
        for text, name in asked:
            start, worked = time.perf_counter(), time.process_time()
            found = index.find(text)
            times.append(1000 * (time.perf_counter() - start))
            busy.append(1000 * (time.process_time() - worked))
            totals.append(found.total)
            seen += any(hit.name == name for hit in found.hits)
        everything += times
        worked_on += busy
        share = f"{seen / len(asked):.0%}" if asked[0][1] else ""
        lines.append(row(kind, times, busy, f"{statistics.median(totals):,.0f}", share))
    lines.append(row("all", everything, worked_on, "", ""))
    sys.stdout.write("\n".join(lines) + "\n")


def row(kind: str, times: list[float], busy: list[float], hits: str, share: str) -> str:
    """Return a line of the table."""
    ordered = sorted(times)
    p99 = ordered[int(len(ordered) * 0.99) - 1]
    return f"| {kind} | {len(times)} | {hits} | {share} | {statistics.median(times):.1f} | {p99:.1f} | {max(times):.1f} | {max(busy):.1f} |"


if __name__ == "__main__":
    main()
