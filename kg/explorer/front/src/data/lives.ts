// The lives of phrases: read only when the panel first shows one.
import type { Lives } from "./format";
import type { Graph } from "./graph";
import { unpack } from "./unpack";

export const ACTS = ["proposes", "implements", "evaluates", "repeats"] as const;
export const MOODS = ["stated", "planned", "negated"] as const;
export type Act = (typeof ACTS)[number];
export type Mood = (typeof MOODS)[number];

// at: which of the document's mentions of the phrase it is.
export interface Use { document: number; at: number; act: Act; mood: Mood }
// low, high: exact 95 % interval of the rate, uses per 10,000 characters.
export interface Year { year: number; uses: number; using: number[]; documents: number; characters: number; rate: number; low: number; high: number }
export interface Life {
  uses: Use[];
  years: Year[]; // those with documents
  undated: Use[];
  dated: number[]; // documents with a date that use it, in order
  peak: Year | null;
  then: string[]; // tiers of heat in the peak year: one, or the lowest and the highest that so few texts leave open
  now: string[];
  revivals: number[];
  firsts: number;
  origins: Use[];
}

let reading: Promise<{ lives: Lives; places: Map<number, number> }> | null = null;

const read = () => {
  reading ??= unpack<Lives>("lives").then((lives) => {
    const places = new Map<number, number>();
    let row = 0;
    lives.rows.forEach((step, place) => places.set((row += step), place));
    return { lives, places };
  });
  return reading;
};

const usesOf = (graph: Graph, row: number, acts: string): Use[] => {
  const found: Use[] = [];
  for (const { document, times } of graph.documents(row)) {
    for (let at = 0; at < times; at += 1) {
      const code = Number.parseInt(acts[found.length], 16);
      found.push({ document, at, act: ACTS[Math.floor(code / MOODS.length)], mood: MOODS[code % MOODS.length] });
    }
  }
  return found;
};

const yearsOf = (graph: Graph, lives: Lives, uses: Use[]): Year[] => {
  const byYear = new Map<number, number[]>();
  for (const { document } of uses) {
    const year = Number(graph.year(document));
    const found = byYear.get(year);
    if (found === undefined) byYear.set(year, [document]);
    else found.push(document);
  }
  const { counts, low, high } = lives.intervals;
  return lives.years.map((year, at) => {
    const found = byYear.get(year) ?? [];
    const place = counts.indexOf(found.length);
    const characters = lives.characters[at];
    const rate = (count: number): number => (count * 10_000) / Math.max(characters, 1);
    return {
      year, uses: found.length, using: [...new Set(found)], documents: lives.documents[at], characters,
      rate: rate(found.length), low: rate(low[place] / 1000), high: rate(high[place] / 1000),
    };
  });
};

// The life of an entity; null where it is no phrase, or the page was made without the texts.
export const lifeOf = async (graph: Graph, row: number): Promise<Life | null> => {
  const { lives, places } = await read();
  const place = places.get(row);
  if (place === undefined) return null;
  const of = <T>(column: { at: number[]; values: T[] }): T | undefined => column.values[column.at.indexOf(place)];
  const uses = usesOf(graph, row, lives.acts[place]);
  const dated = uses.filter((it) => graph.year(it.document) !== "");
  const years = yearsOf(graph, lives, dated);
  const size = lives.tiers.length;
  const digit = (power: number): string => lives.tiers[Math.floor(lives.heats[place] / size ** power) % size];
  return {
    uses, years, dated: [...new Set(dated.map((it) => it.document))],
    undated: uses.filter((it) => graph.year(it.document) === ""),
    peak: years.find((it) => it.year === lives.peak[place]) ?? null,
    then: [...new Set([digit(3), digit(2)])],
    now: [...new Set([digit(1), digit(0)])],
    revivals: of(lives.revivals) ?? [],
    firsts: of(lives.firsts) ?? 1,
    origins: (of(lives.origins) ?? []).map((it) => uses[it]),
  };
};
