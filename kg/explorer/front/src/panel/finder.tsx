// Finds words in the document that is open.
import { useState } from "preact/hooks";
import type { DocumentText, Range } from "../data/texts";
import { number, tongue } from "../tongue";
import { findings } from "./leaves";

const words = tongue({
  zh: { find: "在文中查找", none: "没有找到", where: (n: number, of: number) => `${number(n)} / ${number(of)}`, previous: "上一处", next: "下一处" },
  en: { find: "Find in text", none: "Nothing found", where: (n: number, of: number) => `${number(n)} / ${number(of)}`, previous: "Previous", next: "Next" },
});

export const Finder = ({ text, show }: { text: DocumentText | null; show: (found: { ranges: Range[]; at: Range | null }) => void }) => {
  const [wanted, setWanted] = useState("");
  const [found, setFound] = useState<Range[]>([]);
  const [at, setAt] = useState(0);
  const go = (ranges: Range[], to: number) => {
    const next = ranges.length === 0 ? 0 : (to + ranges.length) % ranges.length;
    setFound(ranges);
    setAt(next);
    show({ ranges, at: ranges[next] ?? null });
  };
  const step = (by: number, label: string, sign: string) => (
    <button type="button" class="step" aria-label={label} title={label} onClick={() => go(found, at + by)}>{sign}</button>
  );
  return (
    <span class="in-text" role="search">
      <input type="search" value={wanted} aria-label={words.value.find} placeholder={words.value.find} disabled={text === null}
        onInput={(event) => {
          setWanted(event.currentTarget.value);
          go(findings(text!, event.currentTarget.value), 0);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(found, at + (event.shiftKey ? -1 : 1));
        }} />
      <small role="status">{wanted.trim() === "" ? "" : found.length === 0 ? words.value.none : words.value.where(at + 1, found.length)}</small>
      {found.length > 1 && <>{step(-1, words.value.previous, "‹")}{step(1, words.value.next, "›")}</>}
    </span>
  );
};
