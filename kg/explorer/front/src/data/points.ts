// Offsets count code points; a string of JavaScript counts UTF-16 units. They differ where a text has characters
// beyond the Basic Multilingual Plane.

const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;

export class Points {
  readonly length: number;
  // Where each code point begins, where there are pairs; else the two counts agree.
  private readonly at: Uint32Array | null;

  constructor(readonly text: string) {
    if (!PAIR.test(text)) {
      this.at = null;
      this.length = text.length;
      return;
    }
    const at: number[] = [];
    for (let unit = 0; unit < text.length; ) {
      at.push(unit);
      unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
    }
    this.length = at.length;
    this.at = Uint32Array.from([...at, text.length]);
  }

  slice(start: number, end: number): string {
    const from = Math.max(0, Math.min(start, this.length));
    const to = Math.max(from, Math.min(end, this.length));
    return this.at === null ? this.text.slice(from, to) : this.text.slice(this.at[from], this.at[to]);
  }

  // The code points before a UTF-16 unit.
  count(unit: number): number {
    if (this.at === null) return unit;
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
