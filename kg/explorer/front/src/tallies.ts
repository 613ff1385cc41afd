// How much passes the sieve of each entity and in each document.
import { computed } from "@preact/signals";
import { sieve } from "./sieve";
import { graph } from "./state";

interface EntityTally {
  relations: Uint32Array;
  figures: Uint32Array;
  mentions: Uint32Array;
  documents: Uint32Array;
  first: Int32Array; // the document of the first date that names it; −1: none has a date
  last: Int32Array;
}

export const entityTally = computed((): EntityTally => {
  const g = graph();
  const { claims, documents } = sieve.value;
  const { entities, claims: said, documents: { issued } } = g.core;
  const empty = () => new Uint32Array(g.size);
  const tally: EntityTally = {
    relations: empty(), figures: empty(), mentions: empty(), documents: empty(),
    first: new Int32Array(g.size).fill(-1), last: new Int32Array(g.size).fill(-1),
  };
  for (let claim = 0; claim < g.statements; claim += 1) {
    if (!claims[claim]) continue;
    const subject = g.subject(claim);
    if (g.isFigure(claim)) {
      tally.figures[subject] += 1;
      continue;
    }
    tally.relations[subject] += 1;
    if (said.object[claim] !== subject) tally.relations[said.object[claim]] += 1;
  }
  const { offsets, items } = entities.documents;
  for (let row = 0; row < g.size; row += 1) {
    for (let at = offsets[row]; at < offsets[row + 1]; at += 1) {
      const document = items[at];
      if (!documents[document]) continue;
      tally.documents[row] += 1;
      tally.mentions[row] += entities.times[at];
      const date = issued[document];
      if (date === "") continue;
      if (tally.first[row] < 0 || date < issued[tally.first[row]]) tally.first[row] = document;
      if (tally.last[row] < 0 || date >= issued[tally.last[row]]) tally.last[row] = document;
    }
  }
  return tally;
});

interface DocumentTally { entities: Uint32Array; mentions: Uint32Array; relations: Uint32Array; figures: Uint32Array }

export const documentTally = computed((): DocumentTally => {
  const g = graph();
  const { claims, documents, entities: passing } = sieve.value;
  const { entities } = g.core;
  const empty = () => new Uint32Array(documents.length);
  const tally: DocumentTally = { entities: empty(), mentions: empty(), relations: empty(), figures: empty() };
  for (let claim = 0; claim < g.statements; claim += 1) {
    if (claims[claim]) tally[g.isFigure(claim) ? "figures" : "relations"][g.document(claim)] += 1;
  }
  const { offsets, items } = entities.documents;
  for (let row = 0; row < g.size; row += 1) {
    for (let at = offsets[row]; passing[row] && at < offsets[row + 1]; at += 1) {
      if (!documents[items[at]]) continue;
      tally.entities[items[at]] += 1;
      tally.mentions[items[at]] += entities.times[at];
    }
  }
  return tally;
});
