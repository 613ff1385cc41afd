// Where the numbers come from: corpus, build, versions, counts, what was skipped; and how to cite it.
import "./about.css";
import { Cite } from "../cite";
import { citeGraph, citeView } from "../cite/citation";
import { openDocument } from "../reading";
import { graph } from "../state";
import { named, number, tongue } from "../tongue";
import { issuedOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";

const words = tongue({
  zh: {
    title: "来源",
    what: "图谱记录文献的说法，不判断其真假；图中没有的，未必不存在。每一条都附有所依据的原文，由规则读出，置信度说明这条规则有多可靠。",
    graph: "引用整个图谱", view: "引用当前视图",
    facts: "这份图谱", program: "程序", build: "构建", corpus: "语料指纹", ontology: "本体指纹", span: "文献日期",
    documents: "文献", characters: "字符", mentions: "提及", entities: "实体", relations: "关系", figures: "数据",
    classes: "各类实体", properties: "各类关系",
    skipped: "未读入", none: "没有。所有输入都读入了。", where: "位置", problem: "问题", remedy: "怎么办",
    all: "全部文献", length: (n: number) => `${number(n)} 字`,
    quotes: "这个页面没有带上全文，只带了陈述所依据的句子；kg render --texts all 可以带上全文。",
    viewOf: (hash: string) => `提法图谱，视图 ${hash || "总览"}`,
  },
  en: {
    title: "About this graph",
    what: "The graph records what documents say, not whether it is so; what is missing here need not be missing in fact. Each claim comes with the words it rests on, was read by a rule, and carries the confidence one may have in that rule.",
    graph: "Cite the graph", view: "Cite the view at hand",
    facts: "This graph", program: "Program", build: "Build", corpus: "Corpus digest", ontology: "Ontology digest", span: "Dates of documents",
    documents: "Documents", characters: "Characters", mentions: "Mentions", entities: "Entities", relations: "Relations", figures: "Figures",
    classes: "Entities by class", properties: "Relations by property",
    skipped: "Left out", none: "Nothing: every input was read.", where: "Where", problem: "Problem", remedy: "What to do",
    all: "All documents", length: (n: number) => `${number(n)} characters`,
    quotes: "This page came without the full texts, only with the sentences that claims rest on; kg render --texts all brings them.",
    viewOf: (hash: string) => `Tifa graph, view ${hash || "overview"}`,
  },
});

const counted = (column: number[], size: number): number[] => {
  const counts = new Array<number>(size).fill(0);
  for (const it of column) counts[it] += 1;
  return counts;
};

const Counts = ({ caption, rows }: { caption: string; rows: [string, number][] }) => (
  <table class="counts-table">
    <caption>{caption}</caption>
    <tbody>
      {rows.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]).map(([name, count]) => (
        <tr><th scope="row">{name}</th><td>{number(count)}</td></tr>
      ))}
    </tbody>
  </table>
);

export const About = () => {
  const { core } = graph();
  const { origin, documents } = core;
  const { counts } = origin;
  const facts: [string, string][] = [
    [words.value.program, origin.program],
    [words.value.build, origin.build],
    [words.value.corpus, origin.corpus],
    [words.value.ontology, origin.ontology],
    [words.value.span, [origin.from, origin.to].filter((it) => it !== null).join(" – ")],
    ...(["documents", "characters", "mentions", "entities", "relations", "figures"] as const).map(
      (it): [string, string] => [words.value[it], number(counts[it])],
    ),
  ];
  const byClass = counted(core.entities.type, core.classes.length);
  const byProperty = counted(core.claims.property, core.properties.length);
  return (
    <div class="page about">
      <h2>{words.value.title}</h2>
      <p>{words.value.what}</p>
      {documents.whole.includes(false) && <p class="aside">{words.value.quotes}</p>}
      <h3>{words.value.graph}</h3>
      <Cite of={citeGraph} about="graph" />
      <h3>{words.value.view}</h3>
      <Cite of={() => citeView(words.value.viewOf(location.hash))} about={location.hash} />
      <h3>{words.value.facts}</h3>
      <dl class="facts">
        {facts.filter(([, value]) => value !== "").map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      <div class="pair">
        <Counts caption={words.value.classes} rows={byClass.map((count, type) => [named(core.classes[type].label), count])} />
        <Counts caption={words.value.properties} rows={byProperty.map((count, row) => [named(core.properties[row].label), count])} />
      </div>
      <h3>{words.value.skipped}</h3>
      {origin.skipped.length === 0 ? <p>{words.value.none}</p> : (
        <div class="wide" tabindex={0} role="region" aria-label={words.value.skipped}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.value.where}</th><th scope="col">{words.value.problem}</th><th scope="col">{words.value.remedy}</th>
              </tr>
            </thead>
            <tbody>
              {origin.skipped.map((it) => (
                <tr><td dir="auto">{it.where}</td><td>{it.problem}</td><td>{it.remedy}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h3>{words.value.all}</h3>
      <ol class="documents-list">
        {documents.iri.map((_, document) => (
          <li>
            <button type="button" class="plain" onClick={() => openDocument({ document, start: 0, end: 0 })}>
              <Phrase text={titleOf(document)} />
            </button>{" "}
            <small>{issuedOf(document)} · {words.value.length(documents.length[document])} · {documents.name[document]}</small>
          </li>
        ))}
      </ol>
    </div>
  );
};
