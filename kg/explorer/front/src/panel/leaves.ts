// A document's text cut into leaves of whole paragraphs, so that a long one is drawn leaf by leaf as it is read.
import type { DocumentText, Range } from "../data/texts";

// gap: the page does not have the words between the leaf before and this one.
export interface Leaf extends Range { paragraphs: Range[]; gap: boolean }

const MOST = 1200; // code points of a leaf, unless one paragraph has more
const LINE = 2400; // of a paragraph, before it is cut at the end of a sentence

const paragraphs = (characters: string[], start: number): Range[] => {
  const found: Range[] = [];
  let from = 0;
  let sentence = 0;
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    if (character === "。") sentence = at + 1;
    if (character === "\n") {
      found.push({ start: start + from, end: start + at });
      from = at + 1;
    } else if (at + 1 - from >= LINE) {
      const to = sentence > from ? sentence : at + 1;
      found.push({ start: start + from, end: start + to });
      from = to;
    }
  }
  if (from < characters.length) found.push({ start: start + from, end: start + characters.length });
  return found.filter((it) => it.end > it.start);
};

export const leaves = (text: DocumentText): Leaf[] =>
  text.pieces.flatMap(({ start, points }, number) => {
    const found: Leaf[] = [];
    for (const paragraph of paragraphs([...points.text], start)) {
      const last = found.at(-1);
      if (last !== undefined && paragraph.end - last.start <= MOST) {
        last.paragraphs.push(paragraph);
        last.end = paragraph.end;
      } else found.push({ ...paragraph, paragraphs: [paragraph], gap: found.length === 0 && (number > 0 || start > 0) });
    }
    return found;
  });

// The leaf that holds an offset, or the last before it.
export const leafAt = (all: Leaf[], offset: number): number => Math.max(0, all.findLastIndex((it) => it.start <= offset));

// Where a text says something, whatever the case of its letters; in code points.
export const findings = (text: DocumentText, wanted: string): Range[] => {
  if (wanted.trim() === "") return [];
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => (sign === "-" ? "\\x2d" : `\\${sign}`)), "giu");
  return text.pieces.flatMap(({ start, points }) =>
    [...points.text.matchAll(pattern)].map((it) => {
      const from = start + points.count(it.index);
      return { start: from, end: from + [...it[0]].length };
    }),
  );
};
