// A document's text, open at a place: mentions underlined, what was asked for lit, its claims one step apart.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { DocumentText, Range } from "../data/texts";
import { address } from "../hash";
import { readClaim } from "../reading";
import { sieve } from "../sieve";
import { graph, type Place } from "../state";
import { number, times, tongue } from "../tongue";
import { Copier } from "../ui/copier";
import { issuedOf, lineOf, placeOf, publisherOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { roles, useText } from "../ui/quote";
import { Choice, type Chosen } from "./choice";
import { Contents } from "./contents";
import { Finder } from "./finder";
import { Heading } from "./heading";
import { Hidden } from "./hidden";
import { LeafPart, type Marks } from "./leaf";
import { leafAt, leaves } from "./leaves";
import { claimsIn, passes } from "./passing";

const words = tongue({
  zh: {
    document: "文献全文", length: (n: number) => `${number(n)} 字`, claims: (n: number) => `${number(n)} 条陈述`,
    copy: "复制链接", whole: "这份页面只带有陈述所在的句子，不是全文；“…”处有省略。",
    lost: "页面里没有所指的这段原文。", previous: "上一条陈述", next: "下一条陈述",
    where: (n: number, of: number) => `第 ${number(n)} 条，共 ${number(of)} 条`, none: (of: number) => `${number(of)} 条陈述`,
    reading: "正在读：", text: "正文",
  },
  en: {
    document: "Full text", length: (n: number) => times(n, "character"), claims: (n: number) => times(n, "claim"),
    copy: "Copy link", whole: "This page carries only the sentences that claims rest on, not the whole text; “…” marks what is left out.",
    lost: "The page does not have the words that were asked for.", previous: "Previous claim", next: "Next claim",
    where: (n: number, of: number) => `${number(n)} of ${number(of)}`, none: (of: number) => times(of, "claim"),
    reading: "Reading: ", text: "Text",
  },
});

const Head = ({ document, claims }: { document: number; claims: number }) => {
  const { documents } = graph().core;
  const meta = [placeOf(document), issuedOf(document), publisherOf(document), words.value.length(documents.length[document]), words.value.claims(claims)];
  return (
    <>
      <p class="class">{words.value.document}</p>
      <Heading><Phrase text={titleOf(document)} most={200} /></Heading>
      <p class="meta">{meta.filter(Boolean).join(" · ")}{documents.name[document] !== titleOf(document) && <code>{documents.name[document]}</code>}</p>
      {!documents.whole[document] && <p class="aside" data-part="excerpt">{words.value.whole}</p>}
    </>
  );
};

// Steps through the claims, from the one at hand or from where the text is open.
const Steps = ({ claims, place }: { claims: number[]; place: Place }) => {
  const g = graph();
  const at = place.claim === undefined ? -1 : claims.indexOf(place.claim);
  const before = at >= 0 ? at - 1 : claims.findLastIndex((it) => g.start(it) < place.start);
  const after = at >= 0 ? at + 1 : claims.findIndex((it) => g.start(it) >= place.start);
  const step = (to: number, label: string, sign: string) => (
    <button type="button" class="step" aria-label={label} title={label} disabled={to < 0 || to >= claims.length} onClick={() => readClaim(claims[to])}>{sign}</button>
  );
  return (
    <span class="steps">
      {step(before, words.value.previous, "‹")}
      <span>{at >= 0 ? words.value.where(at + 1, claims.length) : words.value.none(claims.length)}</span>
      {step(after, words.value.next, "›")}
    </span>
  );
};

const Text = ({ text, place, found, at }: { text: DocumentText; place: Place; found: Range[]; at: Range | null }) => {
  const host = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const all = useMemo(() => leaves(text), [text]);
  const marks: Marks = useMemo(() => {
    const asked = { start: place.start, end: place.end };
    const known = asked.end > asked.start && text.piece(asked) !== null;
    return {
      claim: place.claim ?? null,
      here: !known ? null : place.claim === undefined ? asked : text.sentence(asked),
      roles: place.claim === undefined ? [] : roles(place.claim),
      found,
      at,
    };
  }, [text, place, found, at]);
  useLayoutEffect(() => {
    const here = host.current!.querySelector("[data-here]");
    if (here !== null) here.scrollIntoView({ block: "center" });
  }, [text, place]);
  useLayoutEffect(() => {
    if (at !== null) host.current!.querySelector(".found.at")?.scrollIntoView({ block: "center" });
  }, [at]);
  const open = [marks.here?.start ?? 0, ...(at === null ? [] : [at.start])].map((it) => leafAt(all, it));
  const lost = place.end > place.start && marks.here === null;
  return (
    <>
    {lost && <p class="aside" data-part="lost">{words.value.lost}</p>}
    <div class="text" ref={host} lang="zh-CN" dir="auto" role="region" aria-label={words.value.text}>
      {all.map((leaf, row) => (
        <LeafPart key={leaf.start} leaf={leaf} text={text} marks={marks} wanted={open.some((it) => Math.abs(it - row) <= 1)}
          choose={(element, entities) => setChosen({ element, entities })} />
      ))}
      {chosen !== null && <Choice chosen={chosen} within={host.current!} close={() => setChosen(null)} />}
    </div>
    </>
  );
};

const NONE: Range[] = [];

export const DocumentPart = ({ place }: { place: Place }) => {
  const { document } = place;
  const text = useText(document);
  const [all, setAll] = useState(false);
  const [found, setFound] = useState<{ ranges: Range[]; at: Range | null }>({ ranges: NONE, at: null });
  const { claims, rest } = useMemo(() => {
    const shown = passes(false);
    const every = claimsIn(document, () => true);
    return { claims: all ? every : every.filter(shown), rest: every.filter((it) => !shown(it)).length };
  }, [document, all, sieve.value]);
  return (
    <>
      <Head document={document} claims={claims.length} />
      <p class="actions"><Copier class="quiet" label={words.value.copy} text={() => address()} /></p>
      <Hidden rest={rest} all={all} set={setAll} />
      <Contents claims={claims} at={place.claim} />
      <div class="bar">
        <Steps claims={claims} place={place} />
        <Finder text={text} show={setFound} />
        {place.claim !== undefined && <p class="reading">{words.value.reading}<Phrase text={lineOf(place.claim)} most={90} /></p>}
      </div>
      {text === null ? <p>…</p> : <Text text={text} place={place} found={found.ranges} at={found.at} />}
    </>
  );
};
