// A reader's verdicts on claims: kept in the browser, by the claim's IRI, so that they outlive a rebuild.
// Written out as the JSON that kg/notes.py reads.
import { signal } from "@preact/signals";
import { iris } from "../data/iris";
import { graph, texts } from "../state";

export const VERDICTS = ["keep", "doubt", "reject"] as const;
export type Verdict = (typeof VERDICTS)[number];
export interface Note { verdict: Verdict; why: string; modified: string }
// As it stands in a file.
interface Written extends Note { claim: string; document: string; start: number; end: number; exact: string }

const KEY = "tifa-notes";
const LONGEST = 10_000;

// As kg/notes.py takes it.
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

// A note and nothing else; null where it is none. What the browser keeps another page may have written, too.
const noteOf = (it: unknown): Note | null => {
  const { verdict, why, modified } = (it ?? {}) as Record<string, unknown>;
  const known = VERDICTS.find((word) => word === verdict);
  if (known === undefined || typeof why !== "string" || why.length > LONGEST || /\p{Surrogate}/u.test(why)) return null;
  if (typeof modified !== "string" || !MOMENT.test(modified) || Number.isNaN(Date.parse(modified))) return null;
  return { verdict: known, why, modified };
};

// A browser may refuse to keep anything for a file: then notes last as long as the page is open, which is told.
export const kept = signal(true);

const stored = (): Map<string, Note> => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const read = Object.entries(found as object).map(([claim, it]): [string, Note | null] => [claim, noteOf(it)]);
    return new Map(read.filter((pair): pair is [string, Note] => pair[1] !== null));
  } catch {
    kept.value = false;
    return new Map();
  }
};

export const notes = signal<ReadonlyMap<string, Note>>(new Map());

const keep = (all: ReadonlyMap<string, Note>): void => {
  notes.value = all;
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all)));
    kept.value = true;
  } catch {
    kept.value = false;
  }
};

// Another page of the same reader may write too: what it wrote is taken in.
export const watchNotes = (): void => {
  notes.value = stored();
  addEventListener("storage", (event) => {
    if (event.key === KEY) notes.value = stored();
  });
};

export const setNote = (iri: string, verdict: Verdict, why: string): void => {
  // Without half a character, which a cut may leave.
  const note = { verdict, why: why.slice(0, LONGEST).replace(/\p{Surrogate}/gu, ""), modified: new Date().toISOString().replace(/\.\d+Z$/, "Z") };
  keep(new Map([...stored(), ...notes.value, [iri, note]]));
};

export const dropNote = (iri: string): void => {
  const left = new Map(notes.value);
  left.delete(iri);
  keep(left);
};

// Claim number → note, of those that this graph has; the others are counted.
export const here = async (): Promise<{ found: Map<number, Note>; elsewhere: number }> => {
  const { base } = graph().core;
  const numbers = new Map((await iris()).map((iri, number) => [base + iri, number]));
  const found = new Map<number, Note>();
  for (const [iri, note] of notes.value) {
    const number = numbers.get(iri);
    if (number !== undefined) found.set(number, note);
  }
  return { found: new Map([...found].sort(([a], [b]) => a - b)), elsewhere: notes.value.size - found.size };
};

export const exported = async (): Promise<string> => {
  const g = graph();
  const all = await iris();
  const written: Written[] = [];
  for (const [number, note] of (await here()).found) {
    const [start, end] = [g.start(number), g.end(number)];
    const text = await texts().read(g.document(number));
    written.push({
      claim: g.core.base + all[number],
      ...note,
      document: g.core.documents.iri[g.document(number)],
      start,
      end,
      exact: text.slice({ start, end }),
    });
  }
  const { build, corpus } = g.core.origin;
  return `${JSON.stringify({ type: "tifa-notes", version: 1, build, corpus, notes: written }, null, 2)}\n`;
};

// Take in the notes of a file: of two on one claim the later stays. Throws where it is no such file.
export const imported = (content: string): { taken: number; older: number; broken: number } => {
  const file = JSON.parse(content) as { type?: unknown; version?: unknown; notes?: unknown };
  if (file?.type !== "tifa-notes" || file.version !== 1 || !Array.isArray(file.notes)) throw new TypeError("no notes");
  const all = new Map(notes.value);
  const told = { taken: 0, older: 0, broken: 0 };
  for (const it of file.notes as unknown[]) {
    const claim = (it as { claim?: unknown } | null)?.claim;
    const note = noteOf(it);
    if (typeof claim !== "string" || note === null) told.broken += 1;
    else if (Date.parse(all.get(claim)?.modified ?? "") >= Date.parse(note.modified)) told.older += 1;
    else {
      all.set(claim, note);
      told.taken += 1;
    }
  }
  keep(all);
  return told;
};
