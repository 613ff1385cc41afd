// The whole of a table as CSV, with the words that its claims rest on.
import { signal } from "@preact/signals";
import { iris } from "../data/iris";
import type { DocumentText } from "../data/texts";
import { graph, texts } from "../state";
import { csvLine, fileName, saveCsv } from "../ui/save";
import { words, type Column, type TableName } from "./columns";

// Documents read of those to read; null: nothing is being written.
export const progress = signal<{ done: number; all: number } | null>(null);

// So many rows between two breaths of the page.
const ROWS = 5000;
const breath = (): Promise<void> => new Promise((go) => setTimeout(go));

const textsOf = async (documents: number[]): Promise<Map<number, DocumentText>> => {
  const read = new Map<number, DocumentText>();
  for (const document of documents) {
    read.set(document, await texts().read(document));
    progress.value = { done: read.size, all: documents.length };
  }
  return read;
};

export const exportTable = async (table: TableName, columns: readonly Column[], rows: Uint32Array): Promise<void> => {
  const g = graph();
  const claims = table === "relations" || table === "figures";
  progress.value = { done: 0, all: 1 };
  try {
    const names = claims ? await iris() : [];
    const read = await textsOf(claims ? [...new Set(Array.from(rows, (it) => g.document(it)))] : []);
    const quote = (claim: number): string =>
      read.get(g.document(claim))!.slice({ start: g.start(claim), end: g.end(claim) });
    const cell = ({ key, value }: Column, row: number): string | number => (key === "quote" ? quote(row) : value(row));
    const heads = columns.map((it) => words.value[it.key]);
    const numeric = (column: number): boolean => columns[column]?.kind === "number" && columns[column].key !== "quote";
    const lines = [csvLine(claims ? [...heads, words.value.iri] : heads, () => false)];
    for (let at = 0; at < rows.length; at += 1) {
      const cells = columns.map((it) => cell(it, rows[at]));
      lines.push(csvLine(claims ? [...cells, g.core.base + names[rows[at]]] : cells, numeric));
      if (at % ROWS === ROWS - 1) await breath();
    }
    saveCsv(fileName(table, "csv"), lines);
  } finally {
    progress.value = null;
  }
};
