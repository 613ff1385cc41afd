// All that the documents say of one entity, and what is known of its name.
import { batch } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { keys, kind, setKind, setSide } from "../compare/sides";
import { group } from "../data/graph";
import { address } from "../hash";
import { Life } from "../life";
import { openNeighbourhood } from "../neighbourhood/growth";
import { source, target } from "../paths/ways";
import { sieve } from "../sieve";
import { graph, view } from "../state";
import { lang, tongue } from "../tongue";
import { Copier } from "../ui/copier";
import { Mark } from "../ui/mark";
import { className, nameOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Figures } from "./figures";
import { Heading } from "./heading";
import { Hidden } from "./hidden";
import { Mentioned } from "./mentioned";
import { endsOf, measuresOf, passes } from "./passing";
import { Relations } from "./relations";

const words = tongue({
  zh: {
    also: "又称", separator: "、", colon: "：",
    curated: "整理的知识，出自本体，不是文献的话",
    neighbourhood: "邻域图", copy: "复制链接", path: "由此寻路", compare: "比较",
    none: "文献只提到这个名称，没有说出它与其他实体的关系，也没有说出数据。",
    nonePasses: "没有通过筛选的陈述。",
  },
  en: {
    also: "Also called", separator: ", ", colon: ": ",
    curated: "Curated knowledge from the ontology, not a document's words",
    neighbourhood: "Neighbourhood", copy: "Copy link", path: "Path from here", compare: "Compare",
    none: "The documents only name it: they state no relation to other entities and no figure.",
    nonePasses: "No claim passes the filters.",
  },
});

const Names = ({ row }: { row: number }) => {
  const g = graph();
  const [zh, en, names] = [g.core.entities.zh[row], g.en.get(row), g.names.get(row) ?? []];
  const other = lang.value === "en" ? (en !== undefined && en !== zh ? zh : undefined) : en;
  const further = names.filter((it) => it !== zh && it !== en);
  return (
    <>
      {other !== undefined && <p class="names"><Phrase text={other} /></p>}
      {further.length > 0 && (
        <p class="names also">
          {words.value.also}{words.value.colon}
          {further.slice(0, 30).map((it, at) => <>{at > 0 && words.value.separator}<Phrase text={it} most={60} /></>)}
          {further.length > 30 && "…"}
        </p>
      )}
    </>
  );
};

const Definition = ({ row }: { row: number }) => {
  const found = graph().definitions.get(row);
  const text = found?.[lang.value] ?? found?.zh ?? found?.en;
  if (text === undefined) return null;
  return (
    <div class="definition">
      <p><Phrase text={text} most={600} /></p>
      <small>{words.value.curated}</small>
    </div>
  );
};

// The other end stays as it was chosen, but for a path from a thing to itself.
const pathFrom = (row: number): void =>
  batch(() => {
    source.value = row;
    if (target.value === row) target.value = null;
    view.value = "paths";
  });
const compareWith = (row: number): void =>
  batch(() => {
    if (kind.value !== "entity") setKind("entity");
    const { iri } = graph().core.entities;
    const [before] = keys.value;
    setSide(0, iri[row]);
    if (keys.value[1] === iri[row]) setSide(1, before);
    view.value = "compare";
  });

export const EntityPart = ({ row }: { row: number }) => {
  const [all, setAll] = useState(false);
  const g = graph();
  const { ends, measures, rest } = useMemo(() => {
    const passing = passes(all);
    const claims = [group(g.claimsOf, row), group(g.figuresOf, row)];
    const shown = passes(false);
    return {
      ends: endsOf(row, passing),
      measures: measuresOf(row, passing),
      rest: claims.reduce((sum, it) => sum + it.filter((claim) => !shown(claim)).length, 0),
    };
  }, [row, all, sieve.value]);
  const empty = ends.length === 0 && measures.length === 0;
  return (
    <>
      <p class="class"><Mark type={g.core.entities.type[row]} /> {className(g.core.entities.type[row])}</p>
      <Heading><Phrase text={nameOf(row)} most={200} /></Heading>
      <Names row={row} />
      <Definition row={row} />
      <p class="actions">
        <button type="button" class="quiet" data-do="neighbourhood" onClick={() => openNeighbourhood(row)}>{words.value.neighbourhood}</button>
        <button type="button" class="quiet" data-do="path" onClick={() => pathFrom(row)}>{words.value.path}</button>
        <button type="button" class="quiet" data-do="compare" onClick={() => compareWith(row)}>{words.value.compare}</button>
        <Copier class="quiet" label={words.value.copy}
          text={() => address({ entity: g.core.entities.iri[row], claim: "", document: "", pair: "" })} />
      </p>
      <Mentioned key={row} row={row} all={all} />
      <Hidden rest={rest} all={all} set={setAll} />
      {empty && <p class="aside">{rest > 0 ? words.value.nonePasses : words.value.none}</p>}
      <Life key={`life-${row}`} row={row} />
      <Figures measures={measures} />
      <Relations groups={ends} />
    </>
  );
};
