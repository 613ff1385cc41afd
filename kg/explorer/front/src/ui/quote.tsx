// The sentence that a claim rests on, with subject, cue and object marked; it opens the document at this place.
import { useEffect, useState } from "preact/hooks";
import { segments } from "../data/segments";
import type { DocumentText, Range } from "../data/texts";
import { readClaim } from "../reading";
import { graph, texts } from "../state";
import { tongue } from "../tongue";
import { Letters } from "./letters";

const words = tongue({
  zh: { open: "在全文中阅读这一句", lost: "页面里没有这段原文。" },
  en: { open: "Read this sentence in the full text", lost: "The page does not have these words." },
});
const relation = tongue({
  zh: { subject: "主体", cue: "提示语", object: "对象" },
  en: { subject: "subject", cue: "cue", object: "object" },
});
const figure = tongue({
  zh: { subject: "所说的事物", cue: "所计的量", object: "数值" },
  en: { subject: "what it is about", cue: "what is counted", object: "number" },
});

export type Role = "subject" | "cue" | "object";
export const ROLES: readonly Role[] = ["subject", "cue", "object"];
export const roleName = (claim: number, role: Role): string => (graph().isFigure(claim) ? figure : relation).value[role];

// Where a claim's subject, cue and object stand in its document; the shortest last, as it lies inside the others.
export const roles = (claim: number): (Range & { role: Role })[] => {
  const g = graph();
  const said = g.isFigure(claim) ? g.core.figures : g.core.claims;
  const row = g.isFigure(claim) ? claim - g.relations : claim;
  return ROLES.map((role) => {
    const start = g.start(claim) + said[`${role}At`][row];
    return { role, start, end: start + said[`${role}Length`][row] };
  }).filter((it) => it.end > it.start);
};

// role: the innermost; within: the role around it, where one name stands inside another.
export interface Part { text: string; role: Role | ""; within: Role | ""; evidence: boolean }

const GAP = "…";
// Characters kept on each side of what is marked, in a sentence too long to be read at a glance.
const AROUND = 40;
const LONG = 200;

// The parts of a range of the text, cut where marks begin and end. `most`: a longer range loses what lies far from its
// marks, and says so by an ellipsis.
export const parts = (claim: number, text: DocumentText, range: Range, most = Infinity): Part[] => {
  const g = graph();
  const marks = roles(claim);
  const evidence = { start: g.start(claim), end: g.end(claim) };
  const kept = range.end - range.start <= most ? [range] : near(range, marks.length > 0 ? marks : [evidence]);
  return kept.flatMap((part) => {
    const found: Part[] = segments(part, [...marks, evidence]).map(({ start, end, over }) => {
      const inside = over.filter((it) => it < marks.length).map((it) => marks[it].role);
      return {
        text: text.slice({ start, end }),
        role: inside.at(-1) ?? "",
        within: inside.at(-2) ?? "",
        evidence: over.includes(marks.length),
      };
    });
    const gap: Part = { text: GAP, role: "", within: "", evidence: false };
    return [...(part.start > range.start ? [gap] : []), ...found, ...(part === kept.at(-1) && part.end < range.end ? [gap] : [])];
  });
};

// The surroundings of marks, joined where they touch.
const near = (range: Range, marks: Range[]): Range[] => {
  const found: Range[] = [];
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    // Evidence that is itself long, and in which nothing is marked, keeps its beginning.
    const end = Math.min(mark.end, mark.start + LONG);
    const around = { start: Math.max(range.start, mark.start - AROUND), end: Math.min(range.end, end + AROUND) };
    const last = found.at(-1);
    if (last !== undefined && around.start <= last.end + 8) last.end = Math.max(last.end, around.end);
    else found.push(around);
  }
  return found;
};

export const Parts = ({ claim, of }: { claim: number; of: Part[] }) => (
  <>
    {of.map((it) =>
      it.role ? <mark class={it.role} data-within={it.within || undefined} title={roleName(claim, it.role)}><Letters text={it.text} /></mark>
      : it.evidence ? <span class="evidence"><Letters text={it.text} /></span> : <Letters text={it.text} />,
    )}
  </>
);

export const useText = (document: number): DocumentText | null => {
  const [text, setText] = useState<{ document: number; text: DocumentText } | null>(null);
  useEffect(() => {
    let wanted = true;
    void texts().read(document).then((it) => wanted && setText({ document, text: it }));
    return () => {
      wanted = false;
    };
  }, [document]);
  return text?.document === document ? text.text : null;
};

export const Quote = ({ claim }: { claim: number }) => {
  const g = graph();
  const text = useText(g.document(claim));
  const evidence = { start: g.start(claim), end: g.end(claim) };
  return (
    <blockquote class="quote" lang="zh-CN" dir="auto" data-claim={claim}>
      {text === null ? "…" : text.piece(evidence) === null ? <em>{words.value.lost}</em> : (
        <button type="button" class="sentence" onClick={() => readClaim(claim)} title={words.value.open}>
          <Parts claim={claim} of={parts(claim, text, text.sentence(evidence), LONG)} />
        </button>
      )}
    </blockquote>
  );
};
