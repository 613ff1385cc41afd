// The overview of everything as a view: the canvas, its tools, and the same as a list for those who cannot see it.
import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import "./overview.css";
import { field } from "../hash";
import { openEntity, openPair } from "../reading";
import { sieve } from "../sieve";
import { dark, entity, graph, pair } from "../state";
import { lang, number, tongue } from "../tongue";
import { Mark } from "../ui/mark";
import { className, nameOf, propertyName } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { PictureTools } from "../ui/picture-tools";
import { group } from "../data/graph";
import { NEAREST } from "./camera";
import { Overview, type OverviewData } from "./overview";

const words = tongue({
  zh: {
    picture: "总览图：方向键移动，加减键缩放，0 看全图，Tab 逐个走过图中的实体，回车阅读，Esc 离开",
    list: "图中看得见的实体",
    links: (n: number) => `${number(n)} 条关系`,
    mentioned: "文献只提到它",
  },
  en: {
    picture: "Overview picture: arrows move, plus and minus zoom, 0 shows all, Tab walks the entities in sight, Enter reads one, Escape leaves",
    list: "Entities in sight",
    links: (n: number) => `${number(n)} ${n === 1 ? "relation" : "relations"}`,
    mentioned: "documents only name it",
  },
});

// Where the picture is looked at: middle and scale.
interface Sight { x: number; y: number; scale: number }
// No map is as large: an address that says so is no sender's.
const FARAWAY = 1e6;
const sight = field<Sight | null>("at", null, {
  passing: true,
  write: (it) => (it === null ? "" : [it.x, it.y].map((value) => value.toFixed(0)).join(",") + `,${it.scale.toPrecision(4)}`),
  read: (written) => {
    const [x, y, scale] = written.split(",").map(Number);
    if (![x, y].every((it) => Math.abs(it) < FARAWAY) || !(scale > 1 / FARAWAY)) throw new RangeError(written);
    return { x, y, scale: Math.min(NEAREST, scale) };
  },
});

// What was chosen when the picture was last in sight; undefined: it was not yet.
let met: number | null | undefined;

const inSight = signal<number[]>([]);
interface Hint { row: number | null; link: number | null; x: number; y: number }
const hint = signal<Hint | null>(null);

const columns = (): OverviewData => {
  const g = graph();
  const { entities, communities, classes } = g.core;
  return {
    x: Int32Array.from(entities.x),
    y: Int32Array.from(entities.y),
    type: Uint8Array.from(entities.type),
    degree: g.degree,
    community: Int32Array.from(entities.community),
    from: g.from,
    to: g.to,
    weight: Uint16Array.from(g.from, (_, link) => group(g.claimsOfLink, link).length),
    communities,
    looks: classes,
    label: nameOf,
  };
};

// The distinct relations of a link, in words.
const relationsOf = (link: number): string => {
  const g = graph();
  const properties = new Set([...group(g.claimsOfLink, link)].map((claim) => g.core.claims.property[claim]));
  return [...properties].map(propertyName).join("、");
};

const Tip = () => {
  const it = hint.value;
  if (it === null || (it.row === null && it.link === null)) return null;
  const g = graph();
  const place = { left: `${it.x + 14}px`, top: `${it.y + 14}px` };
  return (
    <div class="tip" role="tooltip" style={place}>
      {it.row !== null ? (
        <>
          <strong><Mark type={g.core.entities.type[it.row]} /> <Phrase text={nameOf(it.row)} most={60} /></strong>
          <span>{className(g.core.entities.type[it.row])} · {g.degree[it.row] > 0 ? words.value.links(g.degree[it.row]) : words.value.mentioned}</span>
        </>
      ) : (
        <>
          <strong><Phrase text={nameOf(g.from[it.link!])} most={40} /></strong>
          <span>{relationsOf(it.link!)}</span>
          <strong><Phrase text={nameOf(g.to[it.link!])} most={40} /></strong>
        </>
      )}
    </div>
  );
};

export const OverviewView = () => {
  const host = useRef<HTMLDivElement>(null);
  const picture = useRef<Overview | null>(null);
  useEffect(() => {
    const g = graph();
    const it = new Overview(host.current!, columns(), {
      pick: openEntity,
      pickLink: (link) => openPair(g.from[link], g.to[link]),
      hover: (row, link, x, y) => (hint.value = { row, link, x, y }),
      moved: (to) => {
        sight.value = to;
        inSight.value = it.describe();
      },
    });
    picture.current = it;
    if (sight.peek() !== null) it.go(sight.peek()!);
    const stops = [
      effect(() => it.theme(dark.value)),
      effect(() => it.show(sieve.value.entities, sieve.value.links)),
      effect(() => {
        it.highlight(pair.value ?? []);
        const row = pair.value === null ? entity.value : null;
        it.select(row, row === null ? [] : g.neighbours(row));
      }),
      // Wherever an entity is chosen, the picture shows it. A link shows what its sender saw.
      effect(() => {
        if (met !== undefined && entity.value !== met && entity.value !== null) it.reveal(entity.value);
        met = entity.value;
      }),
      effect(() => {
        void lang.value;
        it.relabel();
      }),
      // Back and forward bring the place that the picture was looked at.
      effect(() => {
        const wanted = sight.value;
        const now = it.view();
        if (wanted !== null && (Math.abs(wanted.x - now.x) > 1 || Math.abs(wanted.y - now.y) > 1)) it.go(wanted);
      }),
    ];
    inSight.value = it.describe();
    const watch = new ResizeObserver(() => it.resize());
    watch.observe(host.current!);
    return () => {
      watch.disconnect();
      stops.forEach((stop) => stop());
      hint.value = null;
      it.destroy();
    };
  }, []);
  return (
    <div class="overview">
      <div class="canvas" ref={host} role="application" aria-label={words.value.picture} />
      <Tip />
      <PictureTools name="overview" zoom={(by) => picture.current?.zoom(by)} fit={() => picture.current?.fit()}
        svg={() => picture.current!.svg()} png={() => picture.current!.png()} />
      <details class="in-sight">
        <summary>{words.value.list}</summary>
        <ul class="bare">
          {inSight.value.slice(0, 200).map((row) => (
            <li key={row}>
              <button type="button" class="plain" onClick={() => openEntity(row)}>
                <Mark type={graph().core.entities.type[row]} /> <Phrase text={nameOf(row)} most={40} />
              </button>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
};
