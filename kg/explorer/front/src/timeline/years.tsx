// The years as small multiples with bars, or as one chart with lines.
import { number, times, tongue } from "../tongue";
import { nameOf } from "../ui/names";
import { Shape } from "./marks";
import { fitting } from "./scale";
import { largest, openUse, scale, slots, type Series, type Slot } from "./series";

const words = tongue({
  zh: { noDocument: "没有文献", text: (d: number, c: number) => `${number(d)} 篇文献，${number(c)} 字` },
  en: { noDocument: "no document", text: (d: number, c: number) => `${times(d, "document")}, ${times(c, "character")}` },
});

const LEFT = 44;
const FOOT = 22;
const PANEL = 104;
const TITLE = 24;

export const written = (value: number): string => number(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

interface Room { left: number; right: number; top: number; bottom: number; most: number }

const xOf = (room: Room, at: number, count: number): number => room.left + ((at + 0.5) * (room.right - room.left)) / count;
const yOf = (room: Room, value: number): number => room.bottom - (value / room.most) * (room.bottom - room.top);

const Hatch = () => (
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path class="hatch-line" d="M0,0 V5" />
    </pattern>
  </defs>
);

// Years without a document: hatched over the whole height, so that the gap is not read as silence.
const Gaps = ({ room, all }: { room: Room; all: Slot[] }) => {
  const step = (room.right - room.left) / all.length;
  return (
    <>
      {all.map((it, at) => it.documents.length === 0 && (
        <rect class="gap" x={room.left + at * step} y={room.top} width={step} height={room.bottom - room.top} fill="url(#hatch)">
          <title>{`${it.label}: ${words.value.noDocument}`}</title>
        </rect>
      ))}
    </>
  );
};

const Axis = ({ room, labels }: { room: Room; labels: string[] }) => {
  const fits = Math.max(1, Math.floor((room.right - room.left) / 46));
  const every = [1, 2, 5, 10, 20, 50, 100].find((it) => labels.length / it <= fits) ?? labels.length;
  return (
    <>
      {labels.map((label, at) => Number(label) % every === 0 && (
        <g>
          <path class="tick" d={`M${xOf(room, at, labels.length)},${room.bottom} v4`} />
          <text class="axis" x={xOf(room, at, labels.length)} y={room.bottom + 17} text-anchor="middle">{label}</text>
        </g>
      ))}
    </>
  );
};

const Frame = ({ room }: { room: Room }) => (
  <>
    {[room.most, room.most / 2].map((value) => (
      <g>
        <path class="guide" d={`M${room.left},${yOf(room, value)} H${room.right}`} />
        <text class="axis" x={room.left - 6} y={yOf(room, value) + 4} text-anchor="end">{written(value)}</text>
      </g>
    ))}
    <path class="base" d={`M${room.left},${room.bottom} H${room.right}`} />
    <text class="axis" x={room.left - 6} y={room.bottom + 4} text-anchor="end">0</text>
  </>
);

const Panel = ({ it, room }: { it: Series; room: Room }) => {
  const { slots: all } = slots.value;
  const step = (room.right - room.left) / all.length;
  const bar = Math.max(1, Math.min(26, step * 0.78));
  return (
    <g data-panel={it.row}>
      <text class="direct" x={room.left} y={room.top - 8}>{fitting(nameOf(it.row), room.right - room.left)}</text>
      <Gaps room={room} all={all} />
      <Frame room={room} />
      {it.values.map((value, at) => value !== null && value > 0 && (
        <rect class="amount" data-slot={all[at].label} x={xOf(room, at, all.length) - bar / 2} width={bar} y={yOf(room, value)} height={room.bottom - yOf(room, value)}
          onClick={() => openUse(it.row, all[at].documents)}>
          <title>{`${all[at].label}: ${written(value)} (${words.value.text(all[at].documents.length, all[at].characters)})`}</title>
        </rect>
      ))}
    </g>
  );
};

const Multiples = ({ all, width, top }: { all: Series[]; width: number; top: number | null }) => {
  const room = (at: number): Room => ({
    left: LEFT, right: width - 8, top: at * (PANEL + TITLE) + TITLE, bottom: at * (PANEL + TITLE) + PANEL,
    most: top ?? largest([all[at]]),
  });
  return (
    <>
      {all.map((it, at) => <Panel key={it.row} it={it} room={room(at)} />)}
      <Axis room={room(all.length - 1)} labels={slots.value.slots.map((it) => it.label)} />
    </>
  );
};

// Where labels go so that no two overlap, as near as can be to where their lines end.
export const apart = (wished: number[], gap: number, low: number, high: number): number[] => {
  const order = [...wished.keys()].sort((a, b) => wished[a] - wished[b]);
  const places = [...wished];
  let before = low - gap;
  for (const at of order) before = places[at] = Math.max(wished[at], before + gap);
  let after = high + gap;
  for (const at of order.reverse()) after = places[at] = Math.min(places[at], after - gap);
  return places;
};

// A line is broken where there is no document.
const path = (values: (number | null)[], room: Room): string => {
  let pen = "M";
  return values.map((value, at) => {
    if (value === null) {
      pen = "M";
      return "";
    }
    const point = `${pen}${xOf(room, at, values.length).toFixed(1)},${yOf(room, value).toFixed(1)}`;
    pen = "L";
    return point;
  }).join(" ");
};

const Lines = ({ all, width, height, top }: { all: Series[]; width: number; height: number; top: number }) => {
  const label = Math.min(190, width * 0.34);
  const room: Room = { left: LEFT, right: width - label, top: 14, bottom: height - FOOT, most: top };
  const ends = all.map((it) => yOf(room, it.values.findLast((value) => value !== null) ?? 0));
  const places = apart(ends, 19, room.top + 4, room.bottom);
  return (
    <>
      <Gaps room={room} all={slots.value.slots} />
      <Frame room={room} />
      {all.map((it, at) => (
        <g data-line={it.row}>
          <path class={`series series-${at}`} d={path(it.values, room)} />
          {it.values.map((value, slot) => value !== null && value > 0 && (
            <Shape at={at} x={xOf(room, slot, it.values.length)} y={yOf(room, value)} />
          ))}
          <path class="leader" d={`M${room.right},${ends[at]} L${room.right + 10},${places[at]}`} />
          <Shape at={at} x={room.right + 18} y={places[at]} />
          <text class="direct" x={room.right + 28} y={places[at] + 4.5}>{fitting(nameOf(it.row), label - 30)}</text>
        </g>
      ))}
      <Axis room={room} labels={slots.value.slots.map((it) => it.label)} />
    </>
  );
};


export const Years = ({ all, width, lines, label }: { all: Series[]; width: number; lines: boolean; label: string }) => {
  const height = lines ? 380 : all.length * (PANEL + TITLE) - TITLE + FOOT + TITLE;
  return (
    <svg class="chart" role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <Hatch />
      {lines ? <Lines all={all} width={width} height={height} top={largest(all)} />
        : <Multiples all={all} width={width} top={scale.value === "same" ? largest(all) : null} />}
    </svg>
  );
};
