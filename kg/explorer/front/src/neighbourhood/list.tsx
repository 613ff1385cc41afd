// The picture as a list: its entities, and what connects them as sentences. Everything that the picture tells is here.
import { useRef, useState } from "preact/hooks";
import { openPair } from "../reading";
import { entity, graph, pair } from "../state";
import { Mark } from "../ui/mark";
import { className, nameOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { grow, takeOut } from "./growth";
import { linksAmong, sentences, told, type Scene } from "./scene";
import { words } from "./words";

// One stop of the tabulator for a whole list; the arrow keys move within it.
const useRoving = (length: number) => {
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const here = Math.min(at, Math.max(0, length - 1));
  const move = (event: KeyboardEvent): void => {
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= length) return;
    event.preventDefault();
    setAt(to);
    list.current?.querySelectorAll<HTMLElement>("button")[to]?.focus();
  };
  return { list, move, setAt, tab: (row: number) => (row === here ? 0 : -1) };
};

const Entities = ({ scene, pick }: { scene: Scene; pick(row: number): void }) => {
  const rows = [...scene.places.keys()].sort((a, b) => a - b);
  const { list, move, setAt, tab } = useRoving(rows.length);
  const keys = (row: number) => (event: KeyboardEvent) => {
    if (event.key === "Delete" || event.key === "Backspace") takeOut(row);
    else move(event);
  };
  return (
    <section>
      <h3 id="near-entities">{words.value.entities(rows.length)}</h3>
      <p class="key"><small>{words.value.key}</small></p>
      <ul ref={list} aria-labelledby="near-entities">
        {rows.map((row, at) => (
          <li key={row}>
            <button type="button" class="row" data-row={row} tabIndex={tab(at)} aria-current={entity.value === row ? "true" : undefined}
              onFocus={() => setAt(at)} onKeyDown={keys(row)}
              onClick={() => (entity.value === row && pair.value === null ? grow(row) : pick(row))}>
              <Mark type={graph().core.entities.type[row]} />
              <span><Phrase text={nameOf(row)} most={60} />{" "}
                <small>{className(graph().core.entities.type[row])}{scene.waiting(row) > 0 && ` · ${words.value.neighbours(scene.waiting(row))}`}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Relations = ({ scene }: { scene: Scene }) => {
  const all = linksAmong(scene.places).sort((a, b) => a - b).flatMap(sentences);
  const { list, move, setAt, tab } = useRoving(all.length);
  return (
    <section>
      <h3 id="near-relations">{words.value.relations(all.length)}</h3>
      <ul ref={list} aria-labelledby="near-relations">
        {all.map((it, at) => (
          <li key={`${it.subject} ${it.property} ${it.object}`}>
            <button type="button" class="row" data-link={`${it.subject} ${it.object}`} tabIndex={tab(at)} onFocus={() => setAt(at)} onKeyDown={move}
              onClick={() => openPair(it.subject, it.object)}>
              <Phrase text={told(it)} most={200} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

export const List = ({ scene, pick }: { scene: Scene; pick(row: number): void }) => (
  <div class="near-list" id="near-list">
    <Entities scene={scene} pick={pick} />
    <Relations scene={scene} />
  </div>
);
