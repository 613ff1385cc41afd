// What went wrong where nobody waited for it: told to the reader in one line.
import { signal } from "@preact/signals";
import { Unreadable } from "./data/unpack";
import { tongue } from "./tongue";

const words = tongue({
  zh: {
    old: "这个浏览器太旧，不能解开页面里的数据；请换用新版的 Chrome、Edge、Firefox 或 Safari。",
    unreadable: "页面文件里有一部分数据已损坏，读不出来；请重新取得这个文件。",
    other: "页面出了差错，所显示的内容可能不全；请重新打开。",
  },
  en: {
    old: "This browser is too old to unpack what the page holds; use a newer Chrome, Edge, Firefox or Safari.",
    unreadable: "A part of this page's file is damaged and cannot be read; get the file again.",
    other: "Something went wrong, and what is shown may not be all; open the page again.",
  },
});

type Kind = "old" | "unreadable" | "other";
const kindOf = (error: unknown): Kind =>
  typeof DecompressionStream === "undefined" ? "old" : error instanceof Unreadable ? "unreadable" : "other";
export const said = (error: unknown): string => words.value[kindOf(error)];

// The last that is not told yet, as it was thrown.
export const trouble = signal<{ error: unknown } | null>(null);

export const watchTrouble = (): void => {
  addEventListener("unhandledrejection", (event) => (trouble.value = { error: event.reason }));
  addEventListener("error", (event) => {
    // Browsers report delays of their own as errors without one.
    if (event.error instanceof Error) trouble.value = { error: event.error };
  });
};
