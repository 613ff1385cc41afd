// What a reader can open, from anywhere. The panel shows the innermost that is set: document, claim, pair, entity.
import { batch } from "@preact/signals";
import { claim, entity, graph, missing, pair, place, type Place } from "./state";

const open = (set: () => void): void =>
  batch(() => {
    missing.value = null;
    place.value = null;
    claim.value = null;
    pair.value = null;
    set();
  });

export const openEntity = (row: number | null): void => open(() => (entity.value = row));
export const openPair = (from: number, to: number): void => open(() => (pair.value = [from, to]));
// A pair stays beneath its claims, as the way back.
export const openClaim = (number: number): void => {
  const beneath = pair.value;
  open(() => {
    claim.value = number;
    if (beneath !== null && between(number, beneath)) pair.value = beneath;
  });
};
const between = (number: number, [one, other]: [number, number]): boolean => {
  const { subject, object } = graph().core.claims;
  return (subject[number] === one && object[number] === other) || (subject[number] === other && object[number] === one);
};
// What it was opened from stays beneath it.
export const openDocument = (to: Place): void => {
  place.value = to;
};
// The words that a claim rests on, in their document.
export const readClaim = (number: number): void => {
  const g = graph();
  openDocument({ document: g.document(number), start: g.start(number), end: g.end(number), claim: number });
};
