import assert from "node:assert/strict";
import { test } from "node:test";
import type { Core } from "../src/data/format.ts";

// What the modules need of a browser.
const place = { hash: "", href: "file:///page.html", protocol: "file:" };
const step = (_data: unknown, _title: string, hash: string) => (place.hash = hash);
let arrive = (): void => undefined;
Object.assign(globalThis, {
  location: place,
  history: { pushState: step, replaceState: step },
  matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
  addEventListener: (name: string, heard: () => void) => {
    if (name === "popstate") arrive = heard;
  },
});

const { Graph } = await import("../src/data/graph.ts");
const { keepAddress } = await import("../src/hash.ts");
const { Texts } = await import("../src/data/texts.ts");
const state = await import("../src/state.ts");
const sieve = await import("../src/sieve.ts");
const { lens } = await import("../src/lens.ts");
const { source, target } = await import("../src/paths/ways.ts");
const { steps } = await import("../src/neighbourhood/growth.ts");

const NAMES = ["", "甲", "甲", "甲~2", "甲~3", "?", ",", ",,", "%", "%2c", "%2C", "~", "__proto__", "constructor", "𠮷&=#", "乙 丙/丁", "🚩"];
const sparse = { at: [], values: [] };
const label = (name: string) => ({ zh: name, en: name });
const size = NAMES.length;
const column = (value: number) => new Array<number>(size).fill(value);
const said = {
  document: [0, 0, 3], start: [4, 4, 0], end: [9, 9, 2], rule: [0, 0, 0], confidence: [90, 50, 70],
  subjectAt: [0, 0, 0], subjectLength: [0, 0, 0], cueAt: [0, 0, 0], cueLength: [0, 0, 0], objectAt: [0, 0, 0], objectLength: [0, 0, 0],
};
const core = {
  lang: "zh", base: "https://w3id.org/tifa/id/",
  classes: NAMES.map((name) => ({ name })), properties: NAMES.map((name) => ({ name })), rules: [],
  places: NAMES.map((name) => ({ name: label(name), level: 0, entity: -1 })), levels: NAMES.map((name) => ({ name })), publishers: NAMES.map(label),
  documents: {
    iri: NAMES.map((name, row) => `https://w3id.org/tifa/id/document/${name}-${row}`), title: NAMES, name: NAMES, issued: NAMES.map(() => ""),
    place: column(0), publisher: column(0), length: column(0), block: column(0), whole: NAMES.map(() => true),
  },
  entities: {
    iri: NAMES.map((_, row) => `campaign/x-${row}`), type: column(0), zh: NAMES, en: sparse, names: sparse, definition: sparse, level: sparse,
    x: column(0), y: column(0), community: column(0), documents: { offsets: new Array<number>(size + 1).fill(0), items: [] }, times: [],
  },
  communities: [],
  claims: { ...said, subject: [0, 0, 1], property: [0, 0, 0], object: [1, 2, 2], role: sparse },
  figures: { document: [], start: [], end: [], rule: [], confidence: [], about: [], measure: [], qualifier: [], unit: [], value: [], period: [], strings: [] },
  qualifiers: [], pinyin: { syllables: [], characters: {} }, script: { traditional: "", simplified: "" },
} as unknown as Core;

const graph = new Graph(core);
state.start(graph, new Texts(graph));
keepAddress();

// The same numbers at every run.
let seed = 1;
const upTo = (most: number): number => {
  seed = (seed * 48271) % 2147483647;
  return seed % most;
};
const one = <T>(...of: T[]): T => of[upTo(of.length)];
const some = (least: number): Set<number> => new Set(Array.from({ length: upTo(4) }, () => least + upTo(size - least)));

const fields = {
  ...Object.fromEntries(Object.entries(sieve.FACETS).map(([name, of]) => [name, [of, () => some(name === "classes" || name === "relations" ? 0 : -1)]])),
  view: [state.view, () => one(...state.VIEWS)],
  theme: [state.theme, () => one("", "light", "dark")],
  entity: [state.entity, () => one(null, upTo(size))],
  pair: [state.pair, () => one(null, [upTo(size), upTo(size)])],
  claim: [state.claim, () => one(null, 0, 1, 2)],
  place: [state.place, () => one(null, { document: 0, start: 4, end: 9, claim: one(0, 1) }, { document: upTo(size), start: 1, end: 1 + upTo(3) })],
  confidence: [sieve.confidence, () => upTo(101)],
  period: [sieve.period, () => ({ from: one("", "2024", "2024-02"), to: one("", "2025", "2025-01-31") })],
  mentions: [sieve.mentions, () => one(true, false)],
  naming: [sieve.naming, () => one(...NAMES)],
  lens: [lens, () => one("", "single", "unsure", "conflict")],
  source: [source, () => one(null, upTo(size))],
  target: [target, () => one(null, upTo(size))],
  steps: [steps, () => one([], [{ kind: "start", row: one(null, 3) }, { kind: one("grow", "rest", "join", "out"), row: upTo(size) }, { kind: "back", row: null }])],
} as Record<string, [{ value: unknown }, () => unknown]>;

const all = (): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, [field]]) => [name, field.value instanceof Set ? [...field.value].sort() : field.value]));

test("every state that can be written is read back the same", () => {
  for (let round = 0; round < 500; round += 1) {
    for (const [field, value] of Object.values(fields)) field.value = value();
    const before = JSON.stringify(all());
    const written = place.hash;
    place.hash = "";
    arrive();
    if (written !== "" && written !== "#") assert.notEqual(JSON.stringify(all()), before, written);
    place.hash = written;
    arrive();
    assert.equal(JSON.stringify(all()), before, written);
    assert.equal(state.missing.value, null, written);
  }
});

test("half a character is written as none", () => {
  sieve.naming.value = "甲\ud83d";
  assert.ok(place.hash.includes(encodeURIComponent("甲\ufffd")), place.hash);
});

test("a list without end in an address costs no more than it says", () => {
  const began = performance.now();
  place.hash = `#in=${"x,".repeat(200_000)}&near=${"campaign/x-1*,".repeat(200_000)}`;
  arrive();
  assert.ok(steps.value.length <= 61);
  assert.ok(performance.now() - began < 2000);
});
