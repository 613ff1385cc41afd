// A name with the part in it that fits what was typed.
import { written } from "../tongue";
import type { Span } from "./names";

const BEFORE = 24;
const MOST = 60;

// What a cut leaves of a pair of UTF-16 units is no character.
const whole = (text: string): string => text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");

export const Marked = ({ text, span }: { text: string; span: Span | null }) => {
  const { start, end } = span ?? { start: 0, end: 0 };
  const first = start > BEFORE && text.length > MOST ? start - BEFORE : 0;
  const last = Math.min(text.length, Math.max(first + MOST, Math.min(end, start + MOST)));
  return (
    <span lang={written(text)} dir="auto">
      {first > 0 && "…"}{whole(text.slice(first, start))}
      {end > start && <mark>{whole(text.slice(start, Math.min(end, last)))}</mark>}
      {whole(text.slice(Math.max(start, Math.min(end, last)), last))}{last < text.length && "…"}
    </span>
  );
};
