// One end of the span of time: a slider for keyboard, pointer and finger.
import { number, times, tongue } from "../tongue";
import { day } from "../filters/spoken";
import { buckets, choose, chosen, heights } from "./buckets";
import { pause } from "./play";

const words = tongue({
  zh: { first: "起始时间", last: "结束时间", says: (when: string, claims: number) => `${when}，所选时段 ${number(claims)} 条陈述` },
  en: { first: "From", last: "To", says: (when: string, claims: number) => `${when}, ${times(claims, "claim")} in the span` },
});

export type End = "first" | "last";

// Moves one end as far as the other one lets it.
export const moveEnd = (end: End, to: number): void => {
  const [first, last] = chosen.value;
  if (end === "first") choose(Math.max(0, Math.min(to, last)), last);
  else choose(first, Math.min(buckets().all.length - 1, Math.max(to, first)));
};

// Both ends by as much, as far as there is time.
export const moveSpan = (by: number): void => {
  const [first, last] = chosen.value;
  const most = buckets().all.length - 1;
  const step = Math.max(-first, Math.min(by, most - last));
  if (step !== 0) choose(first + step, last + step);
};

export const Handle = ({ end, grip }: { end: End; grip: (event: PointerEvent, end: End) => void }) => {
  const { all } = buckets();
  const [first, last] = chosen.value;
  const at = end === "first" ? first : last;
  const [least, most] = end === "first" ? [0, last] : [first, all.length - 1];
  const press = (event: KeyboardEvent) => {
    const far = Math.max(2, Math.round(all.length / 10));
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far }[event.key];
    if (by === undefined && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    pause();
    if (by === undefined) moveEnd(end, event.key === "Home" ? least : most);
    else if (event.shiftKey) moveSpan(by);
    else moveEnd(end, at + by);
  };
  const sum = heights.value.subarray(first, last + 1).reduce((total, it) => total + it, 0);
  const place = ((end === "first" ? first : last + 1) / all.length) * 100;
  return (
    <div class="handle" role="slider" tabIndex={0} data-end={end} aria-label={words.value[end]} aria-orientation="horizontal"
      aria-valuemin={least} aria-valuemax={most} aria-valuenow={at}
      aria-valuetext={words.value.says(day(end === "first" ? all[first].from : all[last].to), sum)}
      style={{ left: `${place}%` }} onKeyDown={press} onPointerDown={(event) => grip(event, end)} />
  );
};
