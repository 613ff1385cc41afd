// A span of time as it is written in the language at hand.
import { lang, tongue } from "../tongue";

const words = tongue({
  zh: { from: (day: string) => `${day}起`, to: (day: string) => `至${day}`, span: (from: string, to: string) => `${from}至${to}` },
  en: { from: (day: string) => `from ${day}`, to: (day: string) => `to ${day}`, span: (from: string, to: string) => `${from} to ${to}` },
});

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// 2024, 2024-03 or 2024-03-09; without its year where that is said beside it.
export const day = (date: string, withYear = true): string => {
  const [year, month, dayOfMonth] = date.split("-");
  const said = withYear || month === undefined;
  if (lang.value === "zh") return `${said ? `${year}年` : ""}${month ? `${Number(month)}月` : ""}${dayOfMonth ? `${Number(dayOfMonth)}日` : ""}`;
  return [dayOfMonth && Number(dayOfMonth), month && (MONTHS[Number(month) - 1] ?? month), said && year].filter(Boolean).join(" ");
};

export const spoken = (from: string, to: string): string => {
  if (from === to) return day(from);
  if (to === "") return words.value.from(day(from));
  if (from === "") return words.value.to(day(to));
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  return words.value.span(day(from, !(sameYear && lang.value === "en")), day(to, !(sameYear && lang.value === "zh")));
};
