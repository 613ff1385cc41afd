// The life of a phrase in the panel: when it comes, peaks, goes and returns, how hot it is, and what its uses do.
import { useEffect, useState } from "preact/hooks";
import { lifeOf, type Life as Lived, type Use } from "../data/lives";
import { filtered } from "../sieve";
import { graph } from "../state";
import { number, times, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { issuedOf, titleOf } from "../ui/names";
import { openMention } from "../ui/occurrence";
import { Phrase } from "../ui/phrase";
import { Acts } from "./acts";
import { Course, tellYear } from "./course";
import "./life.css";

// Fewer uses than this in dated documents are said to be few: the interval of ten reaches from half of it to twice as much.
const FEW = 10;

const words = tongue({
  zh: {
    life: "提法的一生", uses: (n: number) => `${number(n)} 次`,
    few: (n: number) => `注明日期的用例只有 ${number(n)} 次：太少，说不上起落。`,
    none: "没有注明日期的文献用到它，无从说起落。",
    filters: "按全部文献统计，不受筛选条件限制。",
    first: "首见", peak: "高峰", last: "末见", revivals: "复现", then: "高峰热度", now: "今热度",
    open: (n: number) => `日期不够精确，${number(n)} 篇都可能是首见`,
    never: "无", year: (year: number) => `${year} 年`, list: "、",
    at: (year: number) => `（${year} 年）`,
    tiers: { absent: "无", cold: "冷", tepid: "微温", warm: "温", hot: "热", blazing: "炽热" },
    span: "到",
    how: "怎样统计",
    definition: [
      "用例：文中提到这一实体之处，各种叫法一并计算；包含这些字的更长名称是别的实体，不计在内。",
      "热度：把当年文献切成每段一千字，有此提法的段所占的比例：冷（少于 1%）、微温（1% 起）、温（3%）、热（10%）、炽热（30%）。写两级的，是文本太少，确切 95% 区间（Clopper–Pearson）跨到两级。",
      "高峰：每万字用例有把握最多的年份，即 95% 区间下限最高的一年：几百字的文本里用一次，不算高峰。今：有文献的最近一年。复现：有文献的年份中断三年或更久之后再用。区间：泊松分布的确切 95% 区间（Garwood）。",
      "同一篇文献重复收入或转载的，各算一次。",
    ],
    undated: (n: number, d: number) => `另有 ${number(n)} 次见于 ${number(d)} 篇未注日期的文献，未计入图中。`,
    table: "逐年数据",
  },
  en: {
    life: "Life of the phrase", uses: (n: number) => times(n, "use"),
    few: (n: number) => `Only ${times(n, "use")} in dated documents: too few to tell a rise from a fall.`,
    none: "No dated document uses it: nothing can be said of its course.",
    filters: "Counted over all documents, whatever the filters.",
    first: "First use", peak: "Peak", last: "Last use", revivals: "Revivals", then: "Heat then", now: "Heat now",
    open: (n: number) => `dates leave open which of ${number(n)} documents is the first`,
    never: "none", year: (year: number) => String(year), list: ", ",
    at: (year: number) => ` (${year})`,
    tiers: { absent: "absent", cold: "cold", tepid: "tepid", warm: "warm", hot: "hot", blazing: "blazing" },
    span: " to ",
    how: "How this is counted",
    definition: [
      "Use: a place where a document names this entity, by any of its names; a longer name that holds these words is another entity.",
      "Heat: the share of the year's stretches of 1,000 characters that have the phrase: cold (under 1%), tepid (from 1%), warm (3%), hot (10%), blazing (30%). Two tiers where so few texts leave it open: the exact 95% interval (Clopper–Pearson) reaches from one to the other.",
      "Peak: the year whose rate of uses is surely the highest, the one with the highest lower end of its 95% interval: one use in a text of a few hundred characters is no peak. Now: the last year that has documents. Revival: a use after three or more years that had documents and no use. Interval: the exact 95% interval of a Poisson count (Garwood).",
      "Reprints and documents that were collected twice count each.",
    ],
    undated: (n: number, d: number) => `${times(n, "further use")} in ${times(d, "undated document")}, not in the chart.`,
    table: "The years as a list",
  },
});

const heat = (tiers: string[]): string =>
  tiers.map((it) => words.value.tiers[it as keyof typeof words.value.tiers]).join(words.value.span);

const Document = ({ document, row }: { document: number; row: number }) => (
  <button type="button" class="title" data-document={document} onClick={() => void openMention(document, row)}>
    <Phrase text={titleOf(document)} most={40} />
  </button>
);

const Facts = ({ life, row }: { life: Lived; row: number }) => {
  const { dated, peak, revivals, years } = life;
  if (peak === null) return null;
  const last = dated.at(-1)!;
  const now = years.at(-1)!.year;
  return (
    <dl class="stations">
      <dt>{words.value.first}</dt>
      <dd data-fact="first">
        {issuedOf(dated[0])} <Document document={dated[0]} row={row} />
        {life.firsts > 1 && <small> {words.value.open(life.firsts)}</small>}
      </dd>
      <dt>{words.value.peak}</dt>
      <dd data-fact="peak">{tellYear(peak)}</dd>
      <dt>{words.value.last}</dt>
      <dd data-fact="last">{issuedOf(last)} <Document document={last} row={row} /></dd>
      <dt>{words.value.revivals}</dt>
      <dd data-fact="revivals">
        {revivals.length === 0 ? words.value.never : revivals.map((year, at) => (
          <span key={year}>
            {at > 0 && words.value.list}
            <button type="button" class="title" onClick={() => void openMention(years.find((it) => it.year === year)!.using[0], row)}>{words.value.year(year)}</button>
          </span>
        ))}
      </dd>
      <dt>{words.value.then}</dt>
      <dd data-fact="then">{heat(life.then)}{words.value.at(peak.year)}</dd>
      <dt>{words.value.now}</dt>
      <dd data-fact="now">{heat(life.now)}{words.value.at(now)}</dd>
    </dl>
  );
};

const Undated = ({ uses, row }: { uses: Use[]; row: number }) => {
  const documents = [...new Set(uses.map((it) => it.document))];
  return uses.length === 0 ? null : (
    <div data-told="undated">
      <p class="aside">{words.value.undated(uses.length, documents.length)}</p>
      <Fold items={documents} first={3} class="documents">{(it) => <li key={it}><Document document={it} row={row} /></li>}</Fold>
    </div>
  );
};

const Numbers = ({ life }: { life: Lived }) => (
  <details class="how">
    <summary>{words.value.table}</summary>
    <ul class="lines">{life.years.filter((it) => it.uses > 0).map((it) => <li key={it.year}>{tellYear(it)}</li>)}</ul>
  </details>
);

export const Life = ({ row }: { row: number }) => {
  const [life, setLife] = useState<Lived | null>(null);
  useEffect(() => {
    let wanted = true;
    void lifeOf(graph(), row).then((it) => wanted && setLife(it));
    return () => {
      wanted = false;
    };
  }, [row]);
  if (life === null) return null;
  const count = life.uses.length - life.undated.length;
  return (
    <section class="life" data-part="life">
      <h3>{words.value.life} <small>{words.value.uses(life.uses.length)}</small></h3>
      {filtered.value && <p class="aside" data-told="filters">{words.value.filters}</p>}
      {life.peak === null ? <p class="aside" data-told="none">{words.value.none}</p>
        : count < FEW && <p class="aside" data-told="few">{words.value.few(count)}</p>}
      <Facts life={life} row={row} />
      {life.peak !== null && <Course row={row} years={life.years} peak={life.peak} />}
      <Undated uses={life.undated} row={row} />
      {life.peak !== null && <Numbers life={life} />}
      <details class="how" data-part="how">
        <summary>{words.value.how}</summary>
        {words.value.definition.map((it) => <p key={it}>{it}</p>)}
      </details>
      <Acts life={life} row={row} />
    </section>
  );
};
