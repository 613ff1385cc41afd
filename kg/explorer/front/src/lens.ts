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
  for (let link = 0; link < g.from.length; link += 1) {
    const alike = group(g.claimsOfLink, link);
    if (alike.length < 2) continue;
    // By property: the document that says it; −1 where several do.
    const sources = new Map<number, number>();
    for (const claim of alike) {
      const before = sources.get(claims.property[claim]) ?? claims.document[claim];
      sources.set(claims.property[claim], before === claims.document[claim] ? before : -1);
    }
    for (const claim of alike) if (sources.get(claims.property[claim])! < 0) mask[claim] = 0;
  }
  const kinds = figureKinds();
  const pairs = new Pairs(kinds.length);
  const keys = numbered(figures.value).map((value, row) => pairs.id(kinds[row], value));
  const saidBy = new Int32Array(keys.length).fill(-1);
  const often = new Uint8Array(keys.length);
  keys.forEach((key, row) => {
    if (saidBy[key] < 0) saidBy[key] = figures.document[row];
    else if (saidBy[key] !== figures.document[row]) often[key] = 1;
  });
  keys.forEach((key, row) => (mask[g.relations + row] = 1 - often[key]));
  return mask;
};

// Figures of one thing, one measure, one unit, one period and one qualifier, whose values differ.
const conflict = (): Uint8Array => {
  const g = graph();
  const { figures } = g.core;
  const mask = new Uint8Array(g.statements);
  const values = numbered(figures.value);
  const kinds = figureKinds();
  const pairs = new Pairs(kinds.length);
  const keys = kinds.map((kind, row) => pairs.id(kind, figures.qualifier[row]));
  const first = new Int32Array(keys.length).fill(-1);
  const differing = new Uint8Array(keys.length);
  keys.forEach((key, row) => {
    if (first[key] < 0) first[key] = values[row];
    else if (first[key] !== values[row]) differing[key] = 1;
  });
  keys.forEach((key, row) => (mask[g.relations + row] = differing[key]));
  return mask;
};

// Numbers for pairs of numbers below 2³²: the same pair, the same number. A table of its own: a Map of as many pairs
// takes twenty times as long.
class Pairs {
  private readonly mask: number;
  private readonly first: Uint32Array;
  private readonly second: Uint32Array;
  private readonly ids: Int32Array; // from 1; 0: free
  private size = 0;

  constructor(most: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * most + 2));
    this.mask = slots - 1;
    this.first = new Uint32Array(slots);
    this.second = new Uint32Array(slots);
    this.ids = new Int32Array(slots);
  }

  id(a: number, b: number): number {
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & this.mask;
    while (this.ids[slot] !== 0 && (this.first[slot] !== a || this.second[slot] !== b)) slot = (slot + 1) & this.mask;
    if (this.ids[slot] === 0) {
      this.first[slot] = a;
      this.second[slot] = b;
      this.ids[slot] = this.size += 1;
    }
    return this.ids[slot] - 1;
  }
}

// Numbers for texts: the same text, the same number.
const numbered = (texts: string[]): Uint32Array => {
  const known = new Map<string, number>();
  return Uint32Array.from(texts, (it) => {
    if (!known.has(it)) known.set(it, known.size);
    return known.get(it)!;
  });
};

// Of each figure a number for what it measures, of what, in which unit, and when.
const figureKinds = (): Uint32Array => {
  const { about, measure, unit, period } = graph().core.figures;
  const [measured, timed, owned] = [new Pairs(about.length), new Pairs(about.length), new Pairs(about.length)];
  return Uint32Array.from(about, (entity, row) => owned.id(timed.id(measured.id(measure[row], unit[row]), period[row]), entity));
};
