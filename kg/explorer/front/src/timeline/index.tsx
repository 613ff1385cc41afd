// Phrases through the years: how often documents use them, in a text that is longer in one year than in another.
import { useRef } from "preact/hooks";
import { graph } from "../state";
import { sieve } from "../sieve";
import { number, times, tongue } from "../tongue";
import { nameOf } from "../ui/names";
import { Occurrence } from "../ui/occurrence";
import { Phrase } from "../ui/phrase";
import { Chosen } from "./chosen";
import { Places } from "./places";
import { csvLine, fileName, pngOf, save, saveCsv, saveText, svgText } from "../ui/save";
import { useWidth } from "./scale";
import { chart, CHARTS, counting, COUNTS, drawn, measure, MEASURES, openUse, scale, SCALES, series, slots, type Series } from "./series";
import "./timeline.css";
import { written, Years } from "./years";

const words = tongue({
  zh: {
    mentions: "提及次数", claims: "陈述数", rate: "每万字", plain: "次数", multiples: "分图", lines: "合图", own: "各自刻度", same: "同一刻度", scale: "刻度",
    count: "统计", per: "单位", chart: "图式", svg: "SVG", png: "PNG", csv: "CSV", save: "导出",
    unit: { mentions: { rate: "每万字提及次数", plain: "提及次数" }, claims: { rate: "每万字陈述数", plain: "陈述数" } },
    year: "年份", place: "地区", document: "文献", documents: "文献数", characters: "字数", table: "数据表",
    none: "没有通过筛选的提法。",
    one: (year: string, by: string) => `这里的文献都出自同一年（${year}），因此按${by}而不是按年份显示。`,
    undatedAll: (by: string) => `这里的文献都没有日期，因此按${by}显示。`,
    gaps: (count: number) => `斜线处的 ${number(count)} 年没有文献：那不是没有说，而是没有可读的文本。`,
    outside: { year: (d: number, c: number) => `另有 ${number(d)} 篇文献未注日期，其中用到 ${number(c)} 次，未计入图中。`,
      place: (d: number, c: number) => `另有 ${number(d)} 篇文献地区不明，其中用到 ${number(c)} 次，未计入图中。`, document: () => "" },
    first: "最早", last: "最晚", uses: "最早与最晚的用例", onlyUse: "唯一注明日期的用例", undated: "没有注明日期的用例。",
    about: (unit: string, names: string) => `${unit}：${names}。数据表在图下方。`, noDocument: "无文献", noText: "无文本",
  },
  en: {
    mentions: "Mentions", claims: "Claims", rate: "per 10,000 characters", plain: "plain counts", multiples: "Small multiples", lines: "One chart", own: "Own scales", same: "Same scale", scale: "Scale",
    count: "Count", per: "As", chart: "Chart", svg: "SVG", png: "PNG", csv: "CSV", save: "Save as",
    unit: { mentions: { rate: "Mentions per 10,000 characters", plain: "Mentions" }, claims: { rate: "Claims per 10,000 characters", plain: "Claims" } },
    year: "Year", place: "Place", document: "Document", documents: "Documents", characters: "Characters", table: "The numbers as a table",
    none: "No phrase passes the filters.",
    one: (year: string, by: string) => `All documents here are of one year (${year}), so they are shown by ${by.toLowerCase()} and not by year.`,
    undatedAll: (by: string) => `No document here has a date, so they are shown by ${by.toLowerCase()}.`,
    gaps: (count: number) => `${times(count, "year")} hatched: no document, so nothing can be read from them. That is not silence.`,
    outside: { year: (d: number, c: number) => `${times(d, "further document")} without a date, with ${times(c, "use")}, not in the chart.`,
      place: (d: number, c: number) => `${times(d, "further document")} of unknown place, with ${times(c, "use")}, not in the chart.`, document: () => "" },
    first: "First", last: "Last", uses: "First and last use", onlyUse: "The only dated use", undated: "No dated use.",
    about: (unit: string, names: string) => `${unit}: ${names}. The numbers stand in the table below.`, noDocument: "no document", noText: "no text",
  },
});

const unit = (): string => words.value.unit[counting.value][measure.value];

const Group = <T extends string>({ label, known, value, set, name }: {
  label: string; known: readonly T[]; value: T; set(it: T): void; name: (it: T) => string;
}) => (
  <div class="switch" role="group" aria-label={label}>
    {known.map((it) => <button type="button" data-set={it} aria-pressed={value === it} onClick={() => set(it)}>{name(it)}</button>)}
  </div>
);

const exportCsv = (): void => {
  const { by, slots: all } = slots.value;
  const heads = [words.value[by], words.value.documents, words.value.characters];
  const lines = [csvLine([...heads, ...series.value.flatMap((it) => [nameOf(it.row), `${nameOf(it.row)} (${unit()})`])], () => false)];
  all.forEach((it, at) => {
    const cells = series.value.flatMap(({ counts, values }) => [counts[at], values[at] ?? ""]);
    lines.push(csvLine([it.label, it.documents.length, it.characters, ...cells], () => true));
  });
  saveCsv(fileName("timeline", "csv"), lines);
};

const Numbers = () => {
  const { by, slots: all } = slots.value;
  return (
    <details class="numbers">
      <summary>{words.value.table}</summary>
      <div class="table-rows" tabIndex={0} role="region" aria-label={unit()}>
        <table>
          <caption class="unseen">{unit()}</caption>
          <thead>
            <tr>
              <th scope="col">{words.value[by]}</th>
              <th scope="col">{words.value.documents}</th>
              <th scope="col">{words.value.characters}</th>
              {series.value.map((it) => <th scope="col"><Phrase text={nameOf(it.row)} most={20} /></th>)}
            </tr>
          </thead>
          <tbody>
            {all.map((slot, at) => (
              <tr>
                <th scope="row">{slot.label}</th>
                <td class="column-number">{slot.documents.length === 0 ? words.value.noDocument : number(slot.documents.length)}</td>
                <td class="column-number">{number(slot.characters)}</td>
                {series.value.map(({ row, counts, values }) => {
                  const value = values[at];
                  return (
                    <td class="column-number">
                      {value === null ? (slot.documents.length === 0 ? "" : words.value.noText)
                        : counts[at] === 0 ? "0"
                        : <button type="button" class="plain" onClick={() => openUse(row, slot.documents)}>{written(value)}</button>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};

const Uses = ({ it }: { it: Series }) => (
  <section class="uses" data-uses={it.row}>
    <h4><Phrase text={nameOf(it.row)} most={60} /></h4>
    {it.first < 0 ? <p>{words.value.undated}</p> : (
      <dl>
        <div><dt>{it.first === it.last ? words.value.onlyUse : words.value.first}</dt><dd><Occurrence row={it.row} document={it.first} /></dd></div>
        {it.last !== it.first && <div><dt>{words.value.last}</dt><dd><Occurrence row={it.row} document={it.last} at={-1} /></dd></div>}
      </dl>
    )}
  </section>
);

// What the chart leaves out, and why it looks as it does.
const Told = () => {
  const { by, slots: all, outside } = slots.value;
  const { issued } = graph().core.documents;
  const dated = [...sieve.value.documents.keys()].find((it) => sieve.value.documents[it] && issued[it] !== "");
  const year = dated === undefined ? "" : graph().year(dated);
  const gaps = all.filter((it) => it.documents.length === 0).length;
  const uses = series.value.reduce((sum, it) => sum + it.outside, 0);
  return (
    <div class="caveats">
      {by !== "year" && <p data-told="one">{year === "" ? words.value.undatedAll(words.value[by]) : words.value.one(year, words.value[by])}</p>}
      {by === "year" && gaps > 0 && <p data-told="gaps">{words.value.gaps(gaps)}</p>}
      {outside.length > 0 && <p data-told="outside">{words.value.outside[by](outside.length, uses)}</p>}
    </div>
  );
};

export const Timeline = () => {
  const [host, width] = useWidth<HTMLDivElement>();
  const picture = useRef<HTMLDivElement>(null);
  const svg = (): string => svgText(picture.current!.querySelector("svg")!);
  const { by } = slots.value;
  const label = words.value.about(unit(), drawn.value.map(nameOf).join("、"));
  return (
    <div class="timeline" ref={host}>
      <Chosen />
      <div class="view-tools">
        <Group label={words.value.count} known={COUNTS} value={counting.value} set={(it) => (counting.value = it)} name={(it) => words.value[it]} />
        <Group label={words.value.per} known={MEASURES} value={measure.value} set={(it) => (measure.value = it)} name={(it) => words.value[it]} />
        {by === "year" && <Group label={words.value.chart} known={CHARTS} value={chart.value} set={(it) => (chart.value = it)} name={(it) => words.value[it]} />}
        {by === "year" && chart.value === "multiples" && (
          <Group label={words.value.scale} known={SCALES} value={scale.value} set={(it) => (scale.value = it)} name={(it) => words.value[it]} />
        )}
        {drawn.value.length > 0 && (
          <div class="saves" role="group" aria-label={words.value.save}>
            <button type="button" class="quiet" data-do="svg" onClick={() => saveText(fileName("timeline", "svg"), "image/svg+xml", svg())}>{words.value.svg}</button>
            <button type="button" class="quiet" data-do="png" onClick={() => void pngOf(svg()).then((it) => save(fileName("timeline", "png"), it))}>{words.value.png}</button>
            <button type="button" class="quiet" data-do="csv" onClick={exportCsv}>{words.value.csv}</button>
          </div>
        )}
      </div>
      {drawn.value.length === 0 ? <p class="empty-view">{words.value.none}</p> : (
        <>
          <Told />
          <h3>{unit()}</h3>
          <div ref={picture}>
            {width > 0 && (by === "year"
              ? <Years all={series.value} width={width} lines={chart.value === "lines"} label={label} />
              : <Places all={series.value} width={width} label={label} />)}
          </div>
          <Numbers />
          <h3>{words.value.uses}</h3>
          {series.value.map((it) => <Uses key={it.row} it={it} />)}
        </>
      )}
    </div>
  );
};
