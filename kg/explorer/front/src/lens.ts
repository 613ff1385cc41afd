// The lens: claims that deserve a second look. One document alone says it; the rule is unsure; two figures disagree.
import { amountOf, beside, exact, kind, near, type Amount } from "./alike";
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
    // The least first: beyond the slack of all no further one is near.
    const most = values.reduce((found, it) => Math.max(found, it.slack), 0);
    values.forEach((one, at) => {
      clear(one.claims);
      for (let next = at + 1; next < values.length && values[next].size - one.size <= most + Math.abs(one.size) * 1e-9; next += 1) {
        if (near(one, values[next])) clear([...one.claims, ...values[next].claims]);
      }
    });
  }
  return mask;
};

// The figures of one thing that can be compared, by the value that they say; the least first.
interface Value extends Amount { claims: number[] }
function* families(): Generator<Value[]> {
  const g = graph();
  const { value, unit } = g.core.figures;
  for (let entity = 0; entity < g.size; entity += 1) {
    const figures = group(g.figuresOf, entity);
    if (figures.length < 2) continue;
    const kinds = new Map<string, Map<string, Value>>();
    for (const claim of figures) {
      const of = kind(claim);
      const said = `${value[claim - g.relations]} ${unit[claim - g.relations]}`;
      if (!kinds.has(of)) kinds.set(of, new Map());
      const values = kinds.get(of)!;
      const found = values.get(said);
      if (found === undefined) values.set(said, { ...amountOf(claim), claims: [claim] });
      else found.claims.push(claim);
    }
    for (const values of kinds.values()) yield [...values.values()].sort((a, b) => a.size - b.size);
  }
}

const conflict = (): Uint8Array => {
  const g = graph();
  const mask = new Uint8Array(g.statements);
  for (const values of families()) {
    if (!exact(values[0].claims[0])) continue;
    const documents = new Map<number, { claim: number; value: Value }[]>();
    for (const value of values) {
      for (const claim of value.claims) {
        const own = documents.get(g.document(claim));
        if (own === undefined) documents.set(g.document(claim), [{ claim, value }]);
        else own.push({ claim, value });
      }
    }
    // Another document's figure is never beside; those of one document mostly are.
    for (const [document, own] of documents) {
      const elsewhere = values.filter((it) => it.claims.some((claim) => g.document(claim) !== document));
      const apart = !together(own.map((it) => it.claim));
      for (const { claim, value } of own) {
        const against = elsewhere.some((it) => !near(value, it)) ||
          (apart && own.some((it) => !near(value, it.value) && !beside(claim, it.claim)));
        if (against) mask[claim] = 1;
      }
    }
  }
  return mask;
};

// Whether figures of one document all stand side by side.
const together = (claims: number[]): boolean => {
  const g = graph();
  const first = claims.reduce((found, it) => (g.end(it) < g.end(found) ? it : found));
  const last = claims.reduce((found, it) => (g.start(it) > g.start(found) ? it : found));
  return beside(first, last);
};
