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

const isNote = (it: unknown): it is Note => {
  const { verdict, why, modified } = (it ?? {}) as Record<string, unknown>;
  return VERDICTS.includes(verdict as Verdict) && typeof why === "string" && why.length <= LONGEST &&
    typeof modified === "string" && !Number.isNaN(Date.parse(modified));
};

// A browser may refuse to keep anything for a file: then notes last as long as the page is open, which is told.
export const kept = signal(true);

const stored = (): Map<string, Note> => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return new Map(Object.entries(found as object).filter((pair): pair is [string, Note] => isNote(pair[1])));
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
  // Not in the middle of a character.
  const note = { verdict, why: why.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, ""), modified: new Date().toISOString().replace(/\.\d+Z$/, "Z") };
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
    if (typeof claim !== "string" || !isNote(it)) told.broken += 1;
    else if (Date.parse(all.get(claim)?.modified ?? "") >= Date.parse(it.modified)) told.older += 1;
    else {
      all.set(claim, { verdict: it.verdict, why: it.why, modified: it.modified });
      told.taken += 1;
    }
  }
  keep(all);
  return told;
};
