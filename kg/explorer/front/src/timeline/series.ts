// How often phrases are used, year by year; in a corpus of one year, place by place.
import { computed } from "@preact/signals";
import { field, oneOf } from "../hash";
import { group } from "../data/graph";
import { sieve } from "../sieve";
import { graph } from "../state";
import { entityTally } from "../tallies";
import { openClaim } from "../reading";
import { named } from "../tongue";
import { placesInOrder, titleOf } from "../ui/names";
import { openMention } from "../ui/occurrence";
import { roundUp } from "./scale";

// As many as can be told apart by dash and shape.
export const MOST = 8;
const FIRST = 5;

export const phrases = field<number[]>("phrases", [], {
  write: (rows) => rows.map((row) => graph().core.entities.iri[row]).join(","),
  read: (text) => text.split(",").map((iri) => graph().row(iri)).filter((row) => row !== null).slice(0, MOST),
});
export const COUNTS = ["mentions", "claims"] as const;
export const counting = field<(typeof COUNTS)[number]>("count", "mentions", oneOf(COUNTS));
export const MEASURES = ["rate", "plain"] as const;
export const measure = field<(typeof MEASURES)[number]>("per", "rate", oneOf(MEASURES));
export const CHARTS = ["multiples", "lines"] as const;
export const chart = field<(typeof CHARTS)[number]>("chart", "multiples", oneOf(CHARTS));

// Each small multiple on a scale of its own shows rise and fall; one scale for all shows how much.
export const SCALES = ["own", "same"] as const;
export const scale = field<(typeof SCALES)[number]>("scale", "own", oneOf(SCALES));

// The phrases that are drawn: those chosen, else those that documents repeat most.
export const drawn = computed((): number[] => {
  if (phrases.value.length > 0) return phrases.value;
  const g = graph();
  const passing = sieve.value.entities;
  const { mentions } = entityTally.value;
  const set = new Set(["Formulation", "Slogan"].map((name) => g.core.classes.findIndex((it) => it.name === name)));
  const foremost = (fits: (row: number) => boolean): number[] =>
    [...mentions.keys()].filter((row) => passing[row] && mentions[row] > 0 && fits(row))
      .sort((a, b) => mentions[b] - mentions[a] || a - b).slice(0, FIRST);
  const found = foremost((row) => set.has(g.core.entities.type[row]));
  return found.length > 0 ? found : foremost(() => true);
});

export interface Slot { label: string; documents: number[]; characters: number }
interface Spread {
  by: "year" | "place" | "document";
  slots: Slot[];
  outside: number[]; // documents that pass and stand in no slot: without a date, or of no known place
}

const spread = (by: Spread["by"], labels: string[], slotOf: (document: number) => number): Spread => {
  const slots: Slot[] = labels.map((label) => ({ label, documents: [], characters: 0 }));
  const outside: number[] = [];
  sieve.value.documents.forEach((passes, document) => {
    if (!passes) return;
    const slot = slots[slotOf(document)];
    if (slot === undefined) {
      outside.push(document);
      return;
    }
    slot.documents.push(document);
    slot.characters += graph().core.documents.length[document];
  });
  return { by, slots, outside };
};

// A year without a document has a slot too: nothing is known of it, which is not the same as nothing said.
export const slots = computed((): Spread => {
  const g = graph();
  const { documents, places } = g.core;
  const passing = [...sieve.value.documents.keys()].filter((it) => sieve.value.documents[it]);
  const years = [...new Set(passing.map((it) => g.year(it)).filter((it) => it !== ""))].sort();
  if (years.length > 1) {
    const first = Number(years[0]);
    const labels = Array.from({ length: Number(years.at(-1)) - first + 1 }, (_, at) => String(first + at));
    return spread("year", labels, (document) => (g.year(document) === "" ? -1 : Number(g.year(document)) - first));
  }
  const known = placesInOrder(new Set(passing.map((it) => documents.place[it]).filter((it) => it >= 0)));
  if (known.length > 1) return spread("place", known.map((it) => named(places[it].name)), (it) => known.indexOf(documents.place[it]));
  return spread("document", passing.map(titleOf), (it) => passing.indexOf(it));
});

export interface Series { row: number; counts: number[]; values: (number | null)[]; outside: number; first: number; last: number }

// A round number that no value exceeds.
export const largest = (all: readonly Series[]): number =>
  roundUp(all.reduce((most, it) => it.values.reduce<number>((found, value) => Math.max(found, value ?? 0), most), 0));

// Per 10,000 characters; null where there is no text to count in.
const valueOf = (count: number, { documents, characters }: Slot): number | null => {
  if (documents.length === 0) return null;
  if (measure.value === "plain") return count;
  return characters === 0 ? null : (count * 10_000) / characters;
};

// Open the first of some documents that uses a phrase, at its words: where it is named, or where something is claimed of it.
export const openUse = (row: number, documents: readonly number[]): void => {
  const g = graph();
  if (counting.value === "claims") {
    const said = [...group(g.claimsOf, row), ...group(g.figuresOf, row)];
    const claim = said.find((it) => sieve.value.claims[it] && documents.includes(g.document(it)));
    if (claim !== undefined) openClaim(claim);
    return;
  }
  const found = g.documents(row).find((it) => it.times > 0 && documents.includes(it.document));
  if (found !== undefined) void openMention(found.document, row);
};

const timesIn = (row: number): Map<number, number> => {
  const g = graph();
  if (counting.value === "mentions") return new Map(g.documents(row).map((it) => [it.document, it.times]));
  const found = new Map<number, number>();
  for (const claim of [...group(g.claimsOf, row), ...group(g.figuresOf, row)]) {
    if (sieve.value.claims[claim]) found.set(g.document(claim), (found.get(g.document(claim)) ?? 0) + 1);
  }
  return found;
};

export const series = computed((): Series[] => {
  const { slots: all, outside } = slots.value;
  const { issued } = graph().core.documents;
  return drawn.value.map((row) => {
    const times = timesIn(row);
    const sum = (documents: number[]): number => documents.reduce((total, it) => total + (times.get(it) ?? 0), 0);
    const counts = all.map((it) => sum(it.documents));
    // Only where it is named in words can a sentence be shown.
    const dated = graph().documents(row)
      .filter((it) => it.times > 0 && issued[it.document] !== "" && sieve.value.documents[it.document])
      .map((it) => it.document)
      .sort((a, b) => (issued[a] < issued[b] ? -1 : issued[a] > issued[b] ? 1 : a - b));
    return {
      row, counts, values: counts.map((count, at) => valueOf(count, all[at])), outside: sum(outside),
      first: dated[0] ?? -1, last: dated.at(-1) ?? -1,
    };
  });
});
