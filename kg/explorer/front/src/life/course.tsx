// How often a phrase is used, a bar a year: one control that is read year by year, by hand, by keyboard and by ear.
import { useState } from "preact/hooks";
import type { Year } from "../data/lives";
import { roundUp, useWidth } from "../timeline/scale";
import { written } from "../timeline/years";
import { number, times, tongue } from "../tongue";
import { openMention } from "../ui/occurrence";

const words = tongue({
  zh: {
    chart: "逐年用例（每万字次数）；左右方向键逐年移动，回车打开该年首例",
    told: ({ year, uses, using, documents, characters }: Year) =>
      `${year} 年：${number(uses)} 次，见于 ${number(documents)} 篇文献（共 ${number(characters)} 字）中的 ${number(using.length)} 篇`,
    rate: ({ rate, low, high }: Year) => `；每万字 ${written(rate)} 次（95% 区间 ${written(low)}—${written(high)}）`,
    open: "读该年首例", top: (rate: number) => `每万字 ${written(rate)} 次`,
    gap: (year: number) => `${year} 年：没有文献`,
  },
  en: {
    chart: "Uses by year, per 10,000 characters; arrow keys go from year to year, Enter opens the first use",
    told: ({ year, uses, using, documents, characters }: Year) =>
      `${year}: ${times(uses, "use")} in ${number(using.length)} of ${times(documents, "document")} (${times(characters, "character")})`,
    rate: ({ rate, low, high }: Year) => `; ${written(rate)} per 10,000 (95% interval ${written(low)}–${written(high)})`,
    open: "Read its first", top: (rate: number) => `${written(rate)} per 10,000 characters`,
    gap: (year: number) => `${year}: no document`,
  },
});

const HEIGHT = 96;
const TOP = 18;
const FOOT = 20;

export const tellYear = (it: Year): string => words.value.told(it) + words.value.rate(it);

const Bars = ({ years, width, at, point }: { years: Year[]; width: number; at: number; point: (at: number | null) => void }) => {
  const first = years[0].year;
  const slots = years.at(-1)!.year - first + 1;
  const step = width / slots;
  const bottom = HEIGHT - FOOT;
  const most = roundUp(Math.max(...years.map((it) => it.rate)));
  const held = new Map(years.map((it, place) => [it.year, place]));
  const bar = Math.max(1, Math.min(26, step * 0.8));
  const every = [1, 2, 5, 10, 20, 50, 100].find((it) => slots / it <= width / 46) ?? slots;
  return (
    <svg class="chart" aria-hidden="true" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
      <defs>
        <pattern id="life-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch-line" d="M0,0 V5" />
        </pattern>
      </defs>
      <text class="axis" x={0} y={11}>{words.value.top(most)}</text>
      <path class="guide" d={`M0,${TOP} H${width}`} />
      {Array.from({ length: slots }, (_, slot) => {
        const year = first + slot;
        const place = held.get(year);
        const [x, middle] = [slot * step, (slot + 0.5) * step];
        const it = place === undefined ? null : years[place];
        const height = it === null ? 0 : (it.rate / most) * (bottom - TOP);
        return (
          <g key={year} data-year={year} onPointerEnter={() => place !== undefined && point(place)} onClick={() => place !== undefined && point(place)}>
            {it === null
              ? <rect class="gap" x={x} y={TOP} width={step} height={bottom - TOP} fill="url(#life-hatch)"><title>{words.value.gap(year)}</title></rect>
              : <rect class="reach" data-at={place === at ? "" : undefined} x={x} y={TOP} width={step} height={bottom - TOP} />}
            {it !== null && <path class="base" d={`M${x},${bottom} h${step}`} />}
            {it !== null && it.uses > 0 && (
              // Never so low that a use looks like none.
              <rect class="amount" x={middle - bar / 2} width={bar} y={bottom - Math.max(height, 1.5)} height={Math.max(height, 1.5)} />
            )}
            {year % every === 0 && middle > 14 && middle < width - 14 && (
              <text class="axis" x={middle} y={HEIGHT - 4} text-anchor="middle">{year}</text>
            )}
          </g>
        );
      })}
    </svg>
  );
};

// years: all that have documents, at least one; peak: where it begins to be read.
export const Course = ({ row, years, peak }: { row: number; years: Year[]; peak: Year | null }) => {
  const [host, width] = useWidth<HTMLDivElement>();
  const [pinned, pin] = useState(() => Math.max(0, years.findIndex((it) => it.year === peak?.year)));
  const [pointed, point] = useState<number | null>(null);
  const at = pointed ?? pinned;
  const it = years[at];
  const open = (): void => {
    if (it.using.length > 0) void openMention(it.using[0], row);
  };
  const move = (to: number): void => {
    point(null);
    pin(Math.min(years.length - 1, Math.max(0, to)));
  };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => move(at - 1), ArrowDown: () => move(at - 1), ArrowRight: () => move(at + 1), ArrowUp: () => move(at + 1),
    Home: () => move(0), End: () => move(years.length - 1), Enter: open,
  };
  return (
    <div class="course">
      <div ref={host} class="by-year" role="slider" tabindex={0} aria-label={words.value.chart} title={words.value.chart}
        aria-valuemin={years[0].year} aria-valuemax={years.at(-1)!.year} aria-valuenow={it.year} aria-valuetext={tellYear(it)}
        onPointerLeave={() => point(null)} onClick={() => pin(at)}
        onKeyDown={(event) => {
          const go = keys[event.key];
          if (go === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          go();
        }}>
        {width > 0 && <Bars years={years} width={width} at={at} point={point} />}
      </div>
      <p class="readout" data-told="year">
        {tellYear(it)}{" "}
        {it.using.length > 0 && <button type="button" class="plain" data-do="year" onClick={open}>{words.value.open}</button>}
      </p>
    </div>
  );
};
