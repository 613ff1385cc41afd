// Labels as they can stand on a map: one line, no control characters, not too long.

// Controls, lone surrogates, and the marks that turn the direction of what follows.
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/gu;
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60\p{Extended_Pictographic}]/u;

// `most` counts Chinese characters; a Latin letter takes half the width of one.
export function shorten(label: string, most = 14): string {
  // A label of a million characters is cut before it is cleaned.
  const characters = [...label.slice(0, 400).replace(UNFIT, " ").replace(/\s+/gu, " ").trim()];
  let room = most;
  for (let at = 0; at < characters.length; at += 1) {
    room -= WIDE.test(characters[at]) ? 1 : 0.55;
    if (room < 0 && at < characters.length - 1) return `${characters.slice(0, at).join("").trimEnd()}…`;
  }
  return characters.join("");
}

const MARKUP: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeXml = (text: string): string =>
  text.replace(UNFIT, " ").replace(/[&<>"']/g, (character) => MARKUP[character]);
