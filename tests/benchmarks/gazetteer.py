"""What many known entities cost: a made-up gazetteer of any size, and the time to load it and to annotate with it.

`python tests/benchmarks/gazetteer.py [entities ...]`, 1,000 and 100,000 by default, prints the CPU seconds of the
first load, of a load from the cache, and of annotating the sample corpus ten times, each in a process of its own.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import process_time

from kg import iri, lexicon, ontology, pipeline
from kg.build import sample
from kg.model import Entity
from kg.reader import read
from kg.vocabulary import CLASSES, ID

SEED = 20261125
_ROUNDS = 10
_THEMES = (
    "红色根脉强基争先领航护航清廉机关基层党建引领治理数字共富乡村振兴示范提升美丽平安法治营商创新驱动人才海洋山海协作"
    "绿色低碳循环产业集群智能制造民生实事作风青年理论先锋堡垒激励攻坚春风暖心银龄文明实践志愿文化夜校初心使命茶乡渔港"
    "古镇侨乡边城水网粮仓花海竹海云端星火晨曦远航同舟问渠"
)
# What no head of the lexicon ends.
_OTHER = {"Slogan": ("走在前", "勇争先", "开新局", "作表率"), "Person": ("",), "Honor": ("模范", "标兵")}
_HEAD = """@base <https://w3id.org/tifa/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tifa: <https://w3id.org/tifa/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
_ENTITY = """
<{iri}> a tifa:{type} ;
    skos:prefLabel "{name}"@zh , "Made-up {number}"@en ;
    skos:altLabel "{other}"@zh ;
    skos:definition "为测速虚构的第{number}个条目。"@zh , "Made up to measure speed, number {number}."@en ;
    dcterms:source "虚构"@zh .
"""


def write(folder: Path, count: int) -> None:
    """Copy the ontology to `folder` and add `count` made-up entities of all classes, the same for the same count."""
    shutil.copytree(ontology.folder(), folder)
    with (folder / "entities" / "made-up.ttl").open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number, (entity, other) in enumerate(islice(_entities(), count)):
            short = iri.entity(entity).value.removeprefix(ID)
            file.write(_ENTITY.format(iri=short, type=entity.type, name=entity.name, other=other, number=number))


def _entities() -> Iterator[tuple[Entity, str]]:
    """Yield entities that no file describes, each once, with another label that no other has."""
    words, chance = lexicon.load(ontology.folder()), random.Random(SEED)
    heads = defaultdict(list, {kind: list(ends) for kind, ends in _OTHER.items()})
    for row in words.tables["heads"]:
        heads[row["class"]].append(row["head"])
    known = ontology.load()
    places = [it.labels[-1] for it in known.divisions]
    surnames = words.column("surnames", "surname")
    themes = [_THEMES[start : start + 2] for start in range(0, len(_THEMES), 2)]
    seen = {label for it in known.entities for label in it.labels}
    while True:
        kind = chance.choice(CLASSES)
        theme, head = "".join(chance.sample(themes, 3)), chance.choice(heads[kind])
        name = f"{chance.choice(places)}{theme[:4]}{head}"
        other = theme + head
        if kind == "Person":
            name, other = (chance.choice(surnames) + "".join(chance.sample(theme, size)) for size in (2, 3))
        if not seen & {name, other}:
            seen |= {name, other}
            yield Entity(kind, name), other


def measure(folder: Path) -> dict[str, float]:
    """Return the CPU seconds to load the stages over an ontology folder and to annotate the sample corpus."""
    documents = [it for it in read([sample()]) if not isinstance(it, Exception)]
    pipeline.stages(models=())  # what is imported and built without any of these entities
    began = process_time()
    lexicon.gazetteers(folder)[1].find("")
    loaded = process_time()
    stages = pipeline.stages(folder)
    pipeline.annotate(stages, documents[0])
    ready = process_time()
    for it in documents * _ROUNDS:
        pipeline.annotate(stages, it)
    return {"load": loaded - began, "annotate": process_time() - ready}


def compared(count: int) -> dict[str, float]:
    """Return the CPU seconds to load so many entities, first and again from the cache, and to annotate with them."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "XDG_CACHE_HOME": f"{scratch}/cache"}
        folder = Path(scratch, "ontology")
        write(folder, count)
        command = [sys.executable, __file__, "--measure", str(folder)]
        runs = [subprocess.run(command, env=environment, check=True, capture_output=True) for _ in range(2)]
        first, again = (json.loads(it.stdout) for it in runs)
    return {"first": first["load"], "again": again["load"], "annotate": again["annotate"]}


def main(counts: list[int]) -> None:
    """Print what each size costs."""
    for count in counts:
        seconds = compared(count)
        said = ", ".join(f"{what} {it:.2f} s" for what, it in seconds.items())
        sys.stdout.write(f"{count:>7} {said}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        sys.stdout.write(json.dumps(measure(Path(sys.argv[2]).resolve())))
    else:
        main([int(it) for it in sys.argv[1:]] or [1_000, 100_000])
