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
  const sources = new Map<string, Set<number>>();
  const keys = Array.from({ length: g.statements }, (_, claim) => {
    const row = claim - g.relations;
    const key = g.isFigure(claim)
      ? `f ${figures.about[row]} ${figures.measure[row]} ${figures.period[row]} ${figures.value[row]} ${figures.unit[row]}`
      : `r ${claims.subject[claim]} ${claims.property[claim]} ${claims.object[claim]}`;
    if (!sources.has(key)) sources.set(key, new Set());
    sources.get(key)!.add(g.document(claim));
    return key;
  });
  return Uint8Array.from(keys, (key) => (sources.get(key)!.size === 1 ? 1 : 0));
};

// Figures of one thing, one measure, one unit, one period and one qualifier, whose values differ.
const conflict = (): Uint8Array => {
  const g = graph();
  const { figures } = g.core;
  const mask = new Uint8Array(g.statements);
  for (let entity = 0; entity < g.size; entity += 1) {
    const alike = new Map<string, number[]>();
    for (const claim of group(g.figuresOf, entity)) {
      const row = claim - g.relations;
      const key = `${figures.measure[row]} ${figures.unit[row]} ${figures.period[row]} ${figures.qualifier[row]}`;
      alike.set(key, [...(alike.get(key) ?? []), claim]);
    }
    for (const claims of alike.values()) {
      if (new Set(claims.map((claim) => figures.value[claim - g.relations])).size > 1) {
        for (const claim of claims) mask[claim] = 1;
      }
    }
  }
  return mask;
};
