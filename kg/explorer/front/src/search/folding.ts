// Text as it is compared: one width, one case, no accents, no punctuation; the same as kg/search folds it.

// Stands for what parts words.
export const BREAK = 0;

const known: (readonly number[] | undefined)[] = new Array(0x10000);

// What a UTF-16 unit is compared as. Halves of a pair stand for themselves: two of them are still found together.
const folded = (unit: number): readonly number[] => {
  const before = known[unit];
  if (before !== undefined) return before;
  const character = String.fromCharCode(unit);
  let units: number[];
  if (unit >= 0xd800 && unit <= 0xdfff) units = [unit];
  else {
    const bare = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().normalize("NFKC");
    units = [...bare].flatMap((it) => (/[\p{L}\p{N}]/u.test(it) ? it.split("").map((half) => half.charCodeAt(0)) : [BREAK]));
  }
  known[unit] = units;
  return units;
};

const isLetter = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit > 0x7f && unit < 0x2e80 && /\p{L}/u.test(String.fromCharCode(unit)));

// Give each unit of a text as it is compared, whether a name may be found from there on, and its place in the text.
// Letters are found from the beginning of their word on, Chinese and digits from anywhere.
export const lay = (text: string, take: (unit: number, begins: boolean, place: number) => void): void => {
  let within = false;
  for (let place = 0; place < text.length; place += 1) {
    for (const unit of folded(text.charCodeAt(place))) {
      const letter = isLetter(unit);
      take(unit, !(letter && within), place);
      within = letter;
    }
  }
};

// The words of a text, each as it is compared.
export const words = (text: string): string[] => {
  let joined = "";
  lay(text, (unit) => (joined += unit === BREAK ? " " : String.fromCharCode(unit)));
  return joined.split(" ").filter((it) => it !== "");
};
