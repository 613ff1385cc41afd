// The characters that names have, by number, with the syllables that each may be read as. A traditional character has
// the number of its simplified one.
import type { Core } from "../data/format";

export class Alphabet {
  // What syllables may be typed as: ü is v or u.
  readonly spellings: string[][];
  // By number: syllables, and their first letters as bits.
  readonly readings: (readonly number[])[] = [[]];
  readonly initials: number[] = [0];
  private readonly numbers = new Uint16Array(0x10000);

  private readonly simplified = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);

  constructor(private readonly pinyin: Core["pinyin"], { traditional, simplified }: Core["script"]) {
    for (let at = 0; at < traditional.length; at += 1) this.simplified[traditional.charCodeAt(at)] = simplified.charCodeAt(at);
    this.spellings = pinyin.syllables.map((it) => [...new Set([it, it.replaceAll("v", "u")])]);
  }

  get size(): number {
    return this.readings.length;
  }

  // The number of a character; 0 for one that no name has.
  number(unit: number): number {
    return this.numbers[this.simplified[unit]];
  }

  add(written: number): number {
    const unit = this.simplified[written];
    if (this.numbers[unit] !== 0) return this.numbers[unit];
    const readings = this.pinyin.characters[String.fromCharCode(unit)] ?? [];
    this.numbers[unit] = this.readings.length;
    this.readings.push(readings);
    this.initials.push(readings.reduce((bits, it) => bits | (1 << (this.pinyin.syllables[it].charCodeAt(0) - 97)), 0));
    return this.numbers[unit];
  }
}
