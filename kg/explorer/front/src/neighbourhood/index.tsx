// The neighbourhood view: a picture that begins at one entity and grows by what the reader asks for.
import { batch, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { field, flag } from "../hash";
import { openEntity, openPair } from "../reading";
import { sieve } from "../sieve";
import { dark, entity, graph } from "../state";
import { lang, number, shorten } from "../tongue";
import { className, nameOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { PictureTools } from "../ui/picture-tools";
import { Canvas } from "./canvas";
import { svg } from "./drawing";
import { AT_ONCE, bringBack, canRedo, canUndo, drawn, grow, growRest, join, keep, redo, ROOM, startAt, startForemost, takeOut, undo, waiting } from "./growth";
import { List } from "./list";
import "./neighbourhood.css";
import { scene, upright, type Bond, type Scene } from "./scene";
import { vis } from "./vis";
import { words } from "./words";

const listed = field<boolean>("list", false, flag);
const canvas = signal<Canvas | null>(null);
const pointed = signal<{ row: number | null; bond: Bond | null }>({ row: null, bond: null });

// What was read when the view was left; undefined: it was not open yet.
let last: number | null | undefined;

const pick = (row: number): void =>
  batch(() => {
    keep();
    openEntity(row);
  });

const titleOf = ({ start, places }: Scene): string =>
  start === null ? words.value.foremost(places.size) : words.value.title(shorten(nameOf(start), 40));

// What is under the pointer, in full; else what a reader can do.
const Pointed = () => {
  const { row, bond } = pointed.value;
  if (bond !== null) return <p class="near-pointed"><Phrase text={`${shorten(nameOf(bond.from), 40)} — ${bond.says} ${bond.both ? "—" : "→"} ${shorten(nameOf(bond.to), 40)}`} most={140} /></p>;
  if (row === null) return <p class="near-pointed">{words.value.hint}</p>;
  return (
    <p class="near-pointed">
      <Phrase text={nameOf(row)} most={60} /> <small>{className(graph().core.entities.type[row])} {waiting(row) > 0 && words.value.neighbours(waiting(row))}</small>
    </p>
  );
};

const Chosen = ({ row }: { row: number }) => {
  const { parents } = drawn.value;
  if (!parents.has(row)) {
    return (
      <div class="near-chosen" role="group" aria-label={words.value.chosen}>
        <span><Phrase text={nameOf(row)} most={24} /> {words.value.absent}</span>
        {sieve.value.entities[row] === 1 && <button type="button" data-do="join" onClick={() => join(row)}>{words.value.join}</button>}
        {sieve.value.entities[row] === 1 && <button type="button" data-do="start" onClick={() => startAt(row)}>{words.value.start}</button>}
      </div>
    );
  }
  const left = waiting(row);
  const full = parents.size >= ROOM;
  return (
    <div class="near-chosen" role="group" aria-label={words.value.chosen}>
      <strong><Phrase text={nameOf(row)} most={24} /></strong>
      {left > 0 && <button type="button" data-do="grow" disabled={full} onClick={() => grow(row)}>{words.value.grow} <small>+{number(Math.min(left, AT_ONCE))}</small></button>}
      {left > AT_ONCE && <button type="button" data-do="rest" disabled={full} onClick={() => growRest(row)}>{words.value.rest(left)}</button>}
      <button type="button" data-do="anew" onClick={() => startAt(row)}>{words.value.anew}</button>
      <button type="button" data-do="out" onClick={() => takeOut(row)}>{words.value.out}</button>
      {full && left > 0 && <span role="status">{words.value.full(ROOM)}</span>}
    </div>
  );
};

const Steps = () => (
  <div class="near-steps" role="group" aria-label={words.value.steps}>
    <button type="button" data-do="undo" disabled={!canUndo.value} onClick={undo}>{words.value.undo}</button>
    <button type="button" data-do="redo" disabled={!canRedo.value} onClick={redo}>{words.value.redo}</button>
    {drawn.value.start !== null && <button type="button" data-do="foremost" onClick={startForemost}>{words.value.first}</button>}
    {drawn.value.out.size > 0 && <button type="button" data-do="back" onClick={bringBack}>{words.value.back(drawn.value.out.size)}</button>}
    <button type="button" data-do="list" aria-expanded={listed.value} aria-controls="near-list" onClick={() => (listed.value = !listed.value)}>{words.value.list}</button>
  </div>
);

export const Neighbourhood = () => {
  const host = useRef<HTMLDivElement>(null);
  const shown = scene();
  useEffect(() => {
    // Who comes back with something else in hand wants to see that; a link opens what its sender saw.
    const row = entity.value;
    if (last !== undefined && last !== row && row !== null && !drawn.value.parents.has(row)) startAt(row);
    const { clientWidth: width, clientHeight: height } = host.current!;
    upright.value = width < height;
    let wanted = true;
    void vis().then((it) => {
      if (!wanted) return;
      canvas.value = new Canvas(host.current!, it, {
        pick,
        grow,
        bond: ({ from, to }) => openPair(from, to),
        point: (row, bond) => (pointed.value = { row, bond }),
      });
    });
    return () => {
      wanted = false;
      last = entity.peek();
      canvas.value?.destroy();
      canvas.value = null;
    };
  }, []);
  const title = titleOf(shown);
  useEffect(() => {
    canvas.value?.show(shown);
    // vis-network lets the frame be moved by keys, but says so to nobody.
    const frame = host.current?.querySelector(".vis-network");
    frame?.setAttribute("role", "group");
    frame?.setAttribute("aria-label", words.value.move);
    const drawing = host.current?.querySelector("canvas");
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", `${title}. ${words.value.picture(shown.places.size, shown.bonds.length)}`);
  }, [canvas.value, drawn.value, sieve.value, dark.value, lang.value, entity.value]);
  useEffect(() => {
    if (entity.value !== null) canvas.value?.reach(entity.value);
  }, [entity.value]);
  return (
    <div class="near" data-drawn={shown.places.size}>
      <div class="near-bar">
        <h2>{title}</h2>
        <Steps />
        {entity.value !== null && <Chosen row={entity.value} />}
      </div>
      <div class="near-body">
        {listed.value && <List scene={shown} pick={pick} />}
        <div class="near-picture">
          <div class="near-canvas" ref={host} />
          {canvas.value === null && <p class="near-note">{words.value.waiting}</p>}
          {shown.places.size === 0 && <p class="near-note" role="status">{words.value.nothing}</p>}
          <Pointed />
          <PictureTools name="neighbourhood" zoom={(by) => canvas.value?.zoom(by)} fit={() => canvas.value?.fit(true)} svg={() => svg(shown, title)} />
        </div>
      </div>
    </div>
  );
};
