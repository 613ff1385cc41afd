// What there is, by place, year and class; and where there is nothing to read.
import { computed } from "@preact/signals";
import { field, oneOf } from "../hash";
import { classes, levels, places, sieve, within, period } from "../sieve";
import { graph } from "../state";
import { named } from "../tongue";
import { className, placesInOrder } from "../ui/names";

export const AXES = ["place", "year", "class"] as const;
export type Axis = (typeof AXES)[number];
export const COUNTED = ["documents", "entities", "relations", "figures", "mentions"] as const;
export type Counted = (typeof COUNTED)[number];

export const rowAxis = field<Axis | "">("rows", "", oneOf(["", ...AXES]));
export const columnAxis = field<Axis | "">("columns", "", oneOf(["", ...AXES]));
export const counted = field<Counted>("counted", "entities", oneOf(COUNTED));

// A row or a column. key: row of places or classes, or the year; null: what has none.
export interface Line { axis: Axis; key: number | string | null; label: string }

export interface Grid {
  rows: Line[];
  columns: Line[];
  cells: Uint32Array; // row by row
  rowTotals: Uint32Array;
  columnTotals: Uint32Array;
  total: number;
  documents: Uint32Array; // how many documents that pass stand behind each cell: 0, and nothing can be known of it
}

const passing = computed((): number[] => [...sieve.value.documents.keys()].filter((it) => sieve.value.documents[it]));

// Every year from the first to the last that the corpus has, within the period that is chosen: years without a document too.
const years = (): string[] => {
  const g = graph();
  const known = [...new Set(g.core.documents.issued.map((it) => it.slice(0, 4)).filter((it) => it !== ""))].sort();
  if (known.length === 0) return [];
  const first = Number(known[0]);
  return Array.from({ length: Number(known.at(-1)) - first + 1 }, (_, at) => String(first + at))
    .filter((year) => within(year, period.value));
};

const placeRows = (): number[] => {
  const { places: all } = graph().core;
  return placesInOrder(all.keys()).filter((row) =>
    (places.value.size === 0 || places.value.has(row)) && (levels.value.size === 0 || levels.value.has(all[row].level)));
};

const classRows = (): number[] => [...graph().core.classes.keys()].filter((row) => classes.value.size === 0 || classes.value.has(row));

// What documents have of an axis that is no class: −1 stands for none.
const lines = (axis: Axis): Line[] => {
  const { core } = graph();
  if (axis === "class") return classRows().map((key) => ({ axis, key, label: className(key) }));
  if (axis === "place") {
    const found: Line[] = placeRows().map((key) => ({ axis, key, label: named(core.places[key].name) }));
    return passing.value.some((it) => core.documents.place[it] < 0) ? [...found, { axis, key: null, label: "" }] : found;
  }
  const found: Line[] = years().map((key) => ({ axis, key, label: key }));
  return passing.value.some((it) => core.documents.issued[it] === "") ? [...found, { axis, key: null, label: "" }] : found;
};

const first = (axis: Axis): number => lines(axis).length;

// Rows and columns as chosen, or what this corpus differs in: two different axes always.
export const axes = computed((): [Axis, Axis] => {
  const likely: Axis[] = first("place") > 1 && first("year") > 1 ? ["place", "year", "class"]
    : first("place") > 1 ? ["place", "class", "year"] : ["year", "class", "place"];
  const rows = rowAxis.value || likely.find((it) => it !== columnAxis.value)!;
  const columns = columnAxis.value !== "" && columnAxis.value !== rows ? columnAxis.value : likely.find((it) => it !== rows)!;
  return [rows, columns];
});

// Counts things, each once in every cell, row and column that it belongs to; a thing's places come one after another.
class Tally {
  readonly cells: Uint32Array;
  readonly rowTotals: Uint32Array;
  readonly columnTotals: Uint32Array;
  total = 0;
  private readonly seen: Int32Array[];
  private last = -1;

  constructor(rows: number, private readonly columns: number) {
    this.cells = new Uint32Array(rows * columns);
    this.rowTotals = new Uint32Array(rows);
    this.columnTotals = new Uint32Array(columns);
    this.seen = [rows * columns, rows, columns].map((size) => new Int32Array(size).fill(-1));
  }

  add(thing: number, row: number, column: number, weight = 1): void {
    if (row < 0 || column < 0) return;
    const places = [row * this.columns + column, row, column];
    [this.cells, this.rowTotals, this.columnTotals].forEach((counts, at) => {
      if (this.seen[at][places[at]] === thing) return;
      this.seen[at][places[at]] = thing;
      counts[places[at]] += weight;
    });
    if (this.last !== thing) this.total += weight;
    this.last = thing;
  }
}

// Which line of an axis a document, or a class, falls into; −1: none that is shown.
const finder = (shown: Line[]): ((document: number, type: number) => number) => {
  const { core } = graph();
  const at = new Map(shown.map((it, line) => [it.key, line]));
  const none = at.get(null) ?? -1;
  switch (shown[0]?.axis) {
    case "class": return (_, type) => at.get(type) ?? -1;
    case "place": return (document) => (core.documents.place[document] < 0 ? none : at.get(core.documents.place[document]) ?? -1);
    default: return (document) => (core.documents.issued[document] === "" ? none : at.get(core.documents.issued[document].slice(0, 4)) ?? -1);
  }
};

// Give every thing that is counted with its document and its class; a claim has the classes of both its ends.
const each = (what: Counted, give: (thing: number, document: number, type: number, weight?: number) => void): void => {
  const g = graph();
  const { entities, claims } = g.core;
  const { documents, entities: shown, claims: said } = sieve.value;
  const { offsets, items } = entities.documents;
  if (what === "relations" || what === "figures") {
    const [from, to] = what === "relations" ? [0, g.relations] : [g.relations, g.statements];
    for (let claim = from; claim < to; claim += 1) {
      if (!said[claim]) continue;
      give(claim, g.document(claim), entities.type[g.subject(claim)]);
      if (!g.isFigure(claim)) give(claim, g.document(claim), entities.type[claims.object[claim]]);
    }
    return;
  }
  if (what === "documents") {
    for (const document of passing.value) {
      const { offsets: from, items: named } = g.namedIn;
      for (let at = from[document]; at < from[document + 1]; at += 1) if (shown[named[at]]) give(document, document, entities.type[named[at]]);
    }
    return;
  }
  for (let row = 0; row < g.size; row += 1) {
    for (let at = offsets[row]; shown[row] && at < offsets[row + 1]; at += 1) {
      if (!documents[items[at]]) continue;
      if (what === "entities") give(row, items[at], entities.type[row]);
      else give(at, items[at], entities.type[row], entities.times[at]);
    }
  }
};

export const grid = computed((): Grid => {
  const [rows, columns] = axes.value.map(lines);
  const [rowOf, columnOf] = [rows, columns].map(finder);
  const tally = new Tally(rows.length, columns.length);
  const classless = rows[0]?.axis !== "class" && columns[0]?.axis !== "class";
  if (counted.value === "documents" && classless) {
    for (const document of passing.value) tally.add(document, rowOf(document, -1), columnOf(document, -1));
  } else {
    each(counted.value, (thing, document, type, weight) => tally.add(thing, rowOf(document, type), columnOf(document, type), weight));
  }
  // A class has every document behind it: of each it can be said that it names none.
  const documents = new Uint32Array(rows.length * columns.length);
  for (const document of passing.value) {
    rows.forEach((row, at) => {
      if (row.axis !== "class" && rowOf(document, -1) !== at) return;
      columns.forEach((column, across) => {
        if (column.axis === "class" || columnOf(document, -1) === across) documents[at * columns.length + across] += 1;
      });
    });
  }
  const { cells, rowTotals, columnTotals, total } = tally;
  return { rows, columns, cells, rowTotals, columnTotals, total, documents };
});

interface Silence { place: number; classes: number[]; documents: number }

// The classes of which each place with documents names nothing.
export const silences = computed((): Silence[] => {
  const { core } = graph();
  const wanted = classRows();
  const named = core.places.map(() => new Set<number>());
  const count = core.places.map(() => 0);
  for (const document of passing.value) if (core.documents.place[document] >= 0) count[core.documents.place[document]] += 1;
  each("entities", (_, document, type) => {
    if (core.documents.place[document] >= 0) named[core.documents.place[document]].add(type);
  });
  return placeRows().filter((place) => count[place] > 0).map((place) => ({
    place, documents: count[place], classes: wanted.filter((type) => !named[place].has(type)),
  }));
});

// The documents that pass and stand in all of some lines.
export const documentsOf = (shown: Line[]): number[] => {
  const finders = shown.filter((it) => it.axis !== "class").map((it) => finder([it]));
  return passing.value.filter((document) => finders.every((lineOf) => lineOf(document, -1) === 0));
};
