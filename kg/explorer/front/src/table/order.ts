// Rows in the order of a column. What is sorted are the different values, each once, and one array of numbers.

const collator = new Intl.Collator("zh-u-co-pinyin");

export type Kind = "text" | "number" | "date";
type Value = string | number;

const COMPARE: Record<Kind, (one: Value, other: Value) => number> = {
  text: (one, other) => collator.compare(one as string, other as string),
  number: (one, other) => Number(one) - Number(other),
  // As strings: 2024 is before 2024-01.
  date: (one, other) => (one < other ? -1 : 1),
};

// The rows sorted by what a column says of each; equal ones keep their order, and rows of which it says nothing come last.
export const ordered = (rows: Uint32Array, kind: Kind, value: (row: number) => Value, down: boolean): Uint32Array => {
  const values = Array.from(rows, value);
  const distinct = [...new Set(values)].filter((it) => it !== "").sort(COMPARE[kind]);
  if (down) distinct.reverse();
  const ranks = new Map(distinct.map((it, rank) => [it, rank]));
  // Rank and place in one number, exact up to 2 ** 53: sorted without a call for each comparison.
  const packed = Float64Array.from(values, (it, at) => (ranks.get(it) ?? distinct.length) * rows.length + at).sort();
  return Uint32Array.from(packed, (it) => rows[it % rows.length]);
};
