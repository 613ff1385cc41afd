// The documents' texts, unpacked block by block when one is read.
import type { Block, Text } from "./format";
import type { Graph } from "./graph";
import { Points } from "./points";
import { unpack } from "./unpack";

export interface Mention { start: number; end: number; entity: number }
export interface Range { start: number; end: number }

const ENDS = /[。！？!?\n]/;

export class DocumentText {
  readonly pieces: { start: number; points: Points }[];
  readonly mentions: Mention[];

  constructor(readonly whole: boolean, text: Text) {
    this.pieces = text.pieces.map(([start, characters]) => ({ start, points: new Points(characters) }));
    let start = 0;
    this.mentions = text.starts.map((step, row) => {
      start += step;
      return { start, end: start + text.lengths[row], entity: text.entities[row] };
    });
  }

  // The piece that holds a range; null where the page does not have these words.
  piece({ start, end }: Range): { start: number; points: Points } | null {
    return this.pieces.find((it) => it.start <= start && end <= it.start + it.points.length) ?? null;
  }

  slice(range: Range): string {
    const piece = this.piece(range);
    return piece === null ? "" : piece.points.slice(range.start - piece.start, range.end - piece.start);
  }

  // The sentence, or sentences, that a range stands in.
  sentence(range: Range): Range {
    const piece = this.piece(range);
    if (piece === null) return range;
    const character = (at: number) => piece.points.slice(at - piece.start, at - piece.start + 1);
    const last = piece.start + piece.points.length;
    let { start, end } = range;
    while (start > piece.start && !ENDS.test(character(start - 1))) start -= 1;
    while (end < last && !(end > range.start && ENDS.test(character(end - 1)))) end += 1;
    // Closing marks belong to the sentence that they close.
    while (end < last && /[”’」』）)]/.test(character(end))) end += 1;
    while (start < range.start && !character(start).trim()) start += 1;
    while (end > range.end && !character(end - 1).trim()) end -= 1;
    return { start, end };
  }

  // Mentions that lie wholly in a range, in order.
  within({ start, end }: Range): Mention[] {
    return this.mentions.filter((it) => start <= it.start && it.end <= end);
  }
}

export class Texts {
  private readonly blocks = new Map<number, Promise<Map<number, DocumentText>>>();

  constructor(private readonly graph: Graph) {}

  async read(document: number): Promise<DocumentText> {
    const number = this.graph.core.documents.block[document];
    let block = this.blocks.get(number);
    if (block === undefined) {
      block = this.unpack(number);
      this.blocks.set(number, block);
    }
    return (await block).get(document)!;
  }

  private async unpack(number: number): Promise<Map<number, DocumentText>> {
    const texts = await unpack<Block>(`block-${number}`);
    const { block, whole } = this.graph.core.documents;
    const documents = block.flatMap((it, document) => (it === number ? [document] : []));
    return new Map(documents.map((document, row) => [document, new DocumentText(whole[document], texts[row])]));
  }
}
