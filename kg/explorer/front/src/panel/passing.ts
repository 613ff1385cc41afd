// What of an entity, a pair or a document the panel shows: what passes the filters, or everything where a reader asks.
import { group } from "../data/graph";
import { graph } from "../state";
import { sieve } from "../sieve";

type Passes = (claim: number) => boolean;
export const passes = (all: boolean): Passes => {
  if (all) return () => true;
  const { claims } = sieve.value;
  return (claim) => claims[claim] === 1;
};

export interface End { other: number; claims: number[] }
export interface Ends { property: number; out: boolean; ends: End[] }

// The relations of an entity by property and direction: the fullest first, in each the most often said first.
export const endsOf = (row: number, passing: Passes): Ends[] => {
  const { subject, object, property } = graph().core.claims;
  const groups = new Map<number, { property: number; out: boolean; ends: Map<number, number[]> }>();
  const add = (claim: number, out: boolean, other: number) => {
    const key = 2 * property[claim] + Number(out);
    let found = groups.get(key);
    if (found === undefined) groups.set(key, (found = { property: property[claim], out, ends: new Map() }));
    const claims = found.ends.get(other);
    if (claims === undefined) found.ends.set(other, [claim]);
    else claims.push(claim);
  };
  for (const claim of group(graph().claimsOf, row)) {
    if (!passing(claim)) continue;
    if (subject[claim] === row) add(claim, true, object[claim]);
    else add(claim, false, subject[claim]);
  }
  return [...groups.values()]
    .map((it) => ({
      ...it,
      ends: [...it.ends]
        .map(([other, claims]) => ({ other, claims }))
        .sort((a, b) => b.claims.length - a.claims.length || a.other - b.other),
    }))
    .sort((a, b) => b.ends.length - a.ends.length);
};

// The figures of an entity by what is counted: the most often counted first.
export interface Measure { measure: string; claims: number[] }
export const measuresOf = (row: number, passing: Passes): Measure[] => {
  const g = graph();
  const { measure, strings, period } = g.core.figures;
  const groups = new Map<number, number[]>();
  for (const claim of group(g.figuresOf, row)) {
    if (!passing(claim)) continue;
    const of = measure[claim - g.relations];
    const claims = groups.get(of);
    if (claims === undefined) groups.set(of, [claim]);
    else claims.push(claim);
  }
  const when = (claim: number) => strings[period[claim - g.relations]] || g.year(g.document(claim));
  // By time; the claims of one group are in order already.
  const inTime = (claims: number[]) =>
    claims.map((claim) => ({ claim, at: when(claim) })).sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).map((it) => it.claim);
  return [...groups]
    .map(([of, claims]) => ({ measure: strings[of], claims: inTime(claims) }))
    .sort((a, b) => b.claims.length - a.claims.length);
};

// The claims of a document, in the order in which they stand in it.
export const claimsIn = (document: number, passing: Passes): number[] => {
  const g = graph();
  return [...group(g.saidIn, document)].filter(passing).sort((a, b) => g.start(a) - g.start(b) || g.end(a) - g.end(b) || a - b);
};
