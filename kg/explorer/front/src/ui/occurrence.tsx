// A sentence in which a document names an entity, the name marked; it opens the document at this place.
import { group } from "../data/graph";
import { openDocument, readClaim } from "../reading";
import { graph, texts } from "../state";
import { tongue } from "../tongue";
import type { DocumentText, Mention } from "../data/texts";
import { Letters } from "./letters";
import { Phrase } from "./phrase";
import { issuedOf, titleOf } from "./names";
import { useText } from "./quote";

const words = tongue({
  zh: { open: "在全文中阅读这一句", absent: "本页没有收入这一句的原文。" },
  en: { open: "Read this sentence in the full text", absent: "The page does not hold the words of this sentence." },
});

// A place at which a text names an entity, among those whose words the page has; −1: the last. Where the page has not the whole
// text, only the first is known to be the one that is meant.
const mentionWithin = (text: DocumentText, row: number, at = 0): Mention | undefined =>
  at > 0 && !text.whole ? undefined : text.mentions.filter((it) => it.entity === row && text.piece(it) !== null).at(at);

// Open a document where it first names an entity; where it only means it, at the first claim that does; else at its beginning.
export const openMention = async (document: number, row: number): Promise<void> => {
  const g = graph();
  const found = mentionWithin(await texts().read(document), row);
  if (found !== undefined) return openDocument({ document, start: found.start, end: found.end });
  const claim = group(g.saidIn, document).find((it) => g.subject(it) === row || (!g.isFigure(it) && g.core.claims.object[it] === row));
  if (claim !== undefined) return readClaim(claim);
  openDocument({ document, start: 0, end: 0 });
};

export const Occurrence = ({ row, document, at, more }: { row: number; document: number; at?: number; more?: string }) => {
  const text = useText(document);
  const found = text === null ? undefined : mentionWithin(text, row, at);
  return (
    <div class="said occurrence" data-row={row} data-document={document}>
      <blockquote class="quote" lang="zh-CN" dir="auto">
        {text === null ? "…" : found === undefined ? words.value.absent : <Sentence text={text} mention={found} document={document} />}
      </blockquote>
      <footer><cite><Phrase text={titleOf(document)} most={60} /></cite><span>{issuedOf(document)}</span>{more && <span>{more}</span>}</footer>
    </div>
  );
};

const Sentence = ({ text, mention, document }: { text: DocumentText; mention: Mention; document: number }) => {
  const { start, end } = mention;
  const whole = text.sentence(mention);
  return (
    <button type="button" class="sentence" title={words.value.open} onClick={() => openDocument({ document, start, end })}>
      <Letters text={text.slice({ start: whole.start, end: start })} />
      <mark><Letters text={text.slice(mention)} /></mark>
      <Letters text={text.slice({ start: end, end: whole.end })} />
    </button>
  );
};
