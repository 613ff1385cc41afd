// Two sides of a comparison: two entities, places, years or documents; what both have, and what only one has.
import { batch, computed } from "@preact/signals";
import { group } from "../data/graph";
import { field, oneOf, text } from "../hash";
import { sieve } from "../sieve";
import { graph } from "../state";
import { named } from "../tongue";
import { issuedOf, nameOf, placesInOrder, titleOf } from "../ui/names";
import type { Choice } from "../ui/picker";

export const KINDS = ["place", "year", "document", "entity"] as const;
export type Kind = (typeof KINDS)[number];
const chosenKind = field<Kind | "">("between", "", oneOf(["", ...KINDS]));
// An entity or a document by its IRI, a place by its name, a year by itself.
const left = field<string>("left", "", text);
const right = field<string>("right", "", text);

const passing = computed((): number[] => [...sieve.value.documents.keys()].filter((it) => sieve.value.documents[it]));

const documentText = (document: number): string => `${titleOf(document)}（${issuedOf(document)}${documentsAlike(document) ? `，${graph().core.documents.name[document]}` : ""}）`;
const titles = computed(() => {
  const counts = new Map<string, number>();
  for (const document of passing.value) counts.set(titleOf(document), (counts.get(titleOf(document)) ?? 0) + 1);
  return counts;
});
const documentsAlike = (document: number): boolean => (titles.value.get(titleOf(document)) ?? 0) > 1;

// What can be chosen: only what has a document that passes.
export const choices = computed((): Record<Exclude<Kind, "entity">, Choice[]> => {
  const g = graph();
  const { documents, places } = g.core;
  const known = placesInOrder(new Set(passing.value.map((it) => documents.place[it]).filter((it) => it >= 0)));
  const years = [...new Set(passing.value.map((it) => g.year(it)).filter((it) => it !== ""))].sort();
  return {
    place: known.map((it) => ({ key: places[it].name.zh, text: named(places[it].name) })),
    year: years.map((it) => ({ key: it, text: it })),
    document: passing.value.map((it) => ({ key: documents.iri[it], text: documentText(it) })),
  };
});

// What this corpus has two of.
export const kind = computed((): Kind =>
  chosenKind.value || (KINDS.find((it) => it !== "entity" && choices.value[it].length > 1) ?? "entity"));

const firstEntities = (): [string, string] => {
  const { entities } = graph().core;
  const rows = [...sieve.value.entities.keys()].filter((it) => sieve.value.entities[it]);
  const second = rows.find((it) => it !== rows[0] && entities.type[it] === entities.type[rows[0]]) ?? rows[1];
  return [entities.iri[rows[0]] ?? "", entities.iri[second] ?? ""];
};

// Both keys as chosen; what is not chosen is the first and, of years, the last that there is.
export const keys = computed((): [string, string] => {
  const first = (): [string, string] => {
    if (kind.value === "entity") return firstEntities();
    const all = choices.value[kind.value];
    return [all[0]?.key ?? "", (kind.value === "year" ? all.at(-1) : all[1])?.key ?? ""];
  };
  return left.value !== "" && right.value !== "" ? [left.value, right.value] : first().map((key, at) => [left.value, right.value][at] || key) as [string, string];
});

// One step of the history.
const set = (one: string, other: string): void =>
  batch(() => {
    left.value = one;
    right.value = other;
  });
export const setKind = (to: Kind): void =>
  batch(() => {
    chosenKind.value = to;
    set("", "");
  });
export const setSide = (side: 0 | 1, key: string): void => (side === 0 ? set(key, keys.value[1]) : set(keys.value[0], key));
export const swap = (): void => set(keys.value[1], keys.value[0]);

// What an item of one side rests on: claims, or documents that name an entity.
export interface Evidence { count: number; claims: number[]; documents: number[] }
const nothing: Evidence = { count: 0, claims: [], documents: [] };

export interface Side {
  label: string;
  entity: number | null;
  documents: number[];
  characters: number;
  entities: Map<number, Evidence>;
  // By property, direction and the entity at the other end.
  relations: Map<string, Evidence>;
}

const weigh = (documents: number[]): number => documents.reduce((sum, it) => sum + graph().core.documents.length[it], 0);

const put = (map: Map<string, Evidence>, key: string, claim: number): void => {
  const known = map.get(key) ?? { count: 0, claims: [], documents: [] };
  known.claims.push(claim);
  known.count += 1;
  map.set(key, known);
};

const entitySide = (row: number): Side => {
  const g = graph();
  const { claims } = g.core;
  const documents = g.documents(row).map((it) => it.document).filter((it) => sieve.value.documents[it]);
  const relations = new Map<string, Evidence>();
  const around = new Map<number, number[]>();
  for (const claim of group(g.claimsOf, row)) {
    if (!sieve.value.claims[claim]) continue;
    const forward = claims.subject[claim] === row;
    const other = forward ? claims.object[claim] : claims.subject[claim];
    put(relations, `${claims.property[claim]} ${forward ? ">" : "<"} ${other}`, claim);
    if (other !== row) around.set(other, [...(around.get(other) ?? []), claim]);
  }
  const entities = new Map([...around].map(([other, said]) => [other, { count: said.length, claims: said, documents: [] }]));
  return { label: nameOf(row), entity: row, documents, characters: weigh(documents), entities, relations };
};

const textSide = (label: string, documents: number[]): Side => {
  const g = graph();
  const { claims, entities: { documents: { offsets, items }, times } } = g.core;
  const within = new Uint8Array(g.core.documents.iri.length);
  for (const document of documents) within[document] = 1;
  const entities = new Map<number, Evidence>();
  for (let row = 0; row < g.size; row += 1) {
    if (!sieve.value.entities[row]) continue;
    const found: Evidence = { count: 0, claims: [], documents: [] };
    for (let at = offsets[row]; at < offsets[row + 1]; at += 1) {
      if (!within[items[at]] || times[at] === 0) continue;
      found.count += times[at];
      found.documents.push(items[at]);
    }
    if (found.count > 0) entities.set(row, found);
  }
  const relations = new Map<string, Evidence>();
  for (const document of documents) {
    for (const claim of group(g.saidIn, document)) {
      if (sieve.value.claims[claim] && !g.isFigure(claim)) put(relations, `${claims.property[claim]} > ${claims.object[claim]}`, claim);
    }
  }
  return { label, entity: null, documents, characters: weigh(documents), entities, relations };
};

const sideOf = (key: string): Side | null => {
  const g = graph();
  const { documents, places } = g.core;
  if (kind.value === "entity") {
    const row = g.row(key);
    return row === null ? null : entitySide(row);
  }
  const choice = choices.value[kind.value].find((it) => it.key === key);
  const fits: Record<Exclude<Kind, "entity">, (document: number) => boolean> = {
    place: (it) => places[documents.place[it]]?.name.zh === key,
    year: (it) => g.year(it) === key,
    document: (it) => documents.iri[it] === key,
  };
  return choice === undefined ? null : textSide(choice.text, passing.value.filter(fits[kind.value]));
};

export interface Item { key: string; property: number | null; forward: boolean; row: number; sides: [Evidence, Evidence] }
// Which sides have it, and its items by class of entity, or by property.
export interface Part { entities: Map<number, Item[]>; relations: Map<number, Item[]>; counts: [number, number] }

const sorted = (groups: Map<number, Item[]>): Map<number, Item[]> => {
  const weight = ({ sides: [one, other] }: Item): number => one.count + other.count;
  for (const items of groups.values()) items.sort((a, b) => weight(b) - weight(a) || a.row - b.row);
  return new Map([...groups].sort((a, b) => a[0] - b[0]));
};

const part = (all: { entities: Item[]; relations: Item[] }): Part => {
  const grouped = (items: Item[], by: (item: Item) => number): Map<number, Item[]> => {
    const groups = new Map<number, Item[]>();
    for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
    return sorted(groups);
  };
  return {
    entities: grouped(all.entities, (it) => graph().core.entities.type[it.row]),
    relations: grouped(all.relations, (it) => it.property!),
    counts: [all.entities.length, all.relations.length],
  };
};

interface Comparison { sides: [Side, Side]; only: [Part, Part]; shared: Part }

export const comparison = computed((): Comparison | null => {
  const [one, other] = keys.value.map(sideOf);
  if (one === null || other === null) return null;
  const sides: [Side, Side] = [one, other];
  const items = <K>(maps: [Map<K, Evidence>, Map<K, Evidence>], make: (key: K) => Omit<Item, "sides">): Item[] =>
    [...new Set([...maps[0].keys(), ...maps[1].keys()])].map((key) => ({
      ...make(key), sides: [maps[0].get(key) ?? nothing, maps[1].get(key) ?? nothing],
    }));
  const entities = items([one.entities, other.entities], (row) => ({ key: String(row), property: null, forward: true, row }));
  const relations = items([one.relations, other.relations], (key) => {
    const [property, direction, row] = key.split(" ");
    return { key, property: Number(property), forward: direction === ">", row: Number(row) };
  });
  const having = (left: boolean, right: boolean): Part => {
    const fits = ({ sides: [a, b] }: Item): boolean => a.count > 0 === left && b.count > 0 === right;
    return part({ entities: entities.filter(fits), relations: relations.filter(fits) });
  };
  return { sides, only: [having(true, false), having(false, true)], shared: having(true, true) };
});
