// The sentence that a claim rests on, with subject, cue and object marked; it opens the document at this place.
import { useEffect, useState } from "preact/hooks";
import { openDocument } from "../reading";
import { graph, texts } from "../state";
import { tongue } from "../tongue";
import type { DocumentText } from "../data/texts";

const words = tongue({
  zh: { open: "在全文中阅读这一句", subject: "主体", cue: "提示语", object: "对象" },
  en: { open: "Read this sentence in the full text", subject: "subject", cue: "cue", object: "object" },
});

export interface Part { text: string; role: "" | "subject" | "cue" | "object"; evidence: boolean }

// The sentence cut where its parts begin and end.
export const parts = (claim: number, text: DocumentText): Part[] => {
  const g = graph();
  const said = g.isFigure(claim) ? g.core.figures : g.core.claims;
  const row = g.isFigure(claim) ? claim - g.relations : claim;
  const evidence = { start: g.start(claim), end: g.end(claim) };
  const whole = text.sentence(evidence);
  const marks = (["subject", "cue", "object"] as const)
    .map((role) => {
      const start = evidence.start + said[`${role}At`][row];
      return { role, start, end: start + said[`${role}Length`][row] };
    })
    .filter((it) => it.end > it.start);
  const cuts = [whole.start, whole.end, evidence.start, evidence.end, ...marks.flatMap((it) => [it.start, it.end])];
  const edges = [...new Set(cuts)].sort((a, b) => a - b);
  return edges.slice(1).map((end, at) => {
    const start = edges[at];
    const over = marks.find((it) => it.start <= start && end <= it.end);
    return {
      text: text.slice({ start, end }),
      role: over?.role ?? "",
      evidence: evidence.start <= start && end <= evidence.end,
    };
  });
};

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
  const document = g.document(claim);
  const text = useText(document);
  const open = () => openDocument({ document, start: g.start(claim), end: g.end(claim) });
  return (
    <blockquote class="quote" lang="zh-CN" dir="auto" data-claim={claim}>
      {text === null ? "…" : (
        <button type="button" class="sentence" onClick={open} title={words.value.open}>
          {parts(claim, text).map((it) =>
            it.role ? <mark class={it.role} title={words.value[it.role]}>{it.text}</mark>
            : it.evidence ? <span class="evidence">{it.text}</span> : it.text,
          )}
        </button>
      )}
    </blockquote>
  );
};
