// What each choice of a filter would show: counted under all the other filters, so that the count is its effect.
import { computed } from "@preact/signals";
import { LENSES, through, type Lens } from "../lens";
import {
  CLAIM_FAILS, claimColumns, claimFails, classes as classSet, DOCUMENT_FAILS, documentFails, figureRow, levelOf, mentions, named, namedSo, stated,
} from "../sieve";
import { graph } from "../state";

// Claims of each document that pass all but the filters of documents.
export const heard = computed((): Uint32Array => {
  const { document } = claimColumns();
  const fails = claimFails.value;
  const found = new Uint32Array(graph().core.documents.iri.length);
  for (let claim = 0; claim < fails.length; claim += 1) if (fails[claim] === 0) found[document[claim]] += 1;
  return found;
});

// Claims by what their document is, under all filters but one.
const byDocument = (but: number, keyOf: (document: number) => number): Map<number, number> => {
  const found = new Map<number, number>();
  documentFails.value.forEach((fails, document) => {
    const key = keyOf(document);
    const passing = (fails & ~but) === 0 ? heard.value[document] : 0;
    found.set(key, (found.get(key) ?? 0) + passing);
  });
  return found;
};

export interface Tally {
  classes: Map<number, number>; // entities
  // Claims, figures included.
  relations: Map<number, number>;
  places: Map<number, number>;
  levels: Map<number, number>;
  publishers: Map<number, number>;
  documents: Map<number, number>;
  confidence: Uint32Array; // by least confidence, in hundredths
  // Entities: those of which something is claimed, and with them those that are only named.
  claimed: number;
  mentioned: number;
}

const filled = (counts: Uint32Array): Map<number, number> => new Map([...counts].map((it, row) => [row, it]));

export const tally = computed((): Tally => {
  const g = graph();
  const { entities, documents, classes } = g.core;
  const { document, property, confidence } = claimColumns();
  const [claimsFail, documentsFail] = [claimFails.value, documentFails.value];
  const byRelation = new Uint32Array(figureRow() + 1);
  const least = new Uint32Array(101);
  for (let claim = 0; claim < claimsFail.length; claim += 1) {
    if (documentsFail[document[claim]] !== 0) continue;
    const fails = claimsFail[claim];
    if ((fails & ~CLAIM_FAILS.relations) === 0) byRelation[property[claim]] += 1;
    if ((fails & ~CLAIM_FAILS.confidence) === 0) least[confidence[claim]] += 1;
  }
  for (let at = 99; at >= 0; at -= 1) least[at] += least[at + 1];
  const namesFit = namedSo.value;
  const also = named(documentsFail);
  const byClass = new Uint32Array(classes.length);
  const claimed = new Uint8Array(g.size);
  const mentioned = new Uint8Array(g.size);
  for (let row = 0; row < g.size; row += 1) {
    const fits = namesFit === null ? 1 : namesFit[row];
    claimed[row] = stated.value[row] & fits;
    mentioned[row] = (stated.value[row] | also[row]) & fits;
  }
  const shown = mentions.value ? mentioned : claimed;
  const chosen = Uint8Array.from(classes, (_, row) => Number(classSet.value.size === 0 || classSet.value.has(row)));
  let [withClaims, withMentions] = [0, 0];
  for (let row = 0; row < g.size; row += 1) {
    const type = entities.type[row];
    byClass[type] += shown[row];
    withClaims += claimed[row] & chosen[type];
    withMentions += mentioned[row] & chosen[type];
  }
  return {
    classes: filled(byClass),
    relations: filled(byRelation),
    places: byDocument(DOCUMENT_FAILS.places, (row) => documents.place[row]),
    levels: byDocument(DOCUMENT_FAILS.levels, levelOf),
    publishers: byDocument(DOCUMENT_FAILS.publishers, (row) => documents.publisher[row]),
    documents: byDocument(DOCUMENT_FAILS.documents, (row) => row),
    confidence: least,
    claimed: withClaims,
    mentioned: withMentions,
  };
});

// Claims through each lens. Apart from the rest: what a lens lets through takes long to work out the first time.
export const lenses = computed((): Map<Lens | "", number> => {
  const { document } = claimColumns();
  const [claimsFail, documentsFail] = [claimFails.value, documentFails.value];
  const masks = LENSES.map(through);
  const counts = new Uint32Array(LENSES.length);
  let all = 0;
  for (let claim = 0; claim < claimsFail.length; claim += 1) {
    if (documentsFail[document[claim]] !== 0 || (claimsFail[claim] & ~CLAIM_FAILS.lens) !== 0) continue;
    all += 1;
    for (let it = 0; it < masks.length; it += 1) counts[it] += masks[it][claim];
  }
  return new Map<Lens | "", number>([["", all], ...LENSES.map((it, at): [Lens, number] => [it, counts[at]])]);
});
