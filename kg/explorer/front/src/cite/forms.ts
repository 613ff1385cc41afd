// The forms of a citation: BibTeX, RIS, GB/T 7714—2015. However hostile a title, a parser of each takes them.
import type { Citation } from "./citation";

const LONGEST = 1000;
// Braces must pair even where they are escaped, so they are spelled out.
const TEX: Record<string, string> = {
  "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}", "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_",
};
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

// One line without what is invisible or turns the words around it.
export const line = (text: string): string => {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]+/gu, " ").replace(/\s+/g, " ").trim();
  const characters = [...plain];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : plain;
};
const tex = (text: string): string => line(text).replace(/[\\{}~^&%$#_]/g, (it) => TEX[it]);
const inner = (text: string): string => text.replace(/“/g, "‘").replace(/”/g, "’");
const date = (issued: string): string[] => (/^\d{4}(-\d\d(-\d\d)?)?$/.test(issued) ? issued.split("-") : []);
const aside = (it: Citation): string =>
  [it.quote && `“${inner(it.quote)}”`, it.place, it.note].filter((part) => part !== "").join("; ");

export const bibtex = (it: Citation): string => {
  const [year = "", month = ""] = date(it.issued);
  const fields: [string, string][] = [
    ["title", `{${tex(it.title)}}`],
    ["howpublished", tex(it.container)],
    ["publisher", tex(it.publisher)],
    ["date", date(it.issued).join("-")],
    ["year", year],
    ["version", tex(it.version)],
    ["url", it.url],
    ["note", tex(aside(it))],
    ["langid", it.language === "zh" ? "chinese" : "english"],
  ];
  const lines = fields.filter(([, value]) => value !== "").map(([name, value]) => `  ${name} = {${value}},\n`);
  if (MONTHS[Number(month) - 1] !== undefined) lines.push(`  month = ${MONTHS[Number(month) - 1]},\n`);
  return `@misc{${it.key},\n${lines.join("")}}\n`;
};

export const ris = (it: Citation): string => {
  const [year = "", month = "", day = ""] = date(it.issued);
  const fields: [string, string][] = [
    ["TY", it.kind === "dataset" ? "DATA" : "GEN"],
    ["ID", it.key],
    ["TI", it.title],
    ["T2", it.container],
    ["PY", year],
    ["DA", year && `${year}/${month}/${day}/`],
    ["PB", it.publisher],
    ["ET", it.version],
    ["SP", it.place],
    ["N1", aside(it)],
    ["UR", it.url],
    ["LA", it.language],
  ];
  const lines = fields.filter(([, value]) => value !== "").map(([tag, value]) => `${tag}  - ${line(value)}\r\n`);
  return `${lines.join("")}ER  - \r\n`;
};

// 责任者. 题名[文献类型标识/文献载体标识]. 出版项, 日期[引用日期]. 获取和访问路径. `today` is the day of citing, ISO 8601.
export const gbt = (it: Citation, today: string): string => {
  const parts = [
    it.publisher && line(it.publisher),
    `${line(it.title)}[${it.kind === "dataset" ? "DS/OL" : "EB/OL"}]`,
    line([it.container, it.version].filter((part) => part !== "").join(", ")),
    `${it.issued ? `(${line(it.issued)})` : ""}[${today}]`,
    it.url,
  ];
  const beside = [it.quote && `“${line(inner(it.quote))}”`, line(it.place), line(it.note)].filter((part) => part !== "");
  const said = beside.length > 0 ? ` ${beside.join(", ")}.` : "";
  return `${parts.filter((part) => part !== "").join(". ")}.${said}\n`;
};
