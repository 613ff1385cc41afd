// The paths between the two entities that a reader chose, through what passes the sieve.
import { computed, type ReadonlySignal } from "@preact/signals";
import { group } from "../data/graph";
import { field } from "../hash";
import { filtered, sieve } from "../sieve";
import { entityForm, graph } from "../state";
import { Search, type Path, type Web } from "./search";

export const source = field<number | null>("from", null, entityForm());
export const target = field<number | null>("to", null, entityForm());
// Which of the paths is open; 0: the shortest.
export const chosen = field<number>("path", 0, { write: String, read: (written) => Math.max(0, Number.parseInt(written, 10) || 0) });

const BEST = 5;

const web = (claims: ArrayLike<number> | null, links: ArrayLike<number> | null): Web => {
  const g = graph();
  return {
    size: g.size, from: g.from, to: g.to, offsets: g.linksOf.offsets, items: g.linksOf.items,
    open: links ?? new Uint8Array(g.from.length).fill(1),
    claims: (link) =>
      [...group(g.claimsOfLink, link)].filter((it) => claims === null || claims[it]).map((it) => ({ document: g.document(it), confidence: g.confidence(it) })),
  };
};
const search = computed(() => new Search(web(sieve.value.claims, sieve.value.links)));

// Why there is none: one of them fails the filters, has no relation at all, is cut off by the filters, or lies elsewhere.
export type None =
  | { why: "same" } | { why: "left"; row: number } | { why: "alone"; row: number } | { why: "cut"; steps: number }
  | { why: "apart"; reach: [number, number] };

export interface Ways { paths: Path[]; none: None | null }

const none = (from: number, to: number): None => {
  const g = graph();
  const alone = [from, to].find((row) => g.degree[row] === 0);
  if (alone !== undefined) return { why: "alone", row: alone };
  if (filtered.value) {
    const without = new Search(web(null, null)).shortest(from, to);
    if (without !== null) {
      const left = [from, to].find((row) => !sieve.value.entities[row]);
      return left === undefined ? { why: "cut", steps: without.rows.length - 1 } : { why: "left", row: left };
    }
  }
  return { why: "apart", reach: [search.value.reach(from), search.value.reach(to)] };
};

const alike = (a: Path, b: Path): boolean => a.rows.length === b.rows.length && a.rows.every((row, at) => row === b.rows[at]);

export const ways: ReadonlySignal<Ways | null> = computed(() => {
  const [from, to] = [source.value, target.value];
  if (from === null || to === null) return null;
  if (from === to) return { paths: [], none: { why: "same" } };
  const shortest = search.value.shortest(from, to);
  if (shortest === null) return { paths: [], none: none(from, to) };
  const best = search.value.strongest(from, to, BEST);
  return { paths: [shortest, ...best.filter((it) => !alike(it, shortest))], none: null };
});
