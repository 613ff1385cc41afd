// The documents' dates cut into years; into months, or days, where all lie close together.
import { computed } from "@preact/signals";
import { heard } from "../filters/tally";
import { DOCUMENT_FAILS, documentFails, period } from "../sieve";
import { graph } from "../state";

interface Bucket { from: string; to: string } // first and last year, month or day
interface Buckets {
  all: Bucket[]; // without a gap, oldest first
  of: Int32Array; // document → bucket; −1: undated
  documents: Uint32Array; // bucket → documents
  undated: number;
}

// No more than can be told apart and hit.
const MOST = 160;
const FEW_MONTHS = 36;
const FEW_DAYS = 92;

const two = (value: number): string => String(value).padStart(2, "0");

interface Unit { number(date: string): number; name(number: number): string }
const YEAR: Unit = { number: (date) => Number(date.slice(0, 4)), name: (it) => String(it).padStart(4, "0") };
const MONTH: Unit = {
  number: (date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1,
  name: (it) => `${YEAR.name(Math.floor(it / 12))}-${two((it % 12) + 1)}`,
};
const DAY: Unit = {
  number: (date) => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000,
  name: (it) => new Date(it * 86_400_000).toISOString().slice(0, 10),
};

// The finest that all dates say, where they lie close enough together.
const unitOf = (dates: string[]): Unit => {
  const shortest = Math.min(...dates.map((it) => it.length));
  const span = ({ number }: Unit) => Math.max(...dates.map(number)) - Math.min(...dates.map(number)) + 1;
  if (shortest >= 10 && span(DAY) <= FEW_DAYS) return DAY;
  return shortest >= 7 && span(MONTH) <= FEW_MONTHS ? MONTH : YEAR;
};

const cut = (issued: string[]): Buckets => {
  const dates = [...new Set(issued.filter((it) => it !== ""))];
  const of = new Int32Array(issued.length).fill(-1);
  if (dates.length === 0) return { all: [], of, documents: new Uint32Array(), undated: issued.length };
  const unit = unitOf(dates);
  const numbers = dates.map(unit.number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const step = Math.ceil((last - first + 1) / MOST);
  const all = Array.from({ length: Math.ceil((last - first + 1) / step) }, (_, at) => ({
    from: unit.name(first + at * step),
    to: unit.name(Math.min(first + (at + 1) * step - 1, last)),
  }));
  const documents = new Uint32Array(all.length);
  issued.forEach((date, document) => {
    if (date === "") return;
    of[document] = Math.floor((unit.number(date) - first) / step);
    documents[of[document]] += 1;
  });
  return { all, of, documents, undated: issued.filter((it) => it === "").length };
};

let known: Buckets | null = null;
export const buckets = (): Buckets => (known ??= cut(graph().core.documents.issued));

// Claims of each bucket that pass all filters but that of time.
export const heights = computed((): Uint32Array => {
  const { all, of } = buckets();
  const found = new Uint32Array(all.length);
  documentFails.value.forEach((fails, document) => {
    if (of[document] >= 0 && (fails & ~DOCUMENT_FAILS.time) === 0) found[of[document]] += heard.value[document];
  });
  return found;
});

// First and last bucket of the span that is chosen.
export const chosen = computed((): [number, number] => {
  const { all } = buckets();
  const { from, to } = period.value;
  const last = all.length - 1;
  const a = from === "" ? 0 : all.findIndex((it) => it.to.slice(0, from.length) >= from.slice(0, it.to.length));
  const b = to === "" ? last : all.findLastIndex((it) => it.from.slice(0, to.length) <= to.slice(0, it.from.length));
  const first = a < 0 ? last : a;
  return [first, Math.max(first, b)];
});

// All of it is no filter: what has no date is shown again.
export const choose = (first: number, last: number): void => {
  const { all } = buckets();
  const whole = first === 0 && last === all.length - 1;
  const next = whole ? { from: "", to: "" } : { from: all[first].from, to: all[last].to };
  if (next.from !== period.value.from || next.to !== period.value.to) period.value = next;
};
