// What filters are set, each with a way to drop it, above the view.
import { batch } from "@preact/signals";
import { lens } from "../lens";
import { confidence, FACETS, filtered, mentions, naming, period } from "../sieve";
import { number, shorten, tongue } from "../tongue";
import { nameIn, ORDER, toggle, words as facets } from "./facets";
import { spoken } from "./spoken";

const words = tongue({
  zh: {
    active: "已设的筛选",
    drop: (what: string) => `去掉筛选：${what}`,
    many: (facet: string, count: number) => `${facet}：${number(count)} 项`,
    one: (facet: string, name: string) => `${facet}：${name}`,
    all: "全部清除",
  },
  en: {
    active: "Filters that are set",
    drop: (what: string) => `Drop the filter ${what}`,
    many: (facet: string, count: number) => `${facet}: ${number(count)}`,
    one: (facet: string, name: string) => `${facet}: ${name}`,
    all: "Clear all",
  },
});

// More of one filter than this are one chip.
const APART = 4;

interface Chip { key: string; text: string; drop: () => void }

const chips = (): Chip[] => {
  const found: Chip[] = [];
  const add = (key: string, facet: string, name: string, drop: () => void) =>
    found.push({ key, text: words.value.one(facet, shorten(name, 24)), drop });
  if (naming.value !== "") add("name", facets.value.name, naming.value, () => (naming.value = ""));
  for (const facet of ORDER) {
    const chosen = [...FACETS[facet].value];
    if (chosen.length > APART) {
      found.push({ key: facet, text: words.value.many(facets.value[facet], chosen.length), drop: () => (FACETS[facet].value = new Set()) });
    } else for (const row of chosen) add(`${facet} ${row}`, facets.value[facet], nameIn(facet, row), () => toggle(facet, row));
  }
  const { from, to } = period.value;
  if (from || to) add("time", facets.value.time, spoken(from, to), () => (period.value = { from: "", to: "" }));
  if (confidence.value > 0) {
    add("confidence", facets.value.confidence, facets.value.atLeast((confidence.value / 100).toFixed(2)), () => (confidence.value = 0));
  }
  if (!mentions.value) add("scope", facets.value.scope, facets.value.claimsOnly, () => (mentions.value = true));
  if (lens.value !== "") add("lens", facets.value.lens, facets.value[lens.value], () => (lens.value = ""));
  return found;
};

export const clearAll = (): void =>
  batch(() => {
    for (const it of Object.values(FACETS)) if (it.value.size > 0) it.value = new Set();
    period.value = { from: "", to: "" };
    confidence.value = 0;
    mentions.value = true;
    naming.value = "";
    lens.value = "";
  });

export const Chips = () => {
  if (!filtered.value) return null;
  const all = chips();
  // What is dropped takes its button along: the next one has the keyboard then, or the view.
  const goOn = (at: number) =>
    requestAnimationFrame(() => {
      const buttons = document.querySelectorAll<HTMLElement>(".chips button");
      (buttons[Math.min(at, buttons.length - 1)] ?? document.getElementById("view"))?.focus();
    });
  return (
    <ul class="chips" aria-label={words.value.active}>
      {all.map((it, at) => (
        <li key={it.key}>
          <button type="button" class="chip" data-chip={it.key} aria-label={words.value.drop(it.text)} onClick={() => {
            it.drop();
            goOn(at);
          }}><span dir="auto">{it.text}</span> <span aria-hidden="true">×</span></button>
        </li>
      ))}
      <li>
        <button type="button" class="plain" data-chip="all" onClick={() => {
          clearAll();
          goOn(0);
        }}>{words.value.all}</button>
      </li>
    </ul>
  );
};
