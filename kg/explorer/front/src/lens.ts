// The lens: claims that deserve a second look. One document alone says it; the rule is unsure; two figures disagree.
import { agree, disagree, exact, kind } from "./alike";
import { group } from "./data/graph";
import { field, oneOf } from "./hash";
import { graph } from "./state";

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

// What one document alone says: a relation between two, or a figure of one thing.
const single = (): Uint8Array => {
  const g = graph();
  const { property } = g.core.claims;
  const mask = new Uint8Array(g.statements).fill(1);
  const clear = (claims: ArrayLike<number>) => {
    const first = g.document(claims[0]);
    if (Array.prototype.some.call(claims, (it: number) => g.document(it) !== first)) {
      for (let at = 0; at < claims.length; at += 1) mask[claims[at]] = 0;
    }
  };
  for (let link = 0; link < g.from.length; link += 1) {
    const claims = group(g.claimsOfLink, link);
    if (claims.length < 2) continue;
    for (const of of new Set([...claims].map((it) => property[it]))) clear(claims.filter((it) => property[it] === of));
  }
  for (const values of families()) {
    for (const one of values) clear(values.filter((other) => agree(one[0], other[0])).flat());
  }
  return mask;
};

// The figures of one thing that can be compared, by the value that they say.
function* families(): Generator<number[][]> {
  const g = graph();
  const { value, unit } = g.core.figures;
  for (let entity = 0; entity < g.size; entity += 1) {
    const figures = group(g.figuresOf, entity);
    if (figures.length < 2) continue;
    const kinds = new Map<string, Map<string, number[]>>();
    for (const claim of figures) {
      const of = kind(claim);
      const said = `${value[claim - g.relations]} ${unit[claim - g.relations]}`;
      if (!kinds.has(of)) kinds.set(of, new Map());
      const values = kinds.get(of)!;
      values.set(said, [...(values.get(said) ?? []), claim]);
    }
    for (const values of kinds.values()) yield [...values.values()];
  }
}

const conflict = (): Uint8Array => {
  const mask = new Uint8Array(graph().statements);
  for (const values of families()) {
    for (const one of values) {
      const others = exact(one[0]) ? values.filter((other) => !agree(one[0], other[0])).flat() : [];
      for (const claim of one) if (others.some((other) => disagree(claim, other))) mask[claim] = 1;
    }
  }
  return mask;
};
