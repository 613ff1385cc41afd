// Nothing is chosen: how to read, where to begin, and the documents.
import { useMemo } from "preact/hooks";
import { address } from "../hash";
import { lens } from "../lens";
import { openDocument } from "../reading";
import { sieve } from "../sieve";
import { documentIri, graph } from "../state";
import { lang, number, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { Mark } from "../ui/mark";
import { className, issuedOf, placeOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { plainly, Way } from "../ui/way";
import { Heading } from "./heading";
import { Second } from "./second";

const words = tongue({
  zh: {
    title: "从一个提法，读到说它的那句话",
    how: "在图中点选一个实体，或在上方搜索，这里便列出文献怎样说它。每条关系、每项数据都附原文，标出主体、提示语和对象；点开原文，就到文献全文中的那一处。",
    caution: "图谱记录文献的说法，不判断其真假。图中没有的，未必不存在：可能没有收录那篇文献，也可能没有读出来。",
    begin: "从这里开始", documents: "文献",
    none: "没有通过筛选的文献。",
  },
  en: {
    title: "From a phrase to the sentence that says it",
    how: "Choose an entity in the picture, or search above, and read here what the documents say of it. Each relation and figure comes with its sentence, subject, cue and object marked; a click on the sentence opens its document at that place.",
    caution: "The graph records what documents say, not whether it is so. What is missing here need not be missing in fact: its document may not be in the corpus, or may not have been understood.",
    begin: "Where to begin", documents: "Documents",
    none: "No document passes the filters.",
  },
});

// The foremost that pass the filters, class by class, the largest class first; rows go from the foremost to the least.
const byClass = (): [number, number[]][] => {
  const { entities } = sieve.value;
  const { core } = graph();
  const found: number[][] = core.classes.map(() => []);
  core.entities.type.forEach((type, row) => entities[row] && found[type].push(row));
  return [...found.entries()].filter(([, rows]) => rows.length > 0).sort(([, a], [, b]) => b.length - a.length);
};

const Begin = () => {
  const found = useMemo(byClass, [sieve.value]);
  return (
    <section data-part="begin">
      <h3>{words.value.begin}</h3>
      {found.map(([type, rows]) => (
        <div key={type} class="listed" data-type={graph().core.classes[type].name}>
          <h4><Mark type={type} /> {className(type)} <small>{number(rows.length)}</small></h4>
          <Fold items={rows} first={3} step={20} class="ways">
            {(row) => <li key={row}><Way row={row} most={lang.value === "zh" ? 24 : 44} /></li>}
          </Fold>
        </div>
      ))}
    </section>
  );
};

const Documents = () => {
  const { documents } = graph().core;
  const rows = useMemo(() => {
    const mask = sieve.value.documents;
    return [...documents.iri.keys()].filter((it) => mask[it])
      .sort((a, b) => documents.issued[b].localeCompare(documents.issued[a]) || titleOf(a).localeCompare(titleOf(b), "zh"));
  }, [sieve.value]);
  return (
    <section data-part="documents">
      <h3>{words.value.documents} <small>{number(rows.length)}</small></h3>
      {rows.length === 0 && <p class="aside">{words.value.none}</p>}
      <Fold items={rows} first={10} class="documents">
        {(row) => (
          <li key={row} data-document={row}>
            <a class="title" href={address({ document: `${documentIri(row)}:0,0`, claim: "", entity: "", pair: "" })}
              onClick={plainly(() => openDocument({ document: row, start: 0, end: 0 }))}><Phrase text={titleOf(row)} most={60} /></a>
            <small>{[placeOf(row), issuedOf(row)].filter(Boolean).join(" · ")}</small>
          </li>
        )}
      </Fold>
    </section>
  );
};

export const StartPart = () => (
  <>
    <Heading>{words.value.title}</Heading>
    <p>{words.value.how}</p>
    <p class="aside">{words.value.caution}</p>
    {lens.value !== "" && <Second />}
    <Begin />
    <Documents />
    {lens.value === "" && <Second />}
  </>
);
