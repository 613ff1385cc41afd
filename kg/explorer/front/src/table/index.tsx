// Whatever passes the sieve as a table: sorted by any column, a page at a time, taken home as CSV.
import { batch, computed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { field, oneOf } from "../hash";
import { lang, number, tongue } from "../tongue";
import { columnsOf, rowsOf, TABLES, words as heads, type Column, type TableName } from "./columns";
import { exportTable, progress } from "./export";
import { ordered } from "./order";
import "./table.css";

const words = tongue({
  zh: {
    entities: "实体", relations: "关系", figures: "数据", documents: "文献", which: "表格内容",
    csv: "导出 CSV", writing: (done: number, all: number) => `正在读取原文：${number(done)} / ${number(all)} 篇`,
    caption: (name: string, count: number) => `${name}：共 ${number(count)} 行`,
    page: (from: number, to: number, count: number) => `第 ${number(from)}–${number(to)} 行，共 ${number(count)} 行`,
    none: "没有通过筛选的内容。", pages: "翻页", first: "首页", before: "上一页", next: "下一页", last: "末页",
    inPlace: "按在文献中的位置",
  },
  en: {
    entities: "Entities", relations: "Relations", figures: "Figures", documents: "Documents", which: "What the table holds",
    csv: "Save as CSV", writing: (done: number, all: number) => `Reading the texts: ${number(done)} of ${number(all)} documents`,
    caption: (name: string, count: number) => `${name}: ${number(count)} rows`,
    page: (from: number, to: number, count: number) => `Rows ${number(from)}–${number(to)} of ${number(count)}`,
    none: "Nothing passes the filters.", pages: "Pages", first: "First", before: "Previous", next: "Next", last: "Last",
    inPlace: "in the order of the documents",
  },
});

const PAGE = 50;

const table = field<TableName>("table", "entities", oneOf(TABLES));
interface Sorting { key: string; down: boolean }
// "": the order of the graph. -mentions: from the most to the least.
const sorting = field<Sorting>("sort", { key: "", down: false }, {
  write: ({ key, down }) => (down ? `-${key}` : key),
  read: (text) => ({ key: text.replace(/^-/, ""), down: text.startsWith("-") }),
});
const page = field<number>("page", 1, {
  passing: true,
  write: String,
  read: (text) => Math.max(1, Number.parseInt(text, 10) || 1),
});

const columns = computed(() => {
  // Labels differ between the languages, and so does their order.
  void lang.value;
  return columnsOf(table.value);
});
const rows = computed(() => rowsOf(table.value));
const sorted = computed(() => {
  const column = columns.value.find((it) => it.key === sorting.value.key);
  if (column !== undefined) return ordered(rows.value, column.kind, column.value, sorting.value.down);
  return rows.value;
});
const pages = computed(() => Math.max(1, Math.ceil(rows.value.length / PAGE)));
const current = computed(() => Math.min(page.value, pages.value));

export const show = (name: TableName): void =>
  batch(() => {
    table.value = name;
    sorting.value = { key: "", down: false };
    page.value = 1;
  });

// Numbers start with the largest, all else from its beginning.
const sortBy = ({ key, kind }: Column): void =>
  batch(() => {
    const { value } = sorting;
    sorting.value = { key, down: value.key === key ? !value.down : kind === "number" && key !== "quote" };
    page.value = 1;
  });

const classOf = ({ key, kind }: Column): string => `column-${key === "quote" ? "quote" : kind}`;

const HeadCell = ({ column }: { column: Column }) => {
  const { key, down } = sorting.value;
  const chosen = key === column.key;
  return (
    <th scope="col" class={classOf(column)} data-column={column.key} aria-sort={chosen ? (down ? "descending" : "ascending") : undefined}>
      <button type="button" onClick={() => sortBy(column)} title={column.key === "quote" ? words.value.inPlace : undefined}>
        {heads.value[column.key]}
        <span class="arrow" aria-hidden="true">{chosen ? (down ? "↓" : "↑") : ""}</span>
      </button>
    </th>
  );
};

const Pages = ({ turn }: { turn(to: number): void }) => {
  const at = current.value;
  const all = rows.value.length;
  return (
    <nav class="pages" aria-label={words.value.pages}>
      <button type="button" disabled={at === 1} data-turn="first" onClick={() => turn(1)}>{words.value.first}</button>
      <button type="button" disabled={at === 1} data-turn="before" onClick={() => turn(at - 1)}>{words.value.before}</button>
      <span role="status">{words.value.page((at - 1) * PAGE + 1, Math.min(at * PAGE, all), all)}</span>
      <button type="button" disabled={at === pages.value} data-turn="next" onClick={() => turn(at + 1)}>{words.value.next}</button>
      <button type="button" disabled={at === pages.value} data-turn="last" onClick={() => turn(pages.value)}>{words.value.last}</button>
    </nav>
  );
};

const Tools = () => (
  <div class="view-tools">
    <div class="switch" role="group" aria-label={words.value.which}>
      {TABLES.map((it) => (
        <button type="button" data-table={it} aria-pressed={table.value === it} onClick={() => show(it)}>{words.value[it]}</button>
      ))}
    </div>
    <button type="button" class="quiet" data-do="csv" disabled={progress.value !== null || rows.value.length === 0}
      onClick={() => void exportTable(table.value, columns.value, sorted.value)}>{words.value.csv}</button>
    <span role="status" class="progress">{progress.value !== null && words.value.writing(progress.value.done, progress.value.all)}</span>
  </div>
);

export const Table = () => {
  const body = useRef<HTMLDivElement>(null);
  const turn = (to: number): void => {
    page.value = to;
    body.current?.scrollTo({ top: 0 });
    body.current?.focus({ preventScroll: true });
  };
  const caption = words.value.caption(words.value[table.value], rows.value.length);
  const shown = columns.value.filter((it) => !it.exported);
  const from = (current.value - 1) * PAGE;
  return (
    <div class="table-view">
      <Tools />
      {rows.value.length === 0 ? <p class="empty-view">{words.value.none}</p> : (
        <>
          <div class="table-rows" tabIndex={0} role="region" aria-label={caption} ref={body}>
            <table data-shows={table.value}>
              <caption class="unseen">{caption}</caption>
              <thead><tr>{shown.map((it) => <HeadCell key={it.key} column={it} />)}</tr></thead>
              <tbody>
                {[...sorted.value.subarray(from, from + PAGE)].map((row) => (
                  <tr key={row} data-line={row}>
                    {shown.map((it, at) => {
                      const content = it.cell === undefined ? it.value(row) : it.cell(row);
                      return at === 0
                        ? <th scope="row" class={classOf(it)} data-column={it.key}>{content}</th>
                        : <td class={classOf(it)} data-column={it.key}>{content}</td>;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pages turn={turn} />
        </>
      )}
    </div>
  );
};
