// What is cited: the graph, a view of it, or one claim, which is cited as the passage of its document.
import { iris } from "../data/iris";
import { address } from "../hash";
import { figureOf, nameOf, propertyName, titleOf } from "../ui/names";
import { graph, texts } from "../state";
import { lang } from "../tongue";

export interface Citation {
  key: string; // ASCII
  title: string;
  container: string; // what it is part of; "" for none
  publisher: string;
  issued: string; // ISO 8601 date, month or year, or ""
  version: string;
  url: string;
  quote: string;
  place: string;
  note: string;
  language: "zh" | "en";
  kind: "dataset" | "document";
}

const GRAPH = {
  zh: "提法：党政文献知识图谱",
  en: "Tifa: a knowledge graph of Chinese party and government documents",
};

// What names the build for certain: the hash at the end of its run's IRI, and of its corpus.
const version = (): string => {
  const { program, build, corpus } = graph().core.origin;
  const run = build.split("/").at(-1) ?? "";
  const digest = corpus.replace(/^sha256:/, "").slice(0, 12);
  return [program, run, digest].filter((it) => it !== "").join(", ");
};

const dataset = (): Citation => {
  const { build, to } = graph().core.origin;
  return {
    key: `tifa-${(build.split("/").at(-1) ?? "").slice(0, 16) || "graph"}`,
    title: GRAPH[lang.value],
    container: "",
    publisher: "",
    issued: (to ?? "").slice(0, 4),
    version: version(),
    url: build,
    quote: "",
    place: "",
    note: "",
    language: lang.value,
    kind: "dataset",
  };
};

export const citeGraph = (): Citation => dataset();

// The state of the page, without the place where the file lies on this machine.
export const citeView = (title: string): Citation => {
  const hash = new URL(address()).hash;
  return { ...dataset(), key: `${dataset().key}-view`, title, container: GRAPH[lang.value], note: hash };
};

export const citeClaim = async (claim: number): Promise<Citation> => {
  const g = graph();
  const document = g.document(claim);
  const { documents, publishers } = g.core;
  const range = { start: g.start(claim), end: g.end(claim) };
  const iri = (await iris())[claim];
  return {
    key: `tifa-${iri.replace(/[^A-Za-z0-9]+/g, "-")}`,
    title: titleOf(document),
    container: GRAPH[lang.value],
    publisher: documents.publisher[document] < 0 ? "" : publishers[documents.publisher[document]].zh,
    issued: documents.issued[document],
    version: version(),
    url: g.core.base + iri,
    quote: (await texts().read(document)).slice(range),
    place: lang.value === "zh" ? `第 ${range.start}–${range.end} 字` : `characters ${range.start}–${range.end}`,
    note: documents.name[document],
    language: "zh",
    kind: "document",
  };
};

// A claim in words: A implements B; a figure: A: measure value.
export const told = (claim: number): string => {
  const g = graph();
  if (!g.isFigure(claim)) {
    const { subject, property, object } = g.core.claims;
    return `${nameOf(subject[claim])} ${propertyName(property[claim])} ${nameOf(object[claim])}`;
  }
  const { measure, value, period } = figureOf(claim);
  const said = [measure, value].filter((it) => it !== "").join(" ");
  const about = nameOf(g.subject(claim));
  return lang.value === "zh"
    ? `${about}：${said}${period ? `（${period}）` : ""}`
    : `${about}: ${said}${period ? ` (${period})` : ""}`;
};
