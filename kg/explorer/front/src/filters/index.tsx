// The drawer of filters: beside the view on a wide screen, a sheet over it on a phone.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { field, flag } from "../hash";
import { count, filtered, sieve } from "../sieve";
import { times, number, tongue } from "../tongue";
import { clearAll } from "./chips";
import { FacetBox } from "./facet";
import { ORDER } from "./facets";
import { Confidence, LensChoice, Scope } from "./radios";
import "./filters.css";

export { Chips } from "./chips";

const words = tongue({
  zh: {
    filters: "筛选",
    hint: "数字是选中后会留下的数量：类别与范围计实体，其余计陈述。",
    show: (entities: number) => `查看 ${number(entities)} 个实体`,
    all: "全部清除",
    close: "关闭",
  },
  en: {
    filters: "Filters",
    hint: "The numbers say what a choice would show: entities by class and scope, else claims.",
    show: (entities: number) => `Show ${times(entities, "entity", "entities")}`,
    all: "Clear all",
    close: "Close",
  },
});

export const drawer = field<boolean>("filters", false, { ...flag, passing: true });

const narrow = matchMedia("(max-width: 899px)");
const sheet = signal(narrow.matches);
narrow.addEventListener("change", () => (sheet.value = narrow.matches));

const OPEN = new Set(["classes", "relations", "places"]);

const Boxes = () => (
  <>
    <p class="aside">{words.value.hint}</p>
    <Scope />
    {ORDER.map((it) => <FacetBox key={it} facet={it} open={OPEN.has(it)} />)}
    <Confidence />
    <LensChoice />
  </>
);

// A dialog keeps the keyboard in the sheet, and Escape closes it.
const Sheet = ({ children }: { children: ComponentChildren }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} id="filters" class="filters sheet" aria-label={words.value.filters} onClose={() => (drawer.value = false)}
      onClick={(event) => {
        // The dialog itself is hit only where its ground is.
        if (event.target === dialog.current) dialog.current?.close();
      }}>
      <div class="sheet-page">
        <header>
          <h2>{words.value.filters}</h2>
          {filtered.value && <button type="button" class="plain" onClick={clearAll}>{words.value.all}</button>}
          <button type="button" class="quiet" data-do="close" onClick={() => dialog.current?.close()}>{words.value.close}</button>
        </header>
        <div class="sheet-body">{children}</div>
        <footer>
          <button type="button" class="quiet" data-do="show" onClick={() => dialog.current?.close()}>{words.value.show(count(sieve.value.entities))}</button>
        </footer>
      </div>
    </dialog>
  );
};

export const Filters = () => {
  if (!drawer.value) return null;
  return sheet.value
    ? <Sheet><Boxes /></Sheet>
    : <section id="filters" class="filters" aria-label={words.value.filters}><Boxes /></section>;
};
