// The span of time that is chosen, moved on step by step until the last document.
import { signal } from "@preact/signals";
import { held } from "../hash";
import { buckets, choose, chosen } from "./buckets";

export const playing = signal(false);

const still = matchMedia("(prefers-reduced-motion: reduce)");
// Milliseconds a step. Who wishes for less motion sees fewer changes.
const PACE = 900;
const SLOW_PACE = 2000;
// Of all the time, what is shown at once where nothing was chosen.
const SHARE = 10;

let timer = 0;

export const pause = (): void => {
  clearInterval(timer);
  playing.value = false;
  held.value = false;
};

const step = (): void => {
  const [first, last] = chosen.value;
  if (last + 1 < buckets().all.length) choose(first + 1, last + 1);
  if (chosen.value[1] + 1 >= buckets().all.length) pause();
};

export const play = (): void => {
  const size = buckets().all.length;
  const [first, last] = chosen.value;
  held.value = true;
  playing.value = true;
  const width = first === 0 && last === size - 1 ? Math.max(1, Math.round(size / SHARE)) : last - first + 1;
  if (last === size - 1) choose(0, width - 1);
  timer = window.setInterval(step, still.matches ? SLOW_PACE : PACE);
};
