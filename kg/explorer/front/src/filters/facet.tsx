// One filter: its options with what each would show, folded where there are many, and searched where there are more.
import { useMemo, useState } from "preact/hooks";
import { indexes, Names } from "../search/names";
import { FACETS, type Facet } from "../sieve";
import { number, tongue } from "../tongue";
import { Mark } from "../ui/mark";
import { Phrase } from "../ui/phrase";
import { choices, toggle, words as facets, type Choice } from "./facets";

const words = tongue({
  zh: {
    all: (count: number) => `全部 ${number(count)} 项`,
    fewer: "收起",
    clear: "清除",
    search: (name: string) => `在“${name}”中查找`,
    refine: (count: number) => `另有 ${number(count)} 项，请查找`,
    none: "没有找到",
    chosen: (count: number) => `已选 ${number(count)} 项`,
  },
  en: {
    all: (count: number) => `All ${number(count)}`,
    fewer: "Fewer",
    clear: "Clear",
    search: (name: string) => `Search in ${name}`,
    refine: (count: number) => `${number(count)} more: search for them`,
    none: "Nothing found",
    chosen: (count: number) => `${number(count)} chosen`,
  },
});

const FOLDED = 8;
// From so many options on they are searched rather than read.
const SEARCHED = 12;
const LISTED = 100;

const Option = ({ facet, choice }: { facet: Facet; choice: Choice }) => (
  <li>
    <label class={choice.count === 0 ? "facet-choice without" : "facet-choice"}>
      <input type="checkbox" checked={choice.chosen} data-row={choice.row} onChange={() => toggle(facet, choice.row)} />
      {facet === "classes" && <Mark type={choice.row} />}
      <Phrase text={choice.name} most={60} />
      {choice.aside !== "" && <small>{choice.aside}</small>}
      <span class="counted">{number(choice.count)}</span>
    </label>
  </li>
);

// The options whose names fit what is typed, by the rules of the search.
const useFitting = (all: Choice[], text: string): Choice[] => {
  const names = useMemo(() => {
    if (text === "") return null;
    const found = new Names(indexes().alphabet);
    all.forEach((it, at) => found.add(at, it.name));
    return found;
  }, [all, text === ""]);
  return useMemo(() => (names === null ? all : names.search(text).map((it) => all[it.owner])), [names, all, text]);
};

const Options = ({ facet, all }: { facet: Facet; all: Choice[] }) => {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const fitting = useFitting(all, open ? text.trim() : "");
  const listed = open ? fitting.slice(0, LISTED) : all.filter((it, at) => at < FOLDED || it.chosen);
  const left = fitting.length - listed.length;
  return (
    <>
      {open && all.length > SEARCHED && (
        <input type="search" class="refine" value={text} aria-label={words.value.search(facets.value[facet])}
          placeholder={words.value.search(facets.value[facet])} maxLength={200} onInput={(event) => setText(event.currentTarget.value)} />
      )}
      <ul>{listed.map((it) => <Option key={it.row} facet={facet} choice={it} />)}</ul>
      {open && fitting.length === 0 && <p class="aside" role="status">{words.value.none}</p>}
      {open && left > 0 && <p class="aside">{words.value.refine(left)}</p>}
      {all.length > FOLDED && (
        <button type="button" class="plain" aria-expanded={open} onClick={() => {
          setOpen(!open);
          setText("");
        }}>{open ? words.value.fewer : words.value.all(all.length)}</button>
      )}
    </>
  );
};

export const FacetBox = ({ facet, open }: { facet: Facet; open: boolean }) => {
  const all = choices(facet);
  const chosen = FACETS[facet].value.size;
  // Where there is nothing to choose between, there is nothing to filter.
  if (all.length < 2 && chosen === 0) return null;
  return (
    <details class="facet" data-facet={facet} open={open || chosen > 0}>
      <summary>{facets.value[facet]} {chosen > 0 && <small>{words.value.chosen(chosen)}</small>}</summary>
      {chosen > 0 && <button type="button" class="plain clear" onClick={() => (FACETS[facet].value = new Set())}>{words.value.clear}</button>}
      <fieldset aria-label={facets.value[facet]}><Options facet={facet} all={all} /></fieldset>
    </details>
  );
};
