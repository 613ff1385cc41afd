// Every name of every entity, found as a reader types.
import { graph } from "../state";
import { Alphabet } from "./alphabet";
import { BREAK, lay, words } from "./folding";
import { CHARACTERS, NONE, PINYIN, Query, type Column } from "./query";

export interface Hit { owner: number; name: string; way: number }
export interface Span { start: number; end: number }

// With fewer hits than these, and none that fits as a whole, words in any order are looked for too.
const FEW = 5;
const MOST_WORDS = 5;
const SHORTEST_WORD = 3;
// Longer than any name: one unit of weight counts for more than all length.
const LONGER = 1e6;

// Names laid end to end, owner by owner, the foremost owner first.
export class Names {
  private column: Column = { codes: new Uint16Array(1 << 16), begins: new Uint8Array(1 << 16) };
  private length = 0;
  private readonly starts: number[] = [0];
  private readonly owners: number[] = [];
  private readonly names: string[] = [];
  private readonly ranks = new Map<number, number>(); // of owners, as they came
  private asked: { key: string; query: Query } | null = null;

  // weight: of names that fit alike, that of the heavier owner comes first, then the shorter one.
  constructor(private readonly alphabet: Alphabet, private readonly weight: (owner: number) => number = () => 0) {}

  add(owner: number, name: string): void {
    lay(name, (unit, begins) => {
      if (unit === BREAK) return;
      if (this.length === this.column.codes.length) this.grow();
      this.column.codes[this.length] = this.alphabet.add(unit);
      this.column.begins[this.length] = Number(begins);
      this.length += 1;
    });
    if (!this.ranks.has(owner)) this.ranks.set(owner, this.ranks.size);
    this.starts.push(this.length);
    this.owners.push(owner);
    this.names.push(name);
  }

  private grow(): void {
    const { codes, begins } = this.column;
    this.column = { codes: new Uint16Array(2 * codes.length), begins: new Uint8Array(2 * codes.length) };
    this.column.codes.set(codes);
    this.column.begins.set(begins);
  }

  // The owners that a text names, each by the name that fits best; the best first, of the alike the foremost.
  search(text: string): Hit[] {
    const wanted = words(text);
    const hits = this.fitting(wanted);
    const whole = hits.length > 0 && [CHARACTERS, PINYIN].includes(hits[0].way);
    if (hits.length >= FEW || whole || !this.apart(wanted)) return hits;
    const known = new Set(hits.map((it) => it.owner));
    return [...hits, ...this.inAnyOrder(wanted).filter((it) => !known.has(it.owner))];
  }

  // Where in a name stands what was typed; null where it is no more than the name's words in another order.
  span(name: string, text: string): Span | null {
    const units: number[] = [];
    const begins: number[] = [];
    const places: number[] = [];
    lay(name, (unit, first, place) => {
      if (unit === BREAK) return;
      units.push(this.alphabet.number(unit));
      begins.push(Number(first));
      places.push(place);
    });
    const query = this.query(words(text));
    const column = { codes: Uint16Array.from(units), begins: Uint8Array.from(begins) };
    if (query.blank || query.way(column, 0, units.length) === NONE) return null;
    return { start: places[query.start], end: places[query.end - 1] + 1 };
  }

  // A query is costly to lay out, and every name that is listed asks for the same one again.
  private query(wanted: string[]): Query {
    const key = `${this.alphabet.size} ${wanted.join(" ")}`;
    if (this.asked?.key !== key) this.asked = { key, query: new Query(wanted, this.alphabet) };
    return this.asked.query;
  }

  private fitting(wanted: string[]): Hit[] {
    const query = this.query(wanted);
    if (query.blank) return [];
    const byWay: (Hit & { after: number })[][] = Array.from({ length: NONE }, () => []);
    for (let at = 0; at < this.owners.length; ) {
      const owner = this.owners[at];
      let [best, name, shortest] = [NONE, 0, 0];
      for (; at < this.owners.length && this.owners[at] === owner; at += 1) {
        const way = query.way(this.column, this.starts[at], this.starts[at + 1]);
        if (way < best) [best, name, shortest] = [way, at, this.names[at].length];
        else if (way === best) shortest = Math.min(shortest, this.names[at].length);
      }
      if (best < NONE) byWay[best].push({ owner, name: this.names[name], way: best, after: shortest - this.weight(owner) * LONGER });
    }
    return byWay.flatMap((hits) => hits.sort((a, b) => a.after - b.after));
  }

  // Bits of words are in too many names to say anything.
  private apart(wanted: string[]): boolean {
    return wanted.length > 1 && wanted.length <= MOST_WORDS && wanted.every((it) => it.length >= SHORTEST_WORD || !/^[a-z0-9]+$/.test(it));
  }

  private inAnyOrder(wanted: string[]): Hit[] {
    const [first, ...others] = wanted.map((it) => this.fitting([it]));
    const sets = others.map((hits) => new Set(hits.map((it) => it.owner)));
    return first.filter((hit) => sets.every((it) => it.has(hit.owner))).sort((a, b) => this.ranks.get(a.owner)! - this.ranks.get(b.owner)!);
  }
}

interface Indexes { entities: Names; titles: Names; alphabet: Alphabet }
let ready: Indexes | null = null;
let building: Generator<void, Indexes> | null = null;

// How many documents name an entity.
const documents = (row: number): number => {
  const { offsets } = graph().core.entities.documents;
  return offsets[row + 1] - offsets[row];
};

// As kg/search lays them out: what more documents name, then the shorter name.
const foremost = (): number[] => {
  const { zh } = graph().core.entities;
  return [...zh.keys()].sort((a, b) => documents(b) - documents(a) || zh[a].length - zh[b].length || (zh[a] < zh[b] ? -1 : 1));
};

// In portions, so that the page goes on answering meanwhile.
function* build(): Generator<void, Indexes> {
  const { entities, documents: { title, name }, pinyin, script } = graph().core;
  const alphabet = new Alphabet(pinyin, script);
  const found = { entities: new Names(alphabet, documents), titles: new Names(alphabet), alphabet };
  for (const [at, row] of foremost().entries()) {
    const en = graph().en.get(row);
    found.entities.add(row, entities.zh[row]);
    if (en !== undefined) found.entities.add(row, en);
    for (const name of graph().names.get(row) ?? []) found.entities.add(row, name);
    if (at % 2000 === 1999) yield;
  }
  for (let row = 0; row < title.length; row += 1) {
    found.titles.add(row, title[row] || name[row]);
    if (row % 2000 === 1999) yield;
  }
  return found;
}

const advance = (): boolean => {
  building ??= build();
  const step = building.next();
  if (step.done) ready = step.value;
  return ready !== null;
};

export const indexes = (): Indexes => {
  while (ready === null) advance();
  return ready;
};

// Build the index while nothing else is to be done.
export const prepare = (): void => {
  const idle: (then: () => void) => unknown = "requestIdleCallback" in window ? requestIdleCallback : (then) => setTimeout(then, 30);
  const go = () => {
    if (ready === null && !advance()) idle(go);
  };
  idle(go);
};

// The rows of at most so many entities that a text names, the best first.
export const find = (text: string, most: number): number[] =>
  indexes().entities.search(text).slice(0, most).map((it) => it.owner);
