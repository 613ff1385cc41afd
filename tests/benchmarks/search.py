"""Time and memory of the search index on made-up names; prints a table in Markdown.

Run it as `python tests/benchmarks/search.py [entities]`, 100,000 by default.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.search import Index
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, TIFA, term

SEED = 20261124
QUERIES = 2000
PLACES = (
    "浙江 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 江苏 南京 苏州 黑龙江 哈尔滨 重庆 四川 成都 "
    "长沙 湖南 湖北 武汉 广东 广州 深圳 陕西 西安 新疆 乌鲁木齐 西藏 拉萨 云南 昆明 贵州 贵阳 海南 海口 青海"
).split()
PARTS = (
    "红色 根脉 强基 双建 争先 领航 护航 远航 清廉 机关 基层 党建 引领 治理 数字 改革 共同 富裕 乡村 振兴 千村 "
    "万村 示范 整治 提升 美丽 平安 法治 营商 环境 优化 创新 驱动 人才 强省 海洋 经济 山海 协作 绿色 低碳 循环 "
    "产业 集群 智能 制造 民生 实事 为民 服务 作风 建设 能力 素质 青年 理论 学习 教育 主题 专项 行动 先锋 模范 "
    "堡垒 指数 清单 责任 落实 督查 考核 激励 容错 担当 作为 重点 项目 攻坚 春风 暖心 银龄 长者 会计 银行 行业 "
    "文明 实践 志愿 文化 浙里 大讲堂 夜校 驿站 红船 精神 初心 使命 八八 战略 两山 理念 三服务 最多 跑一次 一网 通办"
).split()
ENDS = "工程 行动 委员会 活动 计划 机制 制度 体系 平台 会议 大会 工作会议 实施意见 办法 条例 示范区 中心 办公室 竞赛 清单".split()
ENGLISH = (
    "provincial committee campaign project action plan education discipline learning model organs rural revival "
    "digital reform common prosperity demonstration zone party building grassroots governance innovation talent "
    "marine economy green development service platform mechanism conference regulation Zhejiang Hangzhou Ningbo"
).split()
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
        others = [place + body] + ([body + end] if place else []) + ([f"“{body}”{end}"] if made.random() < 0.2 else [])
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


def queries(count: int) -> dict[str, list[str]]:
    """Return what readers type, by kind."""
    from pypinyin import lazy_pinyin

    made = random.Random(SEED + 2)
    known = [name for name, _, _ in names(5000)]
    each = count // 10

    def slip(name: str) -> str:
        at = made.randrange(len(name) - 1)
        return made.choice(
            [name[:at] + made.choice(RARE) + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]]
        )

    def letters(name: str) -> str:
        return "".join(lazy_pinyin(name))

    def part(name: str) -> str:
        at = made.randrange(len(name) - 2)
        return name[at : at + made.randint(2, 6)]

    picked = [[made.choice(known) for _ in range(each)] for _ in range(6)]
    garbage = ["".join(chr(made.choice((97, 0x4E00)) + made.randrange(26)) for _ in range(200)) for _ in range(each // 2)]
    hard = ["a" * 200, "xian" * 50, "shi" * 66, "工" * 200, "gongchengxingdong" * 11, "e" * 199, "z h e " * 33]
    return {
        "whole name": picked[0],
        "part of a name": [part(it) for it in picked[1]],
        "one character": [made.choice("工行会省委江学党动大的一aszx") for _ in range(each)],
        "a common part": [made.choice(PARTS + ENDS + PLACES) for _ in range(each)],
        "pinyin": [letters(part(it)) for it in picked[2]],
        "initials": ["".join(it[0] for it in lazy_pinyin(name)[:5]) for name in picked[3]],
        "characters with a slip": [slip(it) for it in picked[4]],
        "pinyin with a slip": [slip(letters(it)[:14]).replace("一", "q") for it in picked[5]],
        "English, with and without slips": [
            made.choice(["", "x"]) + " ".join(made.choice(ENGLISH) for _ in range(made.randint(1, 3))) for _ in range(each)
        ],
        "200 characters of garbage": garbage + [made.choice(hard) for _ in range(each - each // 2)],
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
    lines += ["| query | asked | hits, median | p50 ms | p99 ms | worst ms |", "|---|---:|---:|---:|---:|---:|"]
    everything: list[float] = []
    for kind, asked in queries(QUERIES).items():
        times, totals = [], []
        for text in asked:
            start = time.perf_counter()
            totals.append(index.find(text).total)
            times.append(1000 * (time.perf_counter() - start))
        everything += times
        lines.append(row(kind, times, f"{statistics.median(totals):,.0f}"))
    lines.append(row("all", everything, ""))
    sys.stdout.write("\n".join(lines) + "\n")


def row(kind: str, times: list[float], hits: str) -> str:
    """Return a line of the table."""
    ordered = sorted(times)
    p99 = ordered[int(len(ordered) * 0.99) - 1]
    return f"| {kind} | {len(times)} | {hits} | {statistics.median(times):.1f} | {p99:.1f} | {max(times):.1f} |"


if __name__ == "__main__":
    main()
