// The graph as columns, with what is asked of it all the time worked out once.
import type { Core, Lang, Lists, Sparse } from "./format";

const dense = <T>(column: Sparse<T>): Map<number, T> =>
  new Map(column.at.map((row, place) => [row, column.values[place]]));

export const listed = (lists: Lists, row: number): number[] =>
  lists.items.slice(lists.offsets[row], lists.offsets[row + 1]);

// Which numbers belong to each of `size` owners, in order: the numbers of owner n lie at offsets[n] … offsets[n + 1].
interface Groups { offsets: Uint32Array; items: Uint32Array }

const grouped = (size: number, pairs: (take: (owner: number, item: number) => void) => void): Groups => {
  const offsets = new Uint32Array(size + 1);
  let total = 0;
  pairs((owner) => {
    offsets[owner + 1] += 1;
    total += 1;
  });
  for (let owner = 0; owner < size; owner += 1) offsets[owner + 1] += offsets[owner];
  const next = offsets.slice();
  const items = new Uint32Array(total);
  pairs((owner, item) => {
    items[next[owner]] = item;
    next[owner] += 1;
  });
  return { offsets, items };
};

export const group = (groups: Groups, owner: number): Uint32Array =>
  groups.items.subarray(groups.offsets[owner], groups.offsets[owner + 1]);

export class Graph {
  readonly size: number; // entities
  readonly relations: number; // relation claims; figures are numbered on from here
  readonly statements: number; // relation claims and figures
  readonly en: Map<number, string>;
  readonly names: Map<number, string[]>;
  readonly definitions: Map<number, Partial<Record<Lang, string>>>;
  readonly roles: Map<number, string>;
  readonly divisionLevel: Map<number, number>;
  // Entity → its relation claims, as subject or object; its figures; document → claims and figures.
  readonly claimsOf: Groups;
  readonly figuresOf: Groups;
  readonly saidIn: Groups;
  // Document → entities that it names.
  readonly namedIn: Groups;
  // Distinct connected pairs, from subject to object, ordered by both; link → its claims; claim → its link.
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly claimsOfLink: Groups;
  readonly linkOf: Uint32Array;
  // Entity → its links.
  readonly linksOf: Groups;
  readonly degree: Uint32Array; // relation claims of each entity
  readonly mentions: Uint32Array; // how often it is named, over all documents
  private readonly rows: Map<string, number>;

  constructor(readonly core: Core) {
    const { entities, claims, figures } = core;
    this.size = entities.iri.length;
    this.relations = claims.subject.length;
    this.statements = this.relations + figures.about.length;
    this.en = dense(entities.en);
    this.names = dense(entities.names);
    this.definitions = dense(entities.definition);
    this.divisionLevel = dense(entities.level);
    this.roles = dense(claims.role);
    this.rows = new Map(entities.iri.map((iri, row) => [iri, row]));
    this.claimsOf = grouped(this.size, (take) => {
      for (let claim = 0; claim < this.relations; claim += 1) {
        take(claims.subject[claim], claim);
        if (claims.subject[claim] !== claims.object[claim]) take(claims.object[claim], claim);
      }
    });
    this.figuresOf = grouped(this.size, (take) => {
      figures.about.forEach((about, row) => take(about, this.relations + row));
    });
    this.saidIn = grouped(core.documents.iri.length, (take) => {
      for (let claim = 0; claim < this.statements; claim += 1) take(this.document(claim), claim);
    });
    this.namedIn = grouped(core.documents.iri.length, (take) => {
      for (let row = 0; row < this.size; row += 1) {
        for (let at = entities.documents.offsets[row]; at < entities.documents.offsets[row + 1]; at += 1) {
          take(entities.documents.items[at], row);
        }
      }
    });
    const order = Uint32Array.from(claims.subject.keys()).sort(
      (a, b) => claims.subject[a] - claims.subject[b] || claims.object[a] - claims.object[b] || a - b,
    );
    this.linkOf = new Uint32Array(this.relations);
    const from: number[] = [];
    const to: number[] = [];
    for (const claim of order) {
      const [subject, object] = [claims.subject[claim], claims.object[claim]];
      if (from.at(-1) !== subject || to.at(-1) !== object) {
        from.push(subject);
        to.push(object);
      }
      this.linkOf[claim] = from.length - 1;
    }
    this.from = Uint32Array.from(from);
    this.to = Uint32Array.from(to);
    this.claimsOfLink = grouped(from.length, (take) => this.linkOf.forEach((link, claim) => take(link, claim)));
    this.linksOf = grouped(this.size, (take) => {
      for (let link = 0; link < from.length; link += 1) {
        take(from[link], link);
        if (from[link] !== to[link]) take(to[link], link);
      }
    });
    this.degree = new Uint32Array(this.size);
    this.mentions = new Uint32Array(this.size);
    for (let row = 0; row < this.size; row += 1) {
      this.degree[row] = this.claimsOf.offsets[row + 1] - this.claimsOf.offsets[row];
      for (let at = entities.documents.offsets[row]; at < entities.documents.offsets[row + 1]; at += 1) {
        this.mentions[row] += entities.times[at];
      }
    }
  }

  // The row of an entity by its IRI, with or without its base.
  row(iri: string): number | null {
    const { base } = this.core;
    return this.rows.get(iri.startsWith(base) ? iri.slice(base.length) : iri) ?? null;
  }

  isFigure(claim: number): boolean {
    return claim >= this.relations;
  }

  // The column of claims or of figures that a claim number lies in, and its row there.
  private said<K extends "document" | "start" | "end" | "rule" | "confidence">(column: K, claim: number): number {
    return claim < this.relations ? this.core.claims[column][claim] : this.core.figures[column][claim - this.relations];
  }

  document(claim: number): number { return this.said("document", claim); }
  start(claim: number): number { return this.said("start", claim); }
  end(claim: number): number { return this.said("end", claim); }
  rule(claim: number): number { return this.said("rule", claim); }
  confidence(claim: number): number { return this.said("confidence", claim) / 100; }

  // The entity that a claim is about first: its subject, or what the figure is about.
  subject(claim: number): number {
    return claim < this.relations ? this.core.claims.subject[claim] : this.core.figures.about[claim - this.relations];
  }

  // The neighbours of an entity, foremost first, without itself.
  neighbours(row: number): number[] {
    const found = new Set<number>();
    for (const link of group(this.linksOf, row)) found.add(this.from[link] === row ? this.to[link] : this.from[link]);
    found.delete(row);
    return [...found].sort((a, b) => a - b);
  }

  // The documents that name an entity, and how often each does.
  documents(row: number): { document: number; times: number }[] {
    const { documents, times } = this.core.entities;
    return listed(documents, row).map((document, at) => ({ document, times: times[documents.offsets[row] + at] }));
  }

  // The link from one entity to another; null where none claims one.
  link(from: number, to: number): number | null {
    for (const link of group(this.linksOf, from)) if (this.from[link] === from && this.to[link] === to) return link;
    return null;
  }

  year(document: number): string {
    return this.core.documents.issued[document].slice(0, 4);
  }
}
