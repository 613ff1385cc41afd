// The two languages of the page. A module keeps its words beside its code: `const words = tongue({ zh: {…}, en: {…} })`.
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Label, Lang } from "./data/format";

export const lang = signal<Lang>("zh");

export const tongue = <T>(both: { zh: T; en: NoInfer<T> }): ReadonlySignal<T> => computed(() => both[lang.value]);

export const named = (label: Partial<Label>): string => label[lang.value] ?? label.zh ?? label.en ?? "";

const formats = { zh: new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en-GB") };
export const number = (value: number): string => formats[lang.value].format(value);
export const times = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;

// What a piece of text is written in, for fonts and screen readers.
export const written = (text: string): string => (/\p{Script=Han}/u.test(text) ? "zh-CN" : "en");

export const shorten = (text: string, length: number): string => {
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
};
