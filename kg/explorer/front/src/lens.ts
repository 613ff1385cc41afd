// The lens: claims that deserve a second look. One document alone says it; the rule is unsure; two figures disagree.
import { field, oneOf } from "./hash";
import { graph } from "./state";
import { group } from "./data/graph";

export const LENSES = ["single", "unsure", "conflict"] as const;
export type Lens = (typeof LENSES)[number];
export const lens = field<Lens | "">("lens", "", oneOf(["", ...LENSES]));

// Below this a rule expects to be wrong more often than one time in four.
export const UNSURE = 0.75;

const masks = new Map<Lens, Uint8Array>();

// Which claims, figures included, a lens lets through; worked out once.
export const through = (name: Lens): Uint8Array => {
  let mask = masks.get(name);
  if (mask === undefined) {
    mask = { single, unsure, conflict }[name]();
    masks.set(name, mask);
  }
  return mask;
};

const unsure = (): Uint8Array => {
  const g = graph();
  return Uint8Array.from({ length: g.statements }, (_, claim) => (g.confidence(claim) < UNSURE ? 1 : 0));
};

// What is said once in all documents: the same relation between the same two, or a figure of the same value.
const single = (): Uint8Array => {
  const g = graph();
  const { claims, figures } = g.core;
  const mask = new Uint8Array(g.statements).fill(1);
  // In one document alone, as far as seen: its row; else −1.
  const once = (owners: Map<number, number>, key: number, document: number): void => {
    const before = owners.get(key);
    owners.set(key, before === undefined || before === document ? document : -1);
  };
  for (let link = 0; link < g.from.length; link += 1) {
    const alike = group(g.claimsOfLink, link);
    if (alike.length < 2) continue;
    const sources = new Map<number, number>();
    for (const claim of alike) once(sources, claims.property[claim], claims.document[claim]);
    for (const claim of alike) if (sources.get(claims.property[claim])! < 0) mask[claim] = 0;
  }
  const kinds = figureKinds();
  const values = new Pairs();
  const texts = new Map<string, number>();
  const keys = figures.value.map((value, row) => {
    if (!texts.has(value)) texts.set(value, texts.size);
    return values.id(kinds[row], texts.get(value)!);
  });
  const sources = new Map<number, number>();
  keys.forEach((key, row) => once(sources, key, figures.document[row]));
  keys.forEach((key, row) => {
    if (sources.get(key)! < 0) mask[g.relations + row] = 0;
  });
  return mask;
};

// Figures of one thing, one measure, one unit, one period and one qualifier, whose values differ.
const conflict = (): Uint8Array => {
  const g = graph();
  const { figures } = g.core;
  const mask = new Uint8Array(g.statements);
  const kinds = figureKinds();
  const qualified = new Pairs();
  const keys = kinds.map((kind, row) => qualified.id(kind, figures.qualifier[row]));
  const first = new Map<number, string>();
  const differing = new Set<number>();
  keys.forEach((key, row) => {
    const value = figures.value[row];
    if (!first.has(key)) first.set(key, value);
    else if (first.get(key) !== value) differing.add(key);
  });
  keys.forEach((key, row) => {
    if (differing.has(key)) mask[g.relations + row] = 1;
  });
  return mask;
};

// Numbers for pairs of numbers: the same pair, the same number.
class Pairs {
  private readonly known = new Map<number, number>();

  id(a: number, b: number): number {
    const key = a * 2 ** 26 + b;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.known.set(key, this.known.size);
    return this.known.size - 1;
  }
}

// Of each figure a number for what it measures, of what, in which unit, and when.
const figureKinds = (): number[] => {
  const { about, measure, unit, period } = graph().core.figures;
  const [measured, timed, owned] = [new Pairs(), new Pairs(), new Pairs()];
  return about.map((entity, row) => owned.id(timed.id(measured.id(measure[row], unit[row]), period[row]), entity));
};
