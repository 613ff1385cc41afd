// A text cut wherever something that stands in it begins or ends; offsets are code points, half-open.
import type { Range } from "./texts";

// Characters that the same spans cover: `over` are their numbers, the longest first.
export interface Segment extends Range { over: number[] }

// What would reorder or hide the words around it, and what no page can hold as it is: as on the server's pages.
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

// Spans may overlap, nest and repeat, in any order. Of spans equally long the earlier comes first.
export const segments = (whole: Range, spans: readonly Range[]): Segment[] => {
  const kept = [...spans.keys()].filter((at) => spans[at].start < whole.end && spans[at].end > whole.start);
  const edges = new Set([whole.start, whole.end]);
  for (const at of kept) for (const edge of [spans[at].start, spans[at].end]) if (whole.start < edge && edge < whole.end) edges.add(edge);
  const cuts = [...edges].sort((a, b) => a - b);
  const waiting = kept.sort((a, b) => spans[a].start - spans[b].start);
  const length = (at: number) => spans[at].end - spans[at].start;
  const found: Segment[] = [];
  let over: number[] = [];
  let next = 0;
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [start, end] = [cuts[at], cuts[at + 1]];
    over = over.filter((it) => spans[it].end > start);
    while (next < waiting.length && spans[waiting[next]].start <= start) {
      over.push(waiting[next]);
      next += 1;
    }
    over.sort((a, b) => length(b) - length(a) || a - b);
    found.push({ start, end, over: [...over] });
  }
  return found;
};

// A text as it can be shown: runs of characters, and lone control characters by their code.
interface Run { text: string; control: string }
export const runs = (text: string): Run[] => {
  if (!CONTROL.test(text)) return text === "" ? [] : [{ text, control: "" }];
  const found: Run[] = [];
  for (const character of text) {
    const control = CONTROL.test(character);
    const last = found.at(-1);
    if (!control && last !== undefined && last.control === "") last.text += character;
    else found.push({ text: character, control: control ? code(character) : "" });
  }
  return found;
};
const code = (character: string): string => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
