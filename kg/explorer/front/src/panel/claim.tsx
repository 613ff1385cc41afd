// One claim: its sentence with its surroundings, how it was read, who else says it, and what speaks against it.
import { against, alike } from "../alike";
import { Cite } from "../cite";
import { citeClaim } from "../cite/citation";
import type { DocumentText } from "../data/texts";
import { address } from "../hash";
import { Notes } from "../notes";
import { readClaim } from "../reading";
import { graph } from "../state";
import { named, number, times, tongue } from "../tongue";
import { Badges } from "../ui/badges";
import { Copier } from "../ui/copier";
import { Fold } from "../ui/fold";
import { Letters } from "../ui/letters";
import { figureOf, issuedOf, placeOf, propertyName, publisherOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Parts, parts, roleName, roles, ROLES, useText } from "../ui/quote";
import { quoted, Said } from "../ui/said";
import { Sure } from "../ui/sure";
import { Way } from "../ui/way";
import { Heading } from "./heading";

const words = tongue({
  zh: {
    relation: "陈述：关系", figure: "陈述：数据",
    absent: (roles: string) => `${roles}在这一句里没有写出，由上下文承接。`, and: "和",
    read: "在全文中阅读", copy: "复制链接", quote: "复制引文",
    rule: "规则", sure: "把握", document: "文献", date: "日期", place: "地区", publisher: "发布者", role: "身份",
    others: (n: number) => `其他地方也这样说：${number(n)} 处`, alone: "没有别处这样说。",
    against: "数字不一", againstLong: "这些原文对同一事物、同一量、同一时间给出不同的数值。所计是否相同，要看原文。",
    lost: "页面里没有这段原文。",
  },
  en: {
    relation: "Claim: relation", figure: "Claim: figure",
    absent: (roles: string) => `This sentence does not name the ${roles}: it is carried over from the context.`, and: " and ",
    read: "Read in the full text", copy: "Copy link", quote: "Copy quote",
    rule: "Rule", sure: "Certainty", document: "Document", date: "Date", place: "Place", publisher: "Publisher", role: "Role",
    others: (n: number) => `Also said elsewhere: ${times(n, "passage")}`, alone: "Nothing else says so.",
    against: "Figures disagree",
    againstLong: "These passages give other values of the same measure, thing and time. Whether they count the same, only their words tell.",
    lost: "The page does not have these words.",
  },
});

const Statement = ({ claim }: { claim: number }) => {
  const g = graph();
  if (!g.isFigure(claim)) {
    const { property, object } = g.core.claims;
    return <><Way row={g.subject(claim)} /> <span class="property">{propertyName(property[claim])} →</span> <Way row={object[claim]} /></>;
  }
  const { measure, value, period } = figureOf(claim);
  return <><Way row={g.subject(claim)} /> <Phrase text={measure} most={80} /> <strong>{value}</strong> {period && <small>{period}</small>}</>;
};

// What the marks mean; what is not marked is said to be carried over. A cue may be missing: not every rule needs one.
const Legend = ({ claim }: { claim: number }) => {
  const found = roles(claim).map((it) => it.role);
  const gone = ROLES.filter((it) => it !== "cue" && !found.includes(it));
  return (
    <p class="legend">
      {ROLES.filter((it) => found.includes(it)).map((it) => <span class="quote"><mark class={it}>{roleName(claim, it)}</mark></span>)}
      {gone.length > 0 && <small>{words.value.absent(gone.map((it) => roleName(claim, it)).join(words.value.and))}</small>}
    </p>
  );
};

// Characters of the document shown on either side of the sentence.
const BESIDE = 90;

const Sentence = ({ claim, text }: { claim: number; text: DocumentText }) => {
  const g = graph();
  const evidence = { start: g.start(claim), end: g.end(claim) };
  const piece = text.piece(evidence);
  if (piece === null) return <p class="aside">{words.value.lost}</p>;
  const sentence = text.sentence(evidence);
  const from = Math.max(piece.start, sentence.start - BESIDE);
  const to = Math.min(piece.start + piece.points.length, sentence.end + BESIDE);
  // Of its own paragraph only.
  const before = text.slice({ start: from, end: sentence.start }).split("\n").at(-1)!;
  const after = text.slice({ start: sentence.end, end: to }).split("\n")[0];
  const cut = { before: [...before].length === sentence.start - from && from > piece.start, after: [...after].length === to - sentence.end && to < piece.start + piece.points.length };
  return (
    <blockquote class="quote whole" lang="zh-CN" dir="auto" data-claim={claim}>
      <span class="beside">{cut.before && "…"}<Letters text={before} /></span>
      <span class="lit" data-sentence><Parts claim={claim} of={parts(claim, text, sentence)} /></span>
      <span class="beside"><Letters text={after} />{cut.after && "…"}</span>
    </blockquote>
  );
};

const Facts = ({ claim }: { claim: number }) => {
  const g = graph();
  const document = g.document(claim);
  const rule = g.core.rules[g.rule(claim)];
  const role = g.roles.get(claim);
  const [place, publisher] = [placeOf(document), publisherOf(document)];
  return (
    <dl class="facts">
      <dt>{words.value.document}</dt>
      <dd><button type="button" class="title" onClick={() => readClaim(claim)}><Phrase text={titleOf(document)} most={160} /></button></dd>
      <dt>{words.value.date}</dt><dd>{issuedOf(document)}</dd>
      {place && <><dt>{words.value.place}</dt><dd><Phrase text={place} /></dd></>}
      {publisher && <><dt>{words.value.publisher}</dt><dd><Phrase text={publisher} /></dd></>}
      {role && <><dt>{words.value.role}</dt><dd><Phrase text={role} /></dd></>}
      <dt>{words.value.rule}</dt><dd><code>{rule.name}</code> {named(rule.says)}</dd>
      <dt>{words.value.sure}</dt><dd><Sure claim={claim} /> <Badges claim={claim} /></dd>
    </dl>
  );
};

// The figures that disagree, this one first, each beside its words.
const Against = ({ claim }: { claim: number }) => {
  const others = against(claim);
  if (others.length === 0) return null;
  return (
    <section data-part="against">
      <h3>{words.value.against}</h3>
      <p class="aside">{words.value.againstLong}</p>
      <Fold items={[claim, ...others]} first={4} class="sides">
        {(it) => <li key={it} class={it === claim ? "own" : undefined}><strong>{figureOf(it).value}</strong><Said claim={it} /></li>}
      </Fold>
    </section>
  );
};

export const ClaimPart = ({ claim }: { claim: number }) => {
  const text = useText(graph().document(claim));
  const others = alike(claim).filter((it) => it !== claim);
  return (
    <>
      <p class="class">{graph().isFigure(claim) ? words.value.figure : words.value.relation}</p>
      <Heading class="statement"><Statement claim={claim} /></Heading>
      {text === null ? <p>…</p> : <Sentence claim={claim} text={text} />}
      <Legend claim={claim} />
      <p class="actions">
        <button type="button" class="quiet" data-do="read" onClick={() => readClaim(claim)}>{words.value.read}</button>
        <Copier class="quiet" label={words.value.copy} text={() => address({ document: "" })} />
        <Copier class="quiet" label={words.value.quote} text={() => quoted(claim)} />
      </p>
      <Facts claim={claim} />
      <Notes key={`note ${claim}`} claim={claim} />
      <Cite key={`cite ${claim}`} of={() => citeClaim(claim)} about={claim} />
      <Against key={`against ${claim}`} claim={claim} />
      <section data-part="alike">
        <h3>{others.length > 0 ? words.value.others(others.length) : words.value.alone}</h3>
        <Fold key={claim} items={others} first={3} step={10} class="quotes">{(it) => <li key={it}><Said claim={it} /></li>}</Fold>
      </section>
    </>
  );
};
