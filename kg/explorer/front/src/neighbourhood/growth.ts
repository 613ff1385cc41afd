// How the picture grew, step by step. The steps are the state: what is drawn follows from them and from the sieve, so
// that an address, back and undo all give the same picture.
import { batch, computed, signal } from "@preact/signals";
import { group } from "../data/graph";
import { field, type Form } from "../hash";
import { openEntity } from "../reading";
import { sieve } from "../sieve";
import { entity, graph, missing, view } from "../state";
import { foremost } from "./picture";

// start: begin anew with this entity alone; with no row: with the foremost. grow: add the first of its neighbours; rest: the others.
// join: add it alone. out: take it out; back: everything that was taken out returns.
export interface Step { kind: "start" | "grow" | "rest" | "join" | "out" | "back"; row: number | null }

// How many neighbours come at once, and how many entities the picture holds: vis-network moves them without a stutter.
export const AT_ONCE = 24;
export const ROOM = 600;
// What an address carries, lest a mail program breaks it; the earliest steps after the start fall away first.
const WRITTEN = 60;

const MARKS = { start: "@", grow: "", rest: "*", join: "~", out: "!", back: "!" } as const;

const since = (steps: readonly Step[]): readonly Step[] => steps.slice(Math.max(0, steps.findLastIndex((it) => it.kind === "start")));

const form: Form<readonly Step[]> = {
  write: (steps) => {
    const [first, ...rest] = since(steps);
    if (first === undefined) return "";
    const iri = ({ kind, row }: Step) => `${row === null ? "" : graph().core.entities.iri[row]}${MARKS[kind]}`;
    return [first, ...rest.slice(-WRITTEN)].map(iri).join(",");
  },
  read: (written) =>
    (written === "" ? [] : written.split(",", WRITTEN + 1)).flatMap((it): Step[] => {
      if (it === "@") return [{ kind: "start", row: null }];
      if (it === "!") return [{ kind: "back", row: null }];
      const mark = it.at(-1)!;
      const kind = mark === "@" ? "start" : mark === "*" ? "rest" : mark === "~" ? "join" : mark === "!" ? "out" : "grow";
      const row = graph().row(kind === "grow" ? it : it.slice(0, -1));
      if (row === null) missing.value = it;
      return row === null ? [] : [{ kind, row }];
    }),
};

export const steps = field<readonly Step[]>("near", [], form);
// Until a reader touches it, the picture follows what is being read.
const whole = computed<readonly Step[]>(() => {
  const row = entity.value;
  if (steps.value.length > 0) return steps.value;
  return row === null ? [{ kind: "start", row: null }] : [{ kind: "start", row }, { kind: "grow", row }];
});
const undone = signal<readonly (readonly Step[])[]>([]);

// The neighbours of an entity that pass the sieve, foremost first.
export const around = (row: number): number[] => {
  const g = graph();
  const { links } = sieve.value;
  const found = new Set<number>();
  for (const link of group(g.linksOf, row)) if (links[link]) found.add(g.from[link] === row ? g.to[link] : g.from[link]);
  found.delete(row);
  return [...found].sort((a, b) => a - b);
};

export interface Drawn {
  parents: ReadonlyMap<number, number | null>; // what is drawn, in the order in which it came, and what brought it
  out: ReadonlyMap<number, number | null>; // what was taken out
  start: number | null; // null: the foremost
}

const replay = (all: readonly Step[]): Drawn => {
  const { entities } = sieve.value;
  const parents = new Map<number, number | null>();
  const out = new Map<number, number | null>();
  const add = (row: number, parent: number | null): void => {
    if (entities[row] && !parents.has(row) && !out.has(row) && parents.size < ROOM) parents.set(row, parent);
  };
  const grow = (row: number, most: number): void => {
    const wanted = around(row).filter((it) => !parents.has(it) && !out.has(it));
    wanted.slice(0, most).forEach((it) => add(it, row));
  };
  const taken = since(all);
  const start = taken[0]?.kind === "start" ? taken[0].row : null;
  if (start === null) for (const { id } of foremost()) add(id, null);
  for (const { kind, row } of taken) {
    if (kind === "back") {
      const returning = [...out];
      out.clear();
      returning.forEach(([it, parent]) => add(it, parent));
    } else if (row === null) continue;
    else if (kind === "start") add(row, null);
    else if (kind === "join") {
      out.delete(row);
      const near = new Set(around(row));
      // Of what it is connected with, the newest: so a path stands in its order.
      add(row, [...parents.keys()].findLast((it) => near.has(it)) ?? null);
    } else if (kind === "out" && parents.has(row)) {
      out.set(row, parents.get(row)!);
      parents.delete(row);
    } else if (kind === "grow") grow(row, AT_ONCE);
    else if (kind === "rest") grow(row, ROOM);
  }
  return { parents, out, start };
};

export const drawn = computed(() => replay(whole.value));
// Neighbours of a drawn entity that the picture does not have yet.
export const waiting = (row: number): number => around(row).filter((it) => !drawn.value.parents.has(it)).length;

const take = (...more: Step[]): void =>
  batch(() => {
    undone.value = [];
    steps.value = [...whole.value, ...more];
  });
// From now on it is the reader's: what is opened in it does not begin another.
export const keep = (): void => {
  if (steps.value.length === 0) steps.value = whole.value;
};

export const startAt = (row: number): void => take({ kind: "start", row }, { kind: "grow", row });
export const startForemost = (): void => take({ kind: "start", row: null });
export const grow = (row: number): void => {
  const anew = drawn.value.parents.has(row) ? [] : [{ kind: "join", row } as const];
  take(...anew, { kind: "grow", row });
};
export const growRest = (row: number): void => take({ kind: "rest", row });
export const takeOut = (row: number): void => take({ kind: "out", row });
export const bringBack = (): void => take({ kind: "back", row: null });
export const join = (row: number): void => take({ kind: "join", row });

// A start and the growth that came with it are one step.
const before = (all: readonly Step[]): readonly Step[] => {
  const last = all.at(-1);
  const former = all.at(-2);
  return all.slice(0, last?.kind === "grow" && former?.kind === "start" && former.row === last.row ? -2 : -1);
};
export const canUndo = computed(() => before(steps.value).length > 0);
export const canRedo = computed(() => undone.value.length > 0);
export const undo = (): void =>
  batch(() => {
    const kept = before(steps.value);
    undone.value = [...undone.value, steps.value.slice(kept.length)];
    steps.value = kept;
  });
export const redo = (): void =>
  batch(() => {
    const last = undone.value.at(-1);
    if (last === undefined) return;
    undone.value = undone.value.slice(0, -1);
    steps.value = [...steps.value, ...last];
  });

// From anywhere: the neighbourhood of an entity, or some entities that stand in a row.
export const openNeighbourhood = (row: number): void =>
  batch(() => {
    startAt(row);
    openEntity(row);
    view.value = "neighbourhood";
  });
export const openChain = (rows: readonly number[]): void =>
  batch(() => {
    take({ kind: "start", row: rows[0] }, ...rows.slice(1).map((row) => ({ kind: "join", row }) as const));
    openEntity(rows[0]);
    view.value = "neighbourhood";
  });
