// What stands out and what steps back: one tone for each node and each link, from the filters and the selection.
import type { OverviewData } from "./types.ts";

export const HIDDEN = 0; // a node's ghost; a link that is not drawn
export const PALE = 1;
export const PLAIN = 2;
export const STRONG = 3;
export const CHOSEN = 4;

// Among more highlighted nodes than this, the links say nothing.
const CONNECTED = 400;

export class Emphasis {
  readonly nodes: Uint8Array;
  readonly links: Uint8Array;
  strongNodes: number[] = []; // foremost first
  strongLinks: number[] = [];
  marked = new Set<number>(); // highlighted
  selected: number | null = null;
  private around: number[] = [];
  private shownNodes: Uint8Array;
  private shownLinks: Uint8Array;

  constructor(private data: OverviewData) {
    this.nodes = new Uint8Array(data.x.length).fill(PLAIN);
    this.links = new Uint8Array(data.from.length).fill(PLAIN);
    this.shownNodes = new Uint8Array(data.x.length).fill(1);
    this.shownLinks = new Uint8Array(data.from.length).fill(1);
  }

  show(nodes: Uint8Array, links: Uint8Array): void {
    this.shownNodes = nodes;
    this.shownLinks = links;
    this.settle();
  }

  select(row: number | null, around: number[]): void {
    this.selected = row;
    this.around = around;
    this.settle();
  }

  highlight(rows: number[]): void {
    this.marked = new Set(rows);
    this.settle();
  }

  isShown(row: number): boolean {
    return this.nodes[row] !== HIDDEN;
  }

  private settle(): void {
    const { data, nodes, links, shownNodes, shownLinks, selected, marked } = this;
    const rest = selected === null ? PLAIN : PALE;
    for (let row = 0; row < nodes.length; row += 1) nodes[row] = shownNodes[row] ? rest : HIDDEN;
    const near = selected === null ? [] : this.around;
    for (const row of [...near, ...marked]) if (shownNodes[row]) nodes[row] = STRONG;
    if (selected !== null) nodes[selected] = CHOSEN; // even where the filters leave it out: the reader reads about it
    this.strongNodes = [...new Set([...(selected === null ? [] : [selected]), ...near, ...marked])]
      .filter((row) => nodes[row] >= STRONG)
      .sort((a, b) => a - b);
    this.strongLinks = [];
    const together = marked.size > 1 && marked.size <= CONNECTED;
    for (let link = 0; link < links.length; link += 1) {
      const from = data.from[link];
      const to = data.to[link];
      if (!shownLinks[link] || nodes[from] === HIDDEN || nodes[to] === HIDDEN) {
        links[link] = HIDDEN;
      } else if (from === selected || to === selected || (together && marked.has(from) && marked.has(to))) {
        links[link] = STRONG;
        this.strongLinks.push(link);
      } else {
        links[link] = rest;
      }
    }
  }
}
