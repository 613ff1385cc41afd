// Claims beside one another: which say the same, and which figures cannot both be right.
import { group } from "./data/graph";
import { graph } from "./state";

// All claims that say what this one says, itself among them, in order of document.
export const alike = (claim: number): number[] => {
  const g = graph();
  if (!g.isFigure(claim)) {
    const { property } = g.core.claims;
    return [...group(g.claimsOfLink, g.linkOf[claim]).filter((it) => property[it] === property[claim])];
  }
  return [...group(g.figuresOf, g.subject(claim)).filter((it) => comparable(it, claim) && agree(it, claim))];
};

// How many documents say it.
export const sources = (claim: number): number => new Set(alike(claim).map((it) => graph().document(it))).size;

// Exact figures of the same thing that say another value of the same measure and time. Whether they count the same,
// only their words tell; what is merely rounded, or said in another unit, is no contradiction, and neither is what one
// document says side by side: 城乡分别增长5.3%、7%.
export const against = (claim: number): number[] => {
  const g = graph();
  if (!g.isFigure(claim) || !exact(claim)) return [];
  return [...group(g.figuresOf, g.subject(claim)).filter((it) => comparable(it, claim) && disagree(it, claim))];
};

const row = (claim: number): number => claim - graph().relations;
export const exact = (claim: number): boolean => {
  const { figures, qualifiers } = graph().core;
  return qualifiers[figures.qualifier[row(claim)]].name === "exact";
};

// The time that a figure is of: its period, else the year of its document; a document without either tells of its own.
const time = (claim: number): string => {
  const g = graph();
  const { period, strings } = g.core.figures;
  return strings[period[row(claim)]] || g.year(g.document(claim)) || `document ${g.document(claim)}`;
};

// Whose figure it is: reports of two provinces each count their own share of what the whole country has.
const share = (claim: number): string => {
  const document = graph().document(claim);
  const place = graph().core.documents.place[document];
  return place < 0 ? `document ${document}` : `${place}`;
};

// Units of one dimension, as multiples of its first; what is not here is comparable with itself alone.
const SCALES: Record<string, [string, number]> = {
  米: ["米", 1], 公里: ["米", 1e3], 里: ["米", 500], 厘米: ["米", 1e-2], 毫米: ["米", 1e-3],
  公斤: ["公斤", 1], 吨: ["公斤", 1e3], 斤: ["公斤", 0.5], 克: ["公斤", 1e-3],
  平方米: ["平方米", 1], 平方公里: ["平方米", 1e6], 公顷: ["平方米", 1e4], 亩: ["平方米", 2000 / 3],
  秒: ["秒", 1], 分钟: ["秒", 60], 小时: ["秒", 3600],
  瓦: ["瓦", 1], 千瓦: ["瓦", 1e3], 兆瓦: ["瓦", 1e6],
  MB: ["MB", 1], GB: ["MB", 1e3], P: ["PB", 1], PB: ["PB", 1], EB: ["PB", 1e3],
};
const unit = (claim: number): [string, number] => {
  const { figures } = graph().core;
  const written = figures.strings[figures.unit[row(claim)]];
  return Object.hasOwn(SCALES, written) ? SCALES[written] : [written, 1];
};

// What figures of one thing are compared by: measure, time, qualifier, whose they are, and units that can be told in
// one another. Kept, as an entity can have very many figures.
const kinds = new Map<number, string>();
export const kind = (claim: number): string => {
  let found = kinds.get(claim);
  if (found === undefined) {
    const { figures } = graph().core;
    found = `${figures.measure[row(claim)]} ${figures.qualifier[row(claim)]} ${unit(claim)[0]} ${share(claim)} ${time(claim)}`;
    kinds.set(claim, found);
  }
  return found;
};
const comparable = (one: number, other: number): boolean => {
  const { measure } = graph().core.figures;
  return measure[row(one)] === measure[row(other)] && kind(one) === kind(other);
};

// How far a number may lie from what it says: half of its last written place. 95000 was written 9.5万, 95300 and 1000 in full.
const slack = (value: string): number => {
  const decimals = value.split(".")[1]?.length ?? 0;
  if (decimals > 0) return 0.5 * 10 ** -decimals;
  const [, digits, zeros] = /^-?(\d*?)(0*)$/.exec(value.split(".")[0])!;
  return digits.length >= 2 && zeros.length >= 3 ? 0.5 * 10 ** zeros.length : 0;
};

// A figure in the first unit of its dimension, and how far it may lie from what it says.
export interface Amount { size: number; slack: number }
export const amountOf = (claim: number): Amount => {
  const value = graph().core.figures.value[row(claim)];
  const [, scale] = unit(claim);
  return { size: Number(value) * scale, slack: slack(value) * scale };
};
// The last part is what computing with fractions may lose.
export const near = (one: Amount, other: Amount): boolean =>
  Math.abs(one.size - other.size) <= Math.max(one.slack, other.slack) + Math.abs(one.size) * 1e-9;
const agree = (one: number, other: number): boolean => near(amountOf(one), amountOf(other));

const disagree = (one: number, other: number): boolean => !agree(one, other) && !beside(one, other);

// What one document says side by side, or without saying of when: so far this year, in five years, planned.
const REACH = 40; // characters between two figures of one passage, at most
export const beside = (one: number, other: number): boolean => {
  const g = graph();
  const { period, strings } = g.core.figures;
  if (g.document(one) !== g.document(other)) return false;
  const gap = Math.max(g.start(one), g.start(other)) - Math.min(g.end(one), g.end(other));
  return gap < REACH || [one, other].some((it) => strings[period[row(it)]] === "");
};
