// What things are called, in the language at hand.
import { graph } from "../state";
import { lang, named, tongue } from "../tongue";

const words = tongue({
  zh: {
    figure: "数据",
    passive: (label: string) => `${label}（以此为对象）`,
    undated: "未注日期",
    untitled: "无题",
  },
  en: {
    figure: "figure",
    passive: (label: string) => `${label} (as its object)`,
    undated: "undated",
    untitled: "untitled",
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
export const issuedOf = (document: number): string => graph().core.documents.issued[document] || words.value.undated;
// A figure as it is said: measure, qualifier, value and unit, period.
export const figureOf = (claim: number): { measure: string; value: string; period: string } => {
  const { figures, qualifiers } = graph().core;
  const row = claim - graph().relations;
  const qualifier = qualifiers[figures.qualifier[row]];
  const said = qualifier.name === "exact" ? "" : `${named(qualifier.label)} `;
  return {
    measure: figures.strings[figures.measure[row]],
    value: `${said}${figures.value[row]} ${figures.strings[figures.unit[row]]}`.trim(),
    period: figures.strings[figures.period[row]],
  };
};
