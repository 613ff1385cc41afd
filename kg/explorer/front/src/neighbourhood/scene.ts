// What the picture shows at one time: entities with their places, and the connected pairs among them.
import { signal } from "@preact/signals";
import { group } from "../data/graph";
import { sieve } from "../sieve";
import { graph } from "../state";
import { number, shorten, tongue } from "../tongue";
import { nameOf, propertyName } from "../ui/names";
import { drawn, waiting, type Drawn } from "./growth";
import { nameWidth } from "./names";
import { foremost } from "./picture";
import { gathered, Places, type Point } from "./places";

const words = tongue({ zh: { and: "、" }, en: { and: ", " } });

// A pair as one line; its arrows tell the directions.
export interface Bond {
  id: number; // a link of it
  from: number; to: number;
  both: boolean; // the other direction is claimed too
  claims: number;
  says: string; // 实施 (3)
}
// One direction of one property between two entities: a sentence.
export interface Sentence { subject: number; property: number; object: number; claims: number }

export interface Scene {
  start: number | null;
  parents: ReadonlyMap<number, number | null>;
  places: Map<number, Point>;
  bonds: Bond[];
  radius(row: number): number;
  waiting(row: number): number;
}

// The sentences of a link, the most claimed first; only claims that pass the sieve.
export const sentences = (link: number): Sentence[] => {
  const g = graph();
  const counts = new Map<number, number>();
  for (const claim of group(g.claimsOfLink, link)) {
    if (!sieve.value.claims[claim]) continue;
    const property = g.core.claims.property[claim];
    counts.set(property, (counts.get(property) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || a - b)
    .map(([property, claims]) => ({ subject: g.from[link], property, object: g.to[link], claims }));
};

export const told = ({ subject, property, object, claims }: Sentence): string =>
  `${shorten(nameOf(subject), 60)} ${propertyName(property)} ${shorten(nameOf(object), 60)} (${number(claims)})`;

const says = (all: Sentence[]): string =>
  all.slice(0, 2).map((it) => (it.claims > 1 ? `${propertyName(it.property)} (${number(it.claims)})` : propertyName(it.property)))
    .join(words.value.and) + (all.length > 2 ? "…" : "");

// Every link that passes the sieve between two of these entities, loops too.
export const linksAmong = (rows: ReadonlyMap<number, unknown>): number[] => {
  const g = graph();
  const { links } = sieve.value;
  const found: number[] = [];
  for (const row of rows.keys()) {
    for (const link of group(g.linksOf, row)) if (g.from[link] === row && links[link] && rows.has(g.to[link])) found.push(link);
  }
  return found;
};

const bondsAmong = (rows: ReadonlyMap<number, unknown>): Bond[] => {
  const g = graph();
  const bonds = new Map<string, Bond>();
  for (const link of linksAmong(rows)) {
    const [from, to] = [g.from[link], g.to[link]];
    const all = sentences(link);
    const claims = all.reduce((sum, it) => sum + it.claims, 0);
    const other = bonds.get(`${to} ${from}`);
    if (other === undefined || from === to) bonds.set(`${from} ${to}`, { id: link, from, to, both: false, claims, says: says(all) });
    else Object.assign(other, { both: true, claims: other.claims + claims, says: `${other.says} ⇄ ${says(all)}` });
  }
  return [...bonds.values()];
};

const places = new Places();
let former: { start: number | null; upright: boolean } | null = null;
// Of the foremost: size, and place once it is asked for.
let sizes: ReadonlyMap<number, number> | null = null;
let given: ReadonlyMap<number, Point> | null = null;
// Whether the picture is higher than wide.
export const upright = signal(false);

// Where a reader put an entity: it stays there.
export const put = (row: number, at: Point): void => places.put(row, at);

const sceneOf = ({ parents, start }: Drawn): Scene => {
  const g = graph();
  sizes ??= new Map(foremost().map(({ id, size }) => [id, size]));
  if (former?.start !== start || former.upright !== upright.value) places.clear();
  former = { start, upright: upright.value };
  const radius = (row: number): number =>
    start === null && sizes!.has(row) ? sizes!.get(row)! : row === start ? 17 : 8 + Math.min(7, Math.log2(1 + g.degree[row]));
  const extent = (row: number) => ({ radius: radius(row), width: nameWidth(row) });
  if (start === null) given ??= gathered(new Map(foremost().map(({ id, x, y }) => [id, { x, y }])), extent);
  const found = places.settle(parents, extent, start === null ? given! : new Map(), upright.value);
  const left = start === null ? new Map<number, number>() : new Map([...parents.keys()].map((row) => [row, waiting(row)]));
  return { start, parents, places: found, bonds: bondsAmong(parents), radius, waiting: (row) => left.get(row) ?? 0 };
};

export const scene = (): Scene => sceneOf(drawn.value);
