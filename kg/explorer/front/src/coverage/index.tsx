// Where the corpus is silent: nothing said in documents that there are, and places and years without any document.
import { batch } from "@preact/signals";
import { useState } from "preact/hooks";
import { classes, documents, period, places } from "../sieve";
import { graph, view } from "../state";
import { show } from "../table";
import { number, named, times, tongue } from "../tongue";
import { className } from "../ui/names";
import "../ui/picker.css";
import { AXES, axes, columnAxis, counted, COUNTED, documentsOf, grid, rowAxis, silences, type Axis, type Counted, type Grid, type Line } from "./grid";
import "./coverage.css";

const words = tongue({
  zh: {
    place: "地区", year: "年份", class: "类别", rows: "行", columns: "列", counted: "统计",
    documents: "文献", entities: "实体", relations: "关系", figures: "数据", mentions: "提及次数",
    unknown: { place: "地区不明", year: "未注日期", class: "" } as Record<Axis, string>,
    caption: (what: string, rows: string, columns: string) => `${what}：按${rows}与${columns}统计。0 表示有文献但没有此类内容；斜线格表示没有文献可读，不能据此推断没有此项政策。`,
    total: "合计", none: "无文献", more: (count: number) => `再显示 ${number(count)} 行`,
    open: (row: string, column: string, what: string, count: number) => `${row}，${column}：${what} ${number(count)}。筛选并打开表格`,
    silent: (row: string, column: string, what: string, docs: number) => `${row}，${column}：${number(docs)} 篇文献中没有${what}。筛选并打开文献表`,
    distinct: "合计按不重复计：同一实体出现在多个格中只算一次。", both: "一条关系的主体与对象属于不同类别时，两类各计一次；从这里打开的表格列出该地区、该年份的全部关系。",
    missing: "各地区没有提到的类别", missingSome: (count: number) => `${number(count)} 个地区的文献没有提到某些类别。`,
    complete: (count: number) => `其余 ${number(count)} 个地区每一类都有提到。`, texts: (count: number) => `${number(count)} 篇文献`,
    unread: (count: number) => `有 ${number(count)} 格没有文献。`, nothing: "没有通过筛选的内容。",
  },
  en: {
    place: "Place", year: "Year", class: "Class", rows: "Rows", columns: "Columns", counted: "Count",
    documents: "Documents", entities: "Entities", relations: "Relations", figures: "Figures", mentions: "Mentions",
    unknown: { place: "unknown place", year: "undated", class: "" } as Record<Axis, string>,
    caption: (what: string, rows: string, columns: string) =>
      `${what} by ${rows.toLowerCase()} and ${columns.toLowerCase()}. 0: there are documents, and they say nothing of the kind. Hatched: there is no document to read, so nothing follows from it about policy.`,
    total: "Total", none: "no document", more: (count: number) => `Show ${times(count, "more row")}`,
    open: (row: string, column: string, what: string, count: number) => `${row}, ${column}: ${number(count)} ${what.toLowerCase()}. Filter and open the table`,
    silent: (row: string, column: string, what: string, docs: number) => `${row}, ${column}: no ${what.toLowerCase()} in ${times(docs, "document")}. Filter and open the documents`,
    distinct: "Totals count each thing once: an entity in several cells is one entity.", both: "A relation between two classes counts in both; a cell opens all relations of its place or year.",
    missing: "Classes that a place has nothing of", missingSome: (count: number) => `The documents of ${times(count, "place")} name nothing of some class.`,
    complete: (count: number) => `The other ${times(count, "place")} name something of every class.`, texts: (count: number) => times(count, "document"),
    unread: (count: number) => `${times(count, "cell")} without a document.`, nothing: "Nothing passes the filters.",
  },
});

const ROWS = 150;
const SHADES = 6;
const STEP: Record<Counted, "documents" | "entities" | "relations" | "figures"> = {
  documents: "documents", entities: "entities", relations: "relations", figures: "figures", mentions: "entities",
};

const labelOf = ({ axis, key, label }: Line): string => (key === null ? words.value.unknown[axis] : label);

// Let only the lines of a cell pass, and show what passes. Of a class that is not there, the documents that could name it.
const open = (lines: Line[], shown: (typeof STEP)[Counted]): void =>
  batch(() => {
    for (const line of lines) {
      if (line.axis === "place") places.value = new Set([(line.key ?? -1) as number]);
      // A filter by class lets a relation pass only if both its ends are of it: most of those counted here would be lost.
      else if (line.axis === "class") {
        if (shown !== "relations") classes.value = new Set([line.key as number]);
      } else if (line.key === null) documents.value = new Set(documentsOf(lines));
      else period.value = { from: line.key as string, to: line.key as string };
    }
    show(shown);
    view.value = "table";
  });

const Cell = ({ it, row, column, most }: { it: Grid; row: number; column: number; most: number }) => {
  const at = row * it.columns.length + column;
  const what = words.value[counted.value];
  const lines = [it.rows[row], it.columns[column]];
  const [one, other] = lines.map(labelOf);
  if (it.documents[at] === 0) return <td class="unread"><span class="unseen">{words.value.none}</span></td>;
  const value = it.cells[at];
  // By the root: a few very large cells would leave all others white.
  const shade = value === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(value / most) * SHADES));
  const label = value === 0 ? words.value.silent(one, other, what, it.documents[at]) : words.value.open(one, other, what, value);
  return (
    <td class={`heat-${shade}`}>
      <button type="button" data-cell={`${lines[0].key},${lines[1].key}`} aria-label={label} title={label}
        onClick={() => open(value === 0 ? lines.filter((line) => line.axis !== "class") : lines, value === 0 ? "documents" : STEP[counted.value])}>{number(value)}</button>
    </td>
  );
};

const Total = ({ value, unread }: { value: number; unread: boolean }) => (
  unread ? <td class="unread"><span class="unseen">{words.value.none}</span></td> : <td class="total">{number(value)}</td>
);

const Counts = () => {
  const [shown, setShown] = useState(ROWS);
  const it = grid.value;
  // Not spread: a function takes fewer arguments than a large grid has cells.
  const most = it.cells.reduce((found, cell) => Math.max(found, cell), 1);
  const [rows, columns] = axes.value;
  const caption = words.value.caption(words.value[counted.value], words.value[rows], words.value[columns]);
  if (it.rows.length === 0 || it.columns.length === 0) return <p class="empty-view">{words.value.nothing}</p>;
  const unread = it.documents.filter((count) => count === 0).length;
  return (
    <>
      <div class="table-rows" tabIndex={0} role="region" aria-label={caption}>
        <table class="grid">
          <caption>{caption} {unread > 0 && words.value.unread(unread)}</caption>
          <thead>
            <tr>
              <td />
              {it.columns.map((line) => <th scope="col">{labelOf(line)}</th>)}
              <th scope="col" class="total">{words.value.total}</th>
            </tr>
          </thead>
          <tbody>
            {it.rows.slice(0, shown).map((line, row) => (
              <tr>
                <th scope="row">{labelOf(line)}</th>
                {it.columns.map((_, column) => <Cell it={it} row={row} column={column} most={most} />)}
                <Total value={it.rowTotals[row]} unread={it.columns.every((_, column) => it.documents[row * it.columns.length + column] === 0)} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words.value.total}</th>
              {[...it.columnTotals].map((value, column) => (
                <Total value={value} unread={it.rows.every((_, row) => it.documents[row * it.columns.length + column] === 0)} />
              ))}
              <td class="total">{number(it.total)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      {it.rows.length > shown && (
        <button type="button" class="quiet" onClick={() => setShown(shown + ROWS)}>{words.value.more(Math.min(ROWS, it.rows.length - shown))}</button>
      )}
      <p class="caveats">{words.value.distinct} {counted.value === "relations" && axes.value.includes("class") && words.value.both}</p>
    </>
  );
};

const Silences = () => {
  const all = silences.value;
  const some = all.filter((it) => it.classes.length > 0);
  if (all.length === 0) return null;
  return (
    <section class="silences">
      <h3>{words.value.missing}</h3>
      <p>{words.value.missingSome(some.length)} {all.length > some.length && words.value.complete(all.length - some.length)}</p>
      <dl>
        {some.slice(0, ROWS).map(({ place, classes: missing, documents: count }) => (
          <div data-place={place}>
            <dt>{named(graph().core.places[place].name)} <small>{words.value.texts(count)}</small></dt>
            <dd>{missing.map(className).join(" · ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

const Choice = <T extends string>({ name, known, value, set }: { name: "rows" | "columns" | "counted"; known: readonly T[]; value: T; set(it: T): void }) => (
  <label class="picker">
    <span>{words.value[name]}</span>
    <select data-set={name} value={value} onChange={(event) => set(event.currentTarget.value as T)}>
      {known.map((it) => <option key={it} value={it}>{words.value[it as Axis | Counted]}</option>)}
    </select>
  </label>
);

// An axis that the other side has taken changes places with it.
const setRows = (to: Axis): void => {
  const [rows, columns] = axes.value;
  batch(() => {
    rowAxis.value = to;
    columnAxis.value = columns === to ? rows : columns;
  });
};
const setColumns = (to: Axis): void => {
  const [rows, columns] = axes.value;
  batch(() => {
    columnAxis.value = to;
    rowAxis.value = rows === to ? columns : rows;
  });
};

export const Coverage = () => {
  const [rows, columns] = axes.value;
  return (
    <div class="coverage">
      <div class="view-tools">
        <Choice name="rows" known={AXES} value={rows} set={setRows} />
        <Choice name="columns" known={AXES} value={columns} set={setColumns} />
        <Choice name="counted" known={COUNTED} value={counted.value} set={(it) => (counted.value = it)} />
      </div>
      <Counts />
      <Silences />
    </div>
  );
};
