// The filters, and what they leave: every view shows what passes the sieve and nothing else.
import { computed, type Signal } from "@preact/signals";
import { field, flag, type Form } from "./hash";
import { lens, through } from "./lens";
import { graph } from "./state";

// A set of rows of a column, by name in the address; the empty set lets everything through.
const rows = (name: string, names: () => string[]): Signal<ReadonlySet<number>> => {
  const form: Form<ReadonlySet<number>> = {
    write: (set) => [...set].sort((a, b) => a - b).map((row) => names()[row].replaceAll("%", "%25").replaceAll(",", "%2C")).join(","),
    read: (written) =>
      new Set(
        written === ""
          ? []
          : written
              .split(",")
              .map((it) => names().indexOf(it.replaceAll("%2C", ",").replaceAll("%25", "%")))
              .filter((row) => row >= 0),
      ),
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
export const period = field<Period>("time", { from: "", to: "" }, {
  write: ({ from, to }) => (from || to ? `${from}/${to}` : ""),
  read: (written) => {
    const [from = "", to = ""] = written.split("/");
    return { from, to };
  },
});
// Entities that documents only name, beside those of which they state something.
export const mentions = field<boolean>("mentions", true, flag);

export interface Sieve {
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

// What passes when one facet is left out of account: so a facet's own rows can be counted.
export const sift = (without?: Facet): Sieve => {
  const g = graph();
  const { core } = g;
  const chosen = (facet: Facet): ReadonlySet<number> => (facet === without ? new Set() : FACETS[facet].value);
  const [classSet, relationSet, placeSet, levelSet, publisherSet, documentSet] = (
    ["classes", "relations", "places", "levels", "publishers", "documents"] as const
  ).map(chosen);
  const lets = (set: ReadonlySet<number>, row: number): boolean => set.size === 0 || set.has(row);
  const documentMask = Uint8Array.from(core.documents.iri, (_, row) => {
    const place = core.documents.place[row];
    const level = place < 0 ? -1 : core.places[place].level;
    return lets(placeSet, place) && lets(levelSet, level) && lets(publisherSet, core.documents.publisher[row]) &&
      lets(documentSet, row) && within(core.documents.issued[row], period.value) ? 1 : 0;
  });
  const classMask = Uint8Array.from(core.entities.type, (type) => (lets(classSet, type) ? 1 : 0));
  const seen = lens.value === "" ? null : through(lens.value);
  const claimMask = new Uint8Array(g.statements);
  const entityMask = new Uint8Array(g.size);
  const linkMask = new Uint8Array(g.from.length);
  for (let claim = 0; claim < g.statements; claim += 1) {
    if (!documentMask[g.document(claim)] || (seen !== null && !seen[claim])) continue;
    if (g.confidence(claim) * 100 < confidence.value) continue;
    const figure = g.isFigure(claim);
    const property = figure ? core.properties.length : core.claims.property[claim];
    const subject = g.subject(claim);
    const object = figure ? subject : core.claims.object[claim];
    if (!lets(relationSet, property) || !classMask[subject] || !classMask[object]) continue;
    claimMask[claim] = 1;
    entityMask[subject] = 1;
    entityMask[object] = 1;
    if (!figure) linkMask[g.linkOf[claim]] = 1;
  }
  if (mentions.value && relationSet.size === 0 && confidence.value === 0 && seen === null) {
    const { offsets, items } = core.entities.documents;
    for (let row = 0; row < g.size; row += 1) {
      for (let at = offsets[row]; classMask[row] && !entityMask[row] && at < offsets[row + 1]; at += 1) {
        if (documentMask[items[at]]) entityMask[row] = 1;
      }
    }
  }
  return { claims: claimMask, entities: entityMask, links: linkMask, documents: documentMask };
};

export const sieve = computed(() => sift());
export const count = (mask: Uint8Array): number => mask.reduce((sum, it) => sum + it, 0);
export const filtered = computed(
  () => Object.values(FACETS).some((it) => it.value.size > 0) || confidence.value > 0 || period.value.from !== "" ||
    period.value.to !== "" || !mentions.value || lens.value !== "",
);
