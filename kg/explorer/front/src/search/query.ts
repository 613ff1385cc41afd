// What a reader typed, and how a name fits it: as written, by its pinyin, by its initials; the same as kg/search ranks.
import type { Alphabet } from "./alphabet";

// The ways to fit, best first: each of the three as a whole name, as its beginning, as a part of it.
export const [CHARACTERS, PINYIN, INITIALS, NONE] = [0, 3, 6, 9];
const [WHOLE, BEGINNING, PART] = [0, 1, 2];

const LONGEST = 200;
const LONGEST_SYLLABLE = 6;
// From so many letters on initials are found within a name, not at its beginning only.
const TELLING = 3;

// Names laid end to end: numbers of characters, and where a name may be found from.
export interface Column { codes: Uint16Array; begins: Uint8Array }

export class Query {
  // Where the name that was looked at last fits.
  start = 0;
  end = 0;
  private readonly text: string;
  private readonly codes: Uint16Array;
  private readonly written: boolean; // every character stands in some name
  // First letters of syllables as bits: those that are typed, and those of each character.
  private readonly bits: Int32Array;
  private readonly initials: Int32Array;
  private readonly initialled: boolean;
  private readonly cuts = new Set<number>();
  private readonly typed: boolean;
  private readonly single: boolean;
  // By how much of the text is read: of each character, in how many letters it may be typed next, a bit a length.
  private readonly steps: (Uint8Array | undefined)[] = [];

  constructor(words: readonly string[], private readonly alphabet: Alphabet) {
    this.text = words.join("");
    let length = 0;
    for (const word of words) this.cuts.add((length += word.length));
    const units = this.text.split("");
    this.codes = Uint16Array.from(units, (it) => alphabet.number(it.charCodeAt(0)));
    this.written = this.codes.every((it) => it !== 0);
    this.bits = Int32Array.from(units, (it) => (/[a-z]/.test(it) ? 1 << (it.charCodeAt(0) - 97) : 0));
    this.initials = Int32Array.from(alphabet.initials);
    this.initialled = /^[a-z0-9]*$/.test(this.text);
    this.typed = /[a-z0-9]/.test(this.text) && !/^\d+$/.test(this.text);
    this.single = /^[a-z0-9]$/.test(this.text);
  }

  get blank(): boolean {
    return this.text === "" || this.text.length > LONGEST;
  }

  // The best way in which a name fits that stands from `from` to `to`.
  way(column: Column, from: number, to: number): number {
    const written = this.byCharacters(column, from, to);
    if (written < NONE || !this.typed) return written;
    const read = this.byPinyin(column, from, to);
    return read < NONE ? read : this.byInitials(column, from, to);
  }

  private found(kind: number, start: number, end: number, from: number, whole: boolean): number {
    this.start = start;
    this.end = end;
    return kind + (start !== from ? PART : whole ? WHOLE : BEGINNING);
  }

  private byCharacters({ codes, begins }: Column, from: number, to: number): number {
    if (!this.written) return NONE;
    const wanted = this.codes;
    const first = wanted[0];
    const last = this.single ? Math.min(from, to - 1) : to - wanted.length;
    for (let place = from; place <= last; place += 1) {
      if (codes[place] !== first || !begins[place]) continue;
      let at = 1;
      while (at < wanted.length && codes[place + at] === wanted[at]) at += 1;
      if (at === wanted.length && place + at <= to) {
        return this.found(CHARACTERS, place, place + at, from, place + at === to);
      }
    }
    return NONE;
  }

  private byPinyin({ codes, begins }: Column, from: number, to: number): number {
    const first = this.step(0);
    const last = this.single ? Math.min(from, to - 1) : to - 1;
    for (let place = from; place <= last; place += 1) {
      if (first[codes[place]] === 0 || !begins[place]) continue;
      const end = this.read(codes, place, to);
      if (end >= 0) return this.found(PINYIN, place, end, from, end === to);
    }
    return NONE;
  }

  // How far a name reaches that is read from `place` on as the whole text; −1: it is not. All ways to part the text are
  // followed at once: one by one they may be more than can be counted.
  private read(codes: Uint16Array, from: number, to: number): number {
    let furthest = -1;
    let offsets = [0];
    for (let place = from; place < to && offsets.length > 0; place += 1) {
      const next: number[] = [];
      for (const offset of offsets) {
        for (let lengths = this.step(offset)[codes[place]], end = offset + 1; lengths !== 0; lengths >>= 1, end += 1) {
          if (!(lengths & 1)) continue;
          if (end === this.text.length) furthest = place + 1;
          else if (!next.includes(end)) next.push(end);
        }
      }
      offsets = next;
    }
    return furthest;
  }

  private step(offset: number): Uint8Array {
    const known = this.steps[offset];
    if (known !== undefined) return known;
    const rest = this.text.slice(offset, offset + LONGEST_SYLLABLE);
    const left = this.text.length - offset;
    const allowed = this.alphabet.spellings.map((spellings) => {
      let lengths = 0;
      for (const it of spellings) {
        // The last syllable need not be typed to its end.
        const length = left < it.length && it.startsWith(rest) ? left : rest.startsWith(it) ? it.length : 0;
        if (length > 0 && !this.crosses(offset, length)) lengths |= 1 << (length - 1);
      }
      return lengths;
    });
    const step = Uint8Array.from(this.alphabet.readings, (readings) => readings.reduce((all, it) => all | allowed[it], 0));
    // A character may be typed as itself; 0 is the number of those that no name has.
    if (this.codes[offset] !== 0) step[this.codes[offset]] |= 1;
    this.steps[offset] = step;
    return step;
  }

  // Whether a syllable would run over the end of a word that was typed apart: xi an is not xian.
  private crosses(offset: number, length: number): boolean {
    for (let at = offset + 1; at < offset + length; at += 1) if (this.cuts.has(at)) return true;
    return false;
  }

  private byInitials(column: Column, from: number, to: number): number {
    if (!this.initialled) return NONE;
    const { codes, begins } = column;
    const { initials } = this;
    const [bit, code] = [this.bits[0], this.codes[0]];
    const last = this.text.length < TELLING ? Math.min(from, to - 1) : to - 1;
    for (let place = from; place <= last; place += 1) {
      if (!begins[place] || ((initials[codes[place]] & bit) === 0 && codes[place] !== code)) continue;
      const end = this.followed(column, place + 1, to);
      if (end < 0) continue;
      let next = end;
      while (next < to && !begins[next]) next += 1;
      return this.found(INITIALS, place, end, from, next === to);
    }
    return NONE;
  }

  // How far the further initials reach from a place on; −1: others stand there.
  private followed({ codes, begins }: Column, from: number, to: number): number {
    let place = from;
    for (let at = 1; at < this.codes.length; at += 1, place += 1) {
      // Of a word in letters only the first one counts.
      while (place < to && !begins[place]) place += 1;
      if (place >= to) return -1;
      const code = codes[place];
      if ((this.initials[code] & this.bits[at]) === 0 && code !== this.codes[at]) return -1;
    }
    return place;
  }
}
