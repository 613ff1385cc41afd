// What kg/explorer/core.py and kg/explorer/blocks.py write into the page. Columns are as long as what they describe;
// an index names a row of another column. Text stands once; numbers are integers.

export type Lang = "zh" | "en";
export type Label = Record<Lang, string>;
// Row → value, for columns that are mostly empty: ascending rows, and as many values.
export interface Sparse<T> { at: number[]; values: T[] }
// Lists laid end to end: the items of row n are items[offsets[n] … offsets[n + 1]].
export interface Lists { offsets: number[]; items: number[] }

export interface Core {
  lang: Lang; // the language that the page opens in
  origin: Origin;
  base: string; // what every IRI of an entity, a claim or a figure begins with
  classes: { name: string; label: Label; shape: string; filled: boolean; light: string; dark: string }[];
  properties: { name: string; label: Label; inverse: Label | null }[];
  rules: { name: string; says: Label }[]; // what made a claim, and what that rule does
  places: { name: Label; level: number; entity: number }[]; // places that documents speak for; entity −1: no node
  levels: { name: string; label: Label }[]; // country, province, prefecture, county
  publishers: Label[];
  documents: {
    iri: string[]; title: string[]; name: string[]; // name: path, or path#row
    issued: string[]; // 2024-04-30, 2024-04, 2024 or ""
    place: number[]; publisher: number[]; // −1: not known
    length: number[]; // code points of the text
    block: number[]; // the block that holds its text
    whole: boolean[]; // false: the block has only the sentences that claims rest on
  };
  entities: {
    iri: string[]; // without base: campaign/ba-ba-zhan-lue-1a2b3c4d
    type: number[];
    zh: string[]; // preferred label, Chinese where there is one
    en: Sparse<string>;
    names: Sparse<string[]>; // further labels
    definition: Sparse<Partial<Label>>; // curated, never a document's words
    level: Sparse<number>; // of a division
    x: number[]; y: number[]; community: number[];
    documents: Lists; // the documents that name it, ascending …
    times: number[]; // … and how often each, beside documents.items; 0: meant by context, never named
  };
  // Rows 0 … n of entities go from the foremost to the least.
  communities: { entities: number[]; x: number; y: number; radius: number; size: number }[]; // entities: its strongest, at most five
  // Relation claims, in order of document and place in it; rows are claim numbers.
  claims: Said & { subject: number[]; property: number[]; object: number[]; role: Sparse<string> };
  // Figures; numbered on from the claims: figure n is claim number claims.length + n.
  figures: Said & {
    about: number[]; measure: number[]; qualifier: number[]; unit: number[]; // measure, unit and period: index into strings; "" for none
    value: string[]; period: number[];
    strings: string[];
  };
  qualifiers: { name: string; label: Label }[]; // exact, atLeast, atMost, approximate
  pinyin: { syllables: string[]; characters: Record<string, number[]> }; // the readings that the names here have
  // Traditional characters whose simplified ones stand in the names here, each at the place of the other.
  script: { traditional: string; simplified: string };
}

// Where a claim stands. start, end: code points of the document's cleaned text, half-open. In the file a start is the
// difference to that of the row before, where this has the same document, and an end is the length: see data/core.ts.
export interface Said {
  document: number[]; start: number[]; end: number[];
  rule: number[];
  confidence: number[]; // hundredths
  // Code points from start; length 0 where the end of the claim is carried over or has no words of its own here.
  subjectAt: number[]; subjectLength: number[];
  cueAt: number[]; cueLength: number[];
  objectAt: number[]; objectLength: number[]; // of a figure: its number with the unit
}

interface Origin {
  program: string; // tifa 0.1.0
  build: string; // IRI of the run, which names version, ontology and options by their hash
  corpus: string; // sha256 over the documents' text hashes
  ontology: string; // digest
  counts: { documents: number; characters: number; mentions: number; entities: number; relations: number; figures: number };
  skipped: { where: string; problem: string; remedy: string }[];
  from: string | null; // first and last date of the documents
  to: string | null;
}

// A block of texts: <script type="application/octet-stream" id="block-N">base64 of gzip of JSON</script>
export type Block = Text[]; // one for each document with block N, in order
export interface Text {
  pieces: [number, string][]; // start (code points) and text; one piece from 0 where the document is whole
  // Mentions in order of start; starts are differences to the one before.
  starts: number[]; lengths: number[]; entities: number[];
}

// The IRIs of claims and figures without base, by claim number: <script id="iris">, packed as the rest. Nothing else in
// the page is as long: most are a hash, which packs best without anything between.
export interface Iris { claims: Names; figures: Names }
// Row n is `before` and the n-th `width` characters of `rest`, or its n-th line where width is 0.
export interface Names { before: string; width: number; rest: string }

// The lives of phrases: <script id="lives">, packed as the rest; written by kg/explorer/lives.py. A use is a mention; those of an
// entity are counted on from document to document, in the order of entities.documents and of their places.
export interface Lives {
  rows: number[]; // entities, each as the step from the one before; the columns below have a value for each
  peak: number[]; // year of the highest rate; 0: no use in a dated document
  heats: number[]; // tiers, digits of one number: the peak's lowest and highest, then those of the last year with documents
  revivals: Sparse<number[]>; // years that use it again after others had documents without it
  firsts: Sparse<number>; // so many documents may have the first use, where their dates leave open which
  acts: string[]; // a hexadecimal digit a use: 3 · act (proposes, implements, evaluates, repeats) + mood (stated, planned, negated)
  origins: Sparse<number[]>; // uses that first propose it: one, or those between which dates leave it open
  tiers: string[];
  years: number[]; documents: number[]; characters: number[]; // years with documents, and what these have
  intervals: { counts: number[]; low: number[]; high: number[] }; // exact 95 % interval of a number of uses, in thousandths
}
