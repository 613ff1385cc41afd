// The filters, and what they leave: every view shows what passes the sieve and nothing else.
//
// A document passes by its place, level, publisher, itself and its date; a claim by its document, its relation, its
// confidence, the lens, and both its ends; an entity by its class and its name, where a claim is left that is
// about it, or a document that names it. Within one facet any of the chosen rows will do; every facet must be met.
import { computed, type Signal } from "@preact/signals";
import { statements, type Statements } from "./data/statements";
import { field, flag, type Form } from "./hash";
import { lens, through } from "./lens";
import { find } from "./search/names";
import { graph, missing } from "./state";

// What stands in the address for what is not known, row −1 of a facet.
const UNKNOWN = "?";

// A name as it stands in a list of the address: without what parts names and tells them apart.
const spelled = (name: string): string => (name === "" ? "%" : name.replace(/[%,~?]/g, (it) => `%${it.charCodeAt(0).toString(16)}`));

// Each name once: the second of two that are alike is told apart by a number.
const distinct = (names: string[]): string[] => {
  const seen = new Map<string, number>();
  return names.map((it) => {
    const times = (seen.get(it) ?? 0) + 1;
    seen.set(it, times);
    return times === 1 ? it : `${it}~${times}`;
  });
};

// A set of rows of a column, by name in the address; the empty set lets everything through.
const rows = (name: string, names: () => string[]): Signal<ReadonlySet<number>> => {
  let known: { all: string[]; row: Map<string, number> } | null = null;
  const index = () => {
    if (known === null) {
      const all = distinct(names().map(spelled));
      known = { all, row: new Map([...all.map((it, row): [string, number] => [it, row]), [UNKNOWN, -1]]) };
    }
    return known;
  };
  const form: Form<ReadonlySet<number>> = {
    write: (set) => [...set].sort((a, b) => a - b).map((row) => (row < 0 ? UNKNOWN : index().all[row])).join(","),
    read: (written) => {
      if (written === "") return new Set();
      const found = new Set<number>();
      for (const it of written.split(",")) {
        const row = index().row.get(it);
        if (row === undefined) missing.value = it;
        else found.add(row);
      }
      return found;
    },
  };
  return field<ReadonlySet<number>>(name, new Set(), form);
};

// Figures stand behind the properties: a row of their own among the relations.
export const figureRow = (): number => graph().core.properties.length;

export const classes = rows("class", () => graph().core.classes.map((it) => it.name));
export const relations = rows("relation", () => [...graph().core.properties.map((it) => it.name), "figure"]);
export const places = rows("place", () => graph().core.places.map((it) => it.name.zh));
export const levels = rows("level", () => graph().core.levels.map((it) => it.name));
export const publishers = rows("publisher", () => graph().core.publishers.map((it) => it.zh));
export const documents = rows("in", () => graph().core.documents.iri);
export const FACETS = { classes, relations, places, levels, publishers, documents } as const;
export type Facet = keyof typeof FACETS;

// Hundredths; 0: every claim.
export const confidence = field<number>("confidence", 0, {
  write: String,
  read: (written) => Math.min(100, Math.max(0, Number.parseInt(written, 10) || 0)),
});
// First and last day, month or year, inclusive; "": open. Documents without a date pass while both are open.
export interface Period { from: string; to: string }
const dated = (written: string | undefined): string => (/^\d{4}(-\d\d){0,2}$/.test(written ?? "") ? written! : "");
export const period = field<Period>("time", { from: "", to: "" }, {
  write: ({ from, to }) => (from || to ? `${from}/${to}` : ""),
  read: (written) => {
    const [from, to] = written.split("/");
    return { from: dated(from), to: dated(to) };
  },
});
// Entities that documents only name, beside those of which they state something.
export const mentions = field<boolean>("mentions", true, flag);
// Entities that a search for this text finds.
export const naming = field<string>("named", "", { write: (it) => it, read: (written) => written.slice(0, 200) });

interface Sieve {
  claims: Uint8Array; // relation claims and figures
  entities: Uint8Array;
  links: Uint8Array;
  documents: Uint8Array;
}

// 2024-03 is within 2024, and 2024 within 2024-03 to 2024-05: as far as both say.
export const within = (issued: string, { from, to }: Period): boolean => {
  if (from === "" && to === "") return true;
  if (issued === "") return false;
  return issued.slice(0, from.length) >= from.slice(0, issued.length) && (to === "" || issued.slice(0, to.length) <= to.slice(0, issued.length));
};

let columns: Statements | null = null;
export const claimColumns = (): Statements => (columns ??= statements(graph()));

// What a document, or a claim, fails by, a bit a filter: what fails by one alone is what that filter takes away.
export const DOCUMENT_FAILS = { places: 1, levels: 2, publishers: 4, documents: 8, time: 16 } as const;
export const CLAIM_FAILS = { relations: 1, confidence: 2, lens: 4, ends: 8 } as const;

export const levelOf = (document: number): number => {
  const place = graph().core.documents.place[document];
  return place < 0 ? -1 : graph().core.places[place].level;
};

const lets = (set: ReadonlySet<number>, row: number): boolean => set.size === 0 || set.has(row);

export const documentFails = computed((): Uint8Array => {
  const { place, publisher, issued, iri } = graph().core.documents;
  const [placeSet, levelSet, publisherSet, documentSet, time] = [places.value, levels.value, publishers.value, documents.value, period.value];
  return Uint8Array.from(iri, (_, row) =>
    (lets(placeSet, place[row]) ? 0 : DOCUMENT_FAILS.places) |
    (lets(levelSet, levelOf(row)) ? 0 : DOCUMENT_FAILS.levels) |
    (lets(publisherSet, publisher[row]) ? 0 : DOCUMENT_FAILS.publishers) |
    (lets(documentSet, row) ? 0 : DOCUMENT_FAILS.documents) |
    (within(issued[row], time) ? 0 : DOCUMENT_FAILS.time));
});

// Entities whose name fits; null where no name is asked for.
export const namedSo = computed((): Uint8Array | null => {
  if (naming.value === "") return null;
  const mask = new Uint8Array(graph().size);
  for (const row of find(naming.value, graph().size)) mask[row] = 1;
  return mask;
});

const entityLets = computed((): Uint8Array => {
  const chosen = classes.value;
  const named = namedSo.value;
  const letsClass = Uint8Array.from(graph().core.classes, (_, row) => Number(lets(chosen, row)));
  const { type } = graph().core.entities;
  const mask = new Uint8Array(type.length);
  for (let row = 0; row < mask.length; row += 1) mask[row] = letsClass[type[row]] & (named === null ? 1 : named[row]);
  return mask;
});

export const claimFails = computed((): Uint8Array => {
  const { property, subject, object, confidence: sure } = claimColumns();
  const chosen = relations.value;
  const least = confidence.value;
  const entity = entityLets.value;
  const seen = lens.value === "" ? null : through(lens.value);
  const failsRelation = Uint8Array.from({ length: figureRow() + 1 }, (_, row) => (lets(chosen, row) ? 0 : CLAIM_FAILS.relations));
  const fails = new Uint8Array(property.length);
  for (let claim = 0; claim < fails.length; claim += 1) {
    fails[claim] = failsRelation[property[claim]] |
      (sure[claim] < least ? CLAIM_FAILS.confidence : 0) |
      (seen !== null && seen[claim] === 0 ? CLAIM_FAILS.lens : 0) |
      ((entity[subject[claim]] & entity[object[claim]]) === 0 ? CLAIM_FAILS.ends : 0);
  }
  return fails;
});

// Entities that documents name, whatever is claimed of them; a filter of claims leaves none of those.
export const named = (documentsFail: Uint8Array): Uint8Array => {
  const g = graph();
  const mask = new Uint8Array(g.size);
  if (relations.value.size > 0 || confidence.value > 0 || lens.value !== "") return mask;
  const { offsets, items } = g.core.entities.documents;
  for (let row = 0; row < g.size; row += 1) {
    for (let at = offsets[row]; mask[row] === 0 && at < offsets[row + 1]; at += 1) {
      if (documentsFail[items[at]] === 0) mask[row] = 1;
    }
  }
  return mask;
};

// Entities of which something is claimed that passes, whatever their class and name and that of the other end.
export const stated = computed((): Uint8Array => {
  const { document, subject, object } = claimColumns();
  const [byDocument, byClaim] = [documentFails.value, claimFails.value];
  const mask = new Uint8Array(graph().size);
  for (let claim = 0; claim < byClaim.length; claim += 1) {
    if (byDocument[document[claim]] !== 0 || (byClaim[claim] & ~CLAIM_FAILS.ends) !== 0) continue;
    mask[subject[claim]] = 1;
    mask[object[claim]] = 1;
  }
  return mask;
});

export const sieve = computed((): Sieve => {
  const g = graph();
  const { document } = claimColumns();
  const [byDocument, byClaim, letsEntity] = [documentFails.value, claimFails.value, entityLets.value];
  const entities = stated.value.slice();
  const also = mentions.value ? named(byDocument) : null;
  for (let row = 0; row < entities.length; row += 1) {
    entities[row] = (entities[row] | (also === null ? 0 : also[row])) & letsEntity[row];
  }
  const claims = new Uint8Array(g.statements);
  const links = new Uint8Array(g.from.length);
  for (let claim = 0; claim < claims.length; claim += 1) {
    if (byClaim[claim] !== 0 || byDocument[document[claim]] !== 0) continue;
    claims[claim] = 1;
    if (claim < g.relations) links[g.linkOf[claim]] = 1;
  }
  return { claims, entities, links, documents: byDocument.map((it) => Number(it === 0)) };
});

export const count = (mask: Uint8Array): number => {
  let sum = 0;
  for (let row = 0; row < mask.length; row += 1) sum += mask[row];
  return sum;
};

export const filtered = computed(
  () => Object.values(FACETS).some((it) => it.value.size > 0) || confidence.value > 0 || period.value.from !== "" ||
    period.value.to !== "" || !mentions.value || naming.value !== "" || lens.value !== "",
);
