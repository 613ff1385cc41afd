// What the whole page shares: the graph, the view, and what is being read.
import { computed, signal } from "@preact/signals";
import type { Lang } from "./data/format";
import type { Graph } from "./data/graph";
import type { Texts } from "./data/texts";
import { field, oneOf, type Form } from "./hash";
import { lang } from "./tongue";

// Set once, before anything is drawn.
let loaded: { graph: Graph; texts: Texts } | null = null;
export const start = (graph: Graph, texts: Texts): void => {
  loaded = { graph, texts };
};
export const graph = (): Graph => loaded!.graph;
export const texts = (): Texts => loaded!.texts;

export const VIEWS = ["overview", "neighbourhood", "table", "timeline", "coverage", "paths", "compare", "notes", "about"] as const;
export type View = (typeof VIEWS)[number];
export const view = field<View>("view", "overview", oneOf(VIEWS));

const language = field<Lang | "">("lang", "", oneOf(["", "zh", "en"], true));
export const speak = (to: Lang): void => {
  language.value = to;
};
// The language of the address, else of a link to the file (?lang=en), else the one the page was made in.
export const followLanguage = (): void => {
  const asked = new URLSearchParams(location.search).get("lang");
  const first: Lang = asked === "zh" || asked === "en" ? asked : graph().core.lang;
  language.subscribe((value) => {
    lang.value = value || first;
    document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";
  });
};

export const theme = field<"" | "light" | "dark">("theme", "", oneOf(["", "light", "dark"], true));
const wish = matchMedia("(prefers-color-scheme: dark)");
const wished = signal(wish.matches);
wish.addEventListener("change", () => (wished.value = wish.matches));
export const dark = computed(() => (theme.value === "" ? wished.value : theme.value === "dark"));

// What an address asks for and this graph does not have: told to the reader, never passed over.
export const missing = signal<string | null>(null);

// An entity as it stands in the address: its IRI without base.
export const entityForm = (): Form<number | null> => ({
  write: (row) => (row === null ? "" : graph().core.entities.iri[row]),
  read: (iri) => {
    const row = iri === "" ? null : graph().row(iri);
    if (row === null && iri !== "") missing.value = iri;
    return row;
  },
});
export const entity = field<number | null>("entity", null, entityForm());

// A document as it stands in the address: its IRI without base.
export const documentIri = (row: number): string => {
  const { base, documents } = graph().core;
  return documents.iri[row].startsWith(base) ? documents.iri[row].slice(base.length) : documents.iri[row];
};
const documentRow = (iri: string): number => {
  const { base, documents } = graph().core;
  const row = documents.iri.indexOf(base + iri);
  return row < 0 ? documents.iri.indexOf(iri) : row;
};

// A claim stands in the address by what it rests on, and its number among the claims that rest on the same words.
export const claim = field<number | null>("claim", null, {
  write: (number) => {
    if (number === null) return "";
    const g = graph();
    const alike = same(number);
    return `${documentIri(g.document(number))}:${g.start(number)},${g.end(number)},${alike.indexOf(number)}`;
  },
  read: (written) => {
    if (written === "") return null;
    const found = /^(.*):(\d+),(\d+),(\d+)$/su.exec(written);
    const document = found === null ? -1 : documentRow(found[1]);
    const claims = found === null || document < 0 ? [] : resting(document, Number(found[2]), Number(found[3]));
    const number = found === null ? undefined : claims[Number(found[4])];
    if (number === undefined) missing.value = written;
    return number ?? null;
  },
});

const resting = (document: number, start: number, end: number): number[] => {
  const g = graph();
  const { offsets, items } = g.saidIn;
  return [...items.subarray(offsets[document], offsets[document + 1])].filter(
    (it) => g.start(it) === start && g.end(it) === end,
  );
};
const same = (number: number): number[] => {
  const g = graph();
  return resting(g.document(number), g.start(number), g.end(number));
};

// A document that is open at a place: the panel shows its text. A range of no length: from its beginning.
// Of the claims that rest on these words, the one that is read; else the first.
export interface Place { document: number; start: number; end: number; claim?: number }
export const place = field<Place | null>("document", null, {
  write: (it) => {
    if (it === null) return "";
    const number = it.claim === undefined ? 0 : resting(it.document, it.start, it.end).indexOf(it.claim);
    return `${documentIri(it.document)}:${it.start},${it.end}${number > 0 ? `,${number}` : ""}`;
  },
  read: (written) => {
    if (written === "") return null;
    const found = /^(.*):(\d+),(\d+)(?:,(\d+))?$/su.exec(written);
    const document = found === null ? -1 : documentRow(found[1]);
    if (found === null || document < 0) {
      missing.value = written;
      return null;
    }
    const [start, end] = [Number(found[2]), Number(found[3])];
    return { document, start, end, claim: resting(document, start, end)[Number(found[4] ?? 0)] };
  },
});

// A connected pair whose claims the panel shows: both ends.
export const pair = field<[number, number] | null>("pair", null, {
  write: (it) => (it === null ? "" : it.map((row) => graph().core.entities.iri[row]).join(",")),
  read: (written) => {
    if (written === "") return null;
    const rows = written.split(",").map((iri) => graph().row(iri));
    if (rows.length !== 2 || rows.some((row) => row === null)) {
      missing.value = written;
      return null;
    }
    return rows as [number, number];
  },
});
