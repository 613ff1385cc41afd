// What things are called, in the language at hand.
import type { Lang } from "../data/format";
import { graph } from "../state";
import { lang, named, tongue } from "../tongue";

const words = tongue({
  zh: {
    figure: "数据",
    passive: (label: string) => `${label}（以此为对象）`,
    undated: "未注日期",
    untitled: "无题",
    span: (from: string, to: string) => `${from}—${to}`,
    about: (span: string) => `约${span}`,
    since: (from: string) => `${from} 起`,
    until: (to: string) => `至 ${to}`,
  },
  en: {
    figure: "figure",
    passive: (label: string) => `${label} (as its object)`,
    undated: "undated",
    untitled: "untitled",
    span: (from: string, to: string) => `${from}–${to}`,
    about: (span: string) => `about ${span}`,
    since: (from: string) => `since ${from}`,
    until: (to: string) => `until ${to}`,
  },
});

export const nameOf = (row: number): string =>
  (lang.value === "en" ? graph().en.get(row) : undefined) ?? graph().core.entities.zh[row];
export const className = (type: number): string => named(graph().core.classes[type].label);
// The last row of the relations stands for figures.
export const propertyName = (property: number): string =>
  property < graph().core.properties.length ? named(graph().core.properties[property].label) : words.value.figure;
// The same, read from the object's end.
export const inverseName = (property: number): string => {
  const { inverse } = graph().core.properties[property];
  return inverse === null ? words.value.passive(propertyName(property)) : named(inverse);
};
export const titleOf = (document: number): string => {
  const { title, name } = graph().core.documents;
  return title[document] || name[document] || words.value.untitled;
};
export const placeOf = (document: number): string => {
  const { documents, places } = graph().core;
  return documents.place[document] < 0 ? "" : named(places[documents.place[document]].name);
};
// Rows of places as a reader looks them up: by level, then by name.
export const placesInOrder = (rows: Iterable<number>): number[] => {
  const { places } = graph().core;
  return [...rows].sort((a, b) => places[a].level - places[b].level || named(places[a].name).localeCompare(named(places[b].name), lang.value));
};
export const publisherOf = (document: number): string => {
  const { documents, publishers } = graph().core;
  return documents.publisher[document] < 0 ? "" : named(publishers[documents.publisher[document]]);
};
export const issuedOf = (document: number): string => graph().core.documents.issued[document] || words.value.undated;
// 95000 as a reader writes it: 9.5万 or 95,000. Never a digit less than there was.
const STEPS: Record<Lang, [number, string][]> = {
  zh: [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]],
  en: [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]],
};
export const amount = (value: string): string => {
  const [step, word] = STEPS[lang.value].find(([it]) => Math.abs(Number(value)) >= it) ?? [1, ""];
  const scaled = Number(value) / step;
  if (word && Number(scaled.toFixed(4)) === scaled) return `${scaled}${word}`;
  return value.replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));
};

// A period as a reader writes it: 2021/2025, 2021~/2026 (about) and 2025/.. are the graph's way.
const spanOf = (period: string): string => {
  const [from, to] = period.replaceAll("~", "").split("/");
  const span = to === undefined ? from : to === ".." ? words.value.since(from) : from === ".." ? words.value.until(to) : words.value.span(from, to);
  return period.includes("~") ? words.value.about(span) : span;
};

// A figure as it is said: measure, qualifier, value and unit, period.
export const figureOf = (claim: number): { measure: string; value: string; period: string } => {
  const { figures, qualifiers } = graph().core;
  const row = claim - graph().relations;
  const qualifier = qualifiers[figures.qualifier[row]];
  const said = qualifier.name === "exact" ? "" : `${named(qualifier.label)} `;
  const unit = figures.strings[figures.unit[row]];
  const gap = lang.value === "zh" || unit === "%" ? "" : " ";
  return {
    measure: figures.strings[figures.measure[row]],
    value: `${said}${amount(figures.value[row])}${gap}${unit}`.trim(),
    period: spanOf(figures.strings[figures.period[row]]),
  };
};
// A claim in one line, for lists and for screen readers.
export const lineOf = (claim: number): string => {
  const g = graph();
  if (!g.isFigure(claim)) {
    return `${nameOf(g.subject(claim))} — ${propertyName(g.core.claims.property[claim])} → ${nameOf(g.core.claims.object[claim])}`;
  }
  const { measure, value, period } = figureOf(claim);
  return [nameOf(g.subject(claim)), measure, value, period].filter(Boolean).join(" · ");
};
