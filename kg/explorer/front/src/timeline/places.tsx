// A corpus of one year has no line in time: a row a place or document, a column a phrase.
import { number } from "../tongue";
import { nameOf } from "../ui/names";
import { fitting } from "./scale";
import { largest, openUse, slots, type Series } from "./series";
import { written } from "./years";

const ROW = 21;
const HEAD = 26;
const COLUMN = 150;

// As many columns as fit beside the names; further phrases stand below.
export const Places = ({ all, width, label }: { all: Series[]; width: number; label: string }) => {
  const { slots: rows } = slots.value;
  const left = Math.min(width * 0.3, 170);
  const across = Math.max(1, Math.min(all.length, Math.floor((width - left) / COLUMN)));
  const column = (width - left) / across;
  const band = HEAD + rows.length * ROW + 12;
  const top = largest(all);
  const height = Math.ceil(all.length / across) * band;
  const bands = Array.from({ length: Math.ceil(all.length / across) }, (_, at) => all.slice(at * across, (at + 1) * across));
  return (
    <svg class="chart" role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      {bands.map((shown, at) => (
        <g transform={`translate(0,${at * band})`}>
          {rows.map((row, place) => (
            <text class="place" x={left - 8} y={HEAD + place * ROW + 15} text-anchor="end">{fitting(row.label, left - 8)}</text>
          ))}
          {shown.map((it, across) => (
            <g transform={`translate(${left + across * column},0)`} data-panel={it.row}>
              <text class="direct" x="0" y="15">{fitting(nameOf(it.row), column - 14)}</text>
              <path class="base" d={`M0,${HEAD - 4} V${band - 12}`} />
              {it.values.map((value, place) => value !== null && (
                <g transform={`translate(0,${HEAD + place * ROW})`}>
                  {value > 0 && (
                    <rect class="amount" data-slot={rows[place].label} x="0" y="3" height={ROW - 6} width={((column - 54) * value) / top}
                      onClick={() => openUse(it.row, rows[place].documents)} />
                  )}
                  <text class={value > 0 ? "value" : "axis"} x={((column - 54) * value) / top + 5} y="15">
                    {value > 0 ? written(value) : number(0)}
                  </text>
                </g>
              ))}
            </g>
          ))}
        </g>
      ))}
    </svg>
  );
};
