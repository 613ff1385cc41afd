// What a reader can open, from anywhere. The panel shows the innermost that is set: document, claim, pair, entity.
import { batch } from "@preact/signals";
import { claim, entity, missing, pair, place, type Place } from "./state";

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
export const openClaim = (number: number): void => open(() => (claim.value = number));
// The claim that it was opened from stays set, so that its parts are marked and the way back is known.
export const openDocument = (to: Place): void => {
  place.value = to;
};
