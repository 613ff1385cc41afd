// Rows in the order of a column. Sorted are typed arrays of ranks and row numbers, never the rows themselves.

const collator = new Intl.Collator("zh-u-co-pinyin");

// Every character's place among those that occur. Comparing strings of such places is many times faster than the
// collator, and orders Chinese as it does, which goes character by character.
const placesOf = (texts: Iterable<string>): Map<string, string> => {
  const characters = new Set<string>();
  for (const text of texts) for (const character of text) characters.add(character);
  const places = new Map<string, string>();
  let place = 0;
  let before: string | null = null;
  for (const character of [...characters].sort(collator.compare)) {
    if (before === null || collator.compare(before, character) !== 0) place += 1;
    // What the collator passes over is passed over here.
    places.set(character, collator.compare(character, "") === 0 ? "" : String.fromCharCode(place));
    before = character;
  }
  return places;
};

// Text → its rank, in the order of pinyin; equal ones share one.
export const textRanks = (texts: Iterable<string>): Map<string, number> => {
  const distinct = [...new Set(texts)];
  const places = placesOf(distinct);
  const keyed = distinct.map((text) => ({ text, key: Array.from(text, (it) => places.get(it)!).join("") }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.text < b.text ? -1 : 1));
  return new Map(keyed.map(({ text }, rank) => [text, rank]));
};

export type Kind = "text" | "number" | "date";

// The rows sorted by what a column says of each; rows of which it says nothing come last either way.
export const ordered = (rows: Uint32Array, kind: Kind, value: (row: number) => string | number, down: boolean): Uint32Array => {
  const values = Array.from(rows, value);
  const keys = new Float64Array(rows.length);
  if (kind === "text") {
    const ranks = textRanks(values as string[]);
    values.forEach((it, at) => (keys[at] = it === "" ? NaN : ranks.get(it as string)!));
  } else if (kind === "date") {
    // 2024 is before 2024-01, as in the order of strings.
    const ranks = new Map([...new Set(values)].sort().map((it, rank) => [it, rank]));
    values.forEach((it, at) => (keys[at] = it === "" ? NaN : ranks.get(it)!));
  } else {
    values.forEach((it, at) => (keys[at] = it === "" ? NaN : Number(it)));
  }
  const sign = down ? -1 : 1;
  const order = Uint32Array.from(rows.keys()).sort((a, b) => {
    const [one, other] = [keys[a], keys[b]];
    if (one === other) return a - b;
    if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) && Number.isNaN(other) ? a - b : Number.isNaN(one) ? 1 : -1;
    return sign * (one - other);
  });
  return order.map((at) => rows[at]);
};
