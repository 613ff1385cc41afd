// When the documents were issued: a bar for each year with its claims, and the span of time that is shown.
import { useRef } from "preact/hooks";
import { day, spoken } from "../filters/spoken";
import { held } from "../hash";
import { period } from "../sieve";
import { number, times, tongue } from "../tongue";
import { buckets, choose, chosen, heights } from "./buckets";
import { Handle, moveEnd, moveSpan, type End } from "./handle";
import { pause, play, playing } from "./play";
import "./timebar.css";

const words = tongue({
  zh: {
    time: "时间",
    play: "播放", pause: "暂停",
    all: "全部时间",
    bar: (when: string, claims: number, documents: number) => `${when}：${number(documents)} 篇文献，${number(claims)} 条陈述`,
    undated: (count: number) => `${number(count)} 篇未注日期`,
    hidden: (count: number) => `${number(count)} 篇未注日期，现不显示`,
    only: (when: string, documents: number) => `${number(documents)} 篇文献，都出自${when}`,
  },
  en: {
    time: "Time",
    play: "Play", pause: "Pause",
    all: "All time",
    bar: (when: string, claims: number, documents: number) => `${when}: ${times(documents, "document")}, ${times(claims, "claim")}`,
    undated: (count: number) => `${number(count)} undated`,
    hidden: (count: number) => `${number(count)} undated, not shown now`,
    only: (when: string, documents: number) => `${times(documents, "document")}, all of ${when}`,
  },
});

// So many dates stand under the bars.
const DATES = 6;
// Pixels of a bar at most: a few bars over the whole width say no more.
const WIDEST = 72;

const Bars = () => {
  const { all, documents } = buckets();
  const [first, last] = chosen.value;
  const highest = Math.max(1, ...heights.value);
  return (
    <svg class="bars" viewBox={`0 0 ${all.length} 100`} preserveAspectRatio="none" aria-hidden="true">
      {all.map((it, at) => {
        // What is there at all is seen, however little it is.
        const height = documents[at] === 0 ? 0 : Math.max(2, (heights.value[at] / highest) * 100);
        return (
          <g class={at >= first && at <= last ? "in" : "out"}>
            <title>{words.value.bar(spoken(it.from, it.to), heights.value[at], documents[at])}</title>
            <rect class="reach" x={at} y="0" width="1" height="100" />
            <rect x={at + 0.08} y={100 - height} width="0.84" height={height} />
          </g>
        );
      })}
    </svg>
  );
};

const Dates = () => {
  const { all } = buckets();
  const step = Math.ceil(all.length / DATES);
  return (
    <div class="dates" aria-hidden="true">
      {all.flatMap((it, at) => (at % step === 0 && at + step / 2 <= all.length
        ? [<span style={{ left: `${((at + 0.5) / all.length) * 100}%` }}>{it.from.length === 4 ? it.from : day(it.from, it.from.length < 10)}</span>] : []))}
    </div>
  );
};

const Track = () => {
  const track = useRef<HTMLDivElement>(null);
  const size = buckets().all.length;
  const [first, last] = chosen.value;
  // Where a pointer is, counted in buckets from the left.
  const at = (event: PointerEvent): number => {
    const { left, width } = track.current!.getBoundingClientRect();
    return ((event.clientX - left) / width) * size;
  };
  const bucket = (event: PointerEvent): number => Math.max(0, Math.min(size - 1, Math.floor(at(event))));
  // What a choice brings up above the bar pushes it down where the page scrolls: it stays under the finger.
  const stay = () => {
    const top = () => track.current?.getBoundingClientRect().top ?? 0;
    const first = top();
    let left = 2; // frames in which the last choice is drawn
    const look = () => {
      scrollBy(0, top() - first);
      if (!held.value) left -= 1;
      if (left > 0) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  // Follows the pointer until it lets go: all the way is one step in the history.
  const follow = (event: PointerEvent, move: (event: PointerEvent) => void) => {
    if (event.button !== 0) return;
    pause();
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    event.stopPropagation();
    held.value = true;
    stay();
    const end = () => {
      held.value = false;
      element.removeEventListener("pointermove", move);
      element.removeEventListener("lostpointercapture", end);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", end);
  };
  const grip = (event: PointerEvent, end: End) => {
    (event.currentTarget as HTMLElement).focus();
    follow(event, (it) => moveEnd(end, end === "first" ? Math.round(at(it)) : Math.round(at(it)) - 1));
  };
  const drag = (event: PointerEvent) => {
    let before = bucket(event);
    follow(event, (it) => {
      const now = bucket(it);
      moveSpan(now - before);
      before = now;
    });
  };
  const draw = (event: PointerEvent) => {
    const start = bucket(event);
    follow(event, (it) => choose(Math.min(start, bucket(it)), Math.max(start, bucket(it))));
    choose(start, start);
  };
  const whole = first === 0 && last === size - 1;
  return (
    <div class="track" ref={track} style={{ maxWidth: `${size * WIDEST}px` }} onPointerDown={draw}>
      <Bars />
      <div class="span" data-whole={whole || undefined} onPointerDown={whole ? draw : drag}
        style={{ left: `${(first / size) * 100}%`, width: `${((last + 1 - first) / size) * 100}%` }} />
      <Handle end="first" grip={grip} />
      <Handle end="last" grip={grip} />
      <Dates />
    </div>
  );
};

export const TimeBar = () => {
  const { all, documents, undated } = buckets();
  if (all.length === 0) return null;
  const { from, to } = period.value;
  const set = from !== "" || to !== "";
  const note = undated > 0 && <span class="undated">{set ? words.value.hidden(undated) : words.value.undated(undated)}</span>;
  if (all.length === 1) {
    return (
      <section class="timebar single" aria-label={words.value.time}>
        <p>{words.value.only(spoken(all[0].from, all[0].to), documents[0])} {note}</p>
      </section>
    );
  }
  const [first, last] = chosen.value;
  return (
    <section class="timebar" aria-label={words.value.time}>
      <button type="button" class="quiet" data-do="play" onClick={() => (playing.value ? pause() : play())}>
        {playing.value ? words.value.pause : words.value.play}
      </button>
      <Track />
      <p class="when">
        <output>{spoken(all[first].from, all[last].to)}</output>
        {note}
        {set && <button type="button" class="plain" data-do="all-time" onClick={() => {
          pause();
          choose(0, all.length - 1);
        }}>{words.value.all}</button>}
      </p>
    </section>
  );
};
