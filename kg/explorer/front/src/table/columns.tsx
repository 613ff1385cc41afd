// The four tables and what each of their columns says of a row. A row is an entity, a claim's number or a document.
import type { ComponentChildren } from "preact";
import { openClaim, openDocument } from "../reading";
import { sieve } from "../sieve";
import { graph } from "../state";
import { documentTally, entityTally } from "../tallies";
import { named, number, tongue } from "../tongue";
import { className, nameOf, placeOf, propertyName, publisherOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Quote } from "../ui/quote";
import { Way } from "../ui/way";
import type { Kind } from "./order";

export const TABLES = ["entities", "relations", "figures", "documents"] as const;
export type TableName = (typeof TABLES)[number];

export interface Column {
  key: keyof typeof words.value;
  kind: Kind;
  value(row: number): string | number; // as it is sorted and exported; "": nothing said
  cell?(row: number): ComponentChildren;
  exported?: boolean; // only in the file
}

export const words = tongue({
  zh: {
    name: "名称", english: "英文名", class: "类别", relations: "关系", figures: "数据", mentions: "提及次数", documents: "文献数",
    first: "最早日期", last: "最晚日期", subject: "主体", property: "关系", object: "对象", role: "职务", document: "文献",
    date: "日期", place: "地区", confidence: "置信度", rule: "规则", quote: "原文", about: "关于", measure: "指标",
    qualifier: "限定", value: "数值", unit: "单位", period: "时期", title: "标题", file: "文件", level: "层级",
    publisher: "发布机构", characters: "字数", entities: "实体", iri: "IRI", subjectIri: "主体 IRI", objectIri: "对象 IRI",
    documentIri: "文献 IRI", start: "起", end: "止",
  },
  en: {
    name: "Name", english: "English", class: "Class", relations: "Relations", figures: "Figures", mentions: "Mentions",
    documents: "Documents", first: "First date", last: "Last date", subject: "Subject", property: "Relation",
    object: "Object", role: "Role", document: "Document", date: "Date", place: "Place", confidence: "Confidence", rule: "Rule",
    quote: "Evidence", about: "About", measure: "Measure", qualifier: "Qualifier", value: "Value", unit: "Unit", period: "Period",
    title: "Title", file: "File", level: "Level", publisher: "Publisher", characters: "Characters", entities: "Entities",
    iri: "IRI", subjectIri: "Subject IRI", objectIri: "Object IRI", documentIri: "Document IRI", start: "Start", end: "End",
  },
});

// A number as the graph writes it, its digits in groups.
const grouped = (digits: string): string => digits.replace(/^-?\d+/, (it) => it.replace(/\B(?=(\d{3})+$)/g, ","));
const counted = (key: Column["key"], value: (row: number) => number): Column => ({ key, kind: "number", value, cell: (row) => number(value(row)) });
const worded = (key: Column["key"], value: (row: number) => string, kind: Kind = "text"): Column => ({
  key, kind, value, cell: (row) => <Phrase text={value(row)} most={60} />,
});
const entityColumn = (key: Column["key"], of: (row: number) => number): Column => ({
  key, kind: "text", value: (row) => nameOf(of(row)), cell: (row) => <Way row={of(row)} most={40} />,
});
const exported = (key: Column["key"], value: (row: number) => string | number, kind: Kind = "text"): Column => ({ key, kind, value, exported: true });

const dateOf = (document: number): string => (document < 0 ? "" : graph().core.documents.issued[document]);
const levelOf = (document: number): string => {
  const place = graph().core.documents.place[document];
  return place < 0 ? "" : named(graph().core.levels[graph().core.places[place].level]?.label ?? {});
};
const entityIri = (row: number): string => graph().core.base + graph().core.entities.iri[row];
const string = (column: "measure" | "unit" | "period") => (claim: number): string => {
  const { figures } = graph().core;
  return figures.strings[figures[column][claim - graph().relations]];
};

const ClaimLink = ({ claim, text }: { claim: number; text: string }) => (
  <button type="button" class="plain open-row" data-opens={claim} onClick={() => openClaim(claim)}>{text}</button>
);
const DocumentLink = ({ document }: { document: number }) => (
  <button type="button" class="plain open-row" data-document={document} onClick={() => openDocument({ document, start: 0, end: 0 })}>
    <Phrase text={titleOf(document)} most={48} />
  </button>
);

// The words of a claim first, then where they stand and how sure they are, alike for relations and figures.
const said = (): Column[] => {
  const g = graph();
  return [
    // In the order in which the corpus says it: claims are numbered so, and words are not known before their block is.
    { key: "quote", kind: "number", value: (claim) => claim, cell: (claim) => <Quote claim={claim} /> },
    { ...worded("document", (claim) => titleOf(g.document(claim))), cell: (claim) => <Phrase text={titleOf(g.document(claim))} most={32} /> },
    worded("date", (claim) => dateOf(g.document(claim)), "date"),
    worded("place", (claim) => placeOf(g.document(claim))),
    { key: "confidence", kind: "number", value: (claim) => g.confidence(claim).toFixed(2) },
    { key: "rule", kind: "text", value: (claim) => g.core.rules[g.rule(claim)].name, cell: (claim) => {
      const rule = g.core.rules[g.rule(claim)];
      return <code title={named(rule.says)}>{rule.name}</code>;
    } },
    exported("start", (claim) => g.start(claim), "number"),
    exported("end", (claim) => g.end(claim), "number"),
    exported("documentIri", (claim) => g.core.documents.iri[g.document(claim)]),
  ];
};

const entityColumns = (): Column[] => {
  const g = graph();
  const tally = entityTally.value;
  return [
    { ...worded("name", (row) => g.core.entities.zh[row]), cell: (row) => <Way row={row} most={40} text={g.core.entities.zh[row]} /> },
    worded("english", (row) => g.en.get(row) ?? ""),
    worded("class", (row) => className(g.core.entities.type[row])),
    counted("relations", (row) => tally.relations[row]),
    counted("figures", (row) => tally.figures[row]),
    counted("mentions", (row) => tally.mentions[row]),
    counted("documents", (row) => tally.documents[row]),
    worded("first", (row) => dateOf(tally.first[row]), "date"),
    worded("last", (row) => dateOf(tally.last[row]), "date"),
    exported("iri", entityIri),
  ];
};

const relationColumns = (): Column[] => {
  const g = graph();
  const { claims } = g.core;
  return [
    entityColumn("subject", (claim) => claims.subject[claim]),
    { key: "property", kind: "text", value: (claim) => propertyName(claims.property[claim]),
      cell: (claim) => <ClaimLink claim={claim} text={propertyName(claims.property[claim])} /> },
    entityColumn("object", (claim) => claims.object[claim]),
    ...said(),
    worded("role", (claim) => g.roles.get(claim) ?? ""),
    exported("subjectIri", (claim) => entityIri(claims.subject[claim])),
    exported("objectIri", (claim) => entityIri(claims.object[claim])),
  ];
};

const figureColumns = (): Column[] => {
  const g = graph();
  const { figures, qualifiers } = g.core;
  const row = (claim: number): number => claim - g.relations;
  return [
    entityColumn("about", (claim) => figures.about[row(claim)]),
    worded("measure", string("measure")),
    worded("qualifier", (claim) => named(qualifiers[figures.qualifier[row(claim)]].label)),
    { key: "value", kind: "number", value: (claim) => figures.value[row(claim)],
      cell: (claim) => <ClaimLink claim={claim} text={grouped(figures.value[row(claim)])} /> },
    worded("unit", string("unit")),
    worded("period", string("period"), "date"),
    ...said(),
    exported("subjectIri", (claim) => entityIri(figures.about[row(claim)])),
  ];
};

const documentColumns = (): Column[] => {
  const { documents } = graph().core;
  const tally = documentTally.value;
  return [
    { key: "title", kind: "text", value: titleOf, cell: (row) => <DocumentLink document={row} /> },
    worded("file", (row) => documents.name[row]),
    worded("date", dateOf, "date"),
    worded("place", placeOf),
    worded("level", levelOf),
    worded("publisher", publisherOf),
    counted("characters", (row) => documents.length[row]),
    counted("entities", (row) => tally.entities[row]),
    counted("relations", (row) => tally.relations[row]),
    counted("figures", (row) => tally.figures[row]),
    counted("mentions", (row) => tally.mentions[row]),
    exported("iri", (row) => documents.iri[row]),
  ];
};

export const columnsOf = (table: TableName): Column[] =>
  ({ entities: entityColumns, relations: relationColumns, figures: figureColumns, documents: documentColumns })[table]();

// The rows of a table that pass the sieve, in their own order: the foremost entity first, claims as the corpus says them.
export const rowsOf = (table: TableName): Uint32Array => {
  const { entities, claims, documents } = sieve.value;
  const { relations } = graph();
  const mask = { entities, relations: claims.subarray(0, relations), figures: claims.subarray(relations), documents }[table];
  const first = table === "figures" ? relations : 0;
  const rows = new Uint32Array(mask.length);
  let count = 0;
  mask.forEach((passes, row) => {
    if (passes) rows[count++] = first + row;
  });
  return rows.subarray(0, count);
};
