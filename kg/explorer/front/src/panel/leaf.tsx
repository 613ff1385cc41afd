// A leaf of a document: plain until it comes near the reader, then with its mentions underlined and its marks.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { segments, type Segment } from "../data/segments";
import type { DocumentText, Mention, Range } from "../data/texts";
import { address } from "../hash";
import { openEntity } from "../reading";
import { entity, graph } from "../state";
import { tongue } from "../tongue";
import { Letters } from "../ui/letters";
import { nameOf } from "../ui/names";
import { roleName, type Role } from "../ui/quote";
import { plainly } from "../ui/way";
import type { Leaf } from "./leaves";

const words = tongue({ zh: { within: "；在其中：" }, en: { within: "; within: " } });

// What is marked in a document beside its mentions. here: what was asked for; found: what was searched for, and at hand.
export interface Marks {
  claim: number | null;
  here: Range | null; // the sentence
  roles: (Range & { role: Role })[];
  found: Range[];
  at: Range | null;
}

// Opens a choice where several mentions lie over one another; the innermost where there is one.
export type Choose = (element: HTMLElement, entities: number[]) => void;

interface Drawing { text: DocumentText; marks: Marks; mentions: Mention[]; spans: Range[]; choose: Choose }

const Words = ({ drawing, segment }: { drawing: Drawing; segment: Segment }) => {
  const { text, marks, mentions, choose } = drawing;
  const over = segment.over.filter((it) => it < mentions.length).map((it) => mentions[it].entity).reverse();
  const roleAt = mentions.length;
  const foundAt = roleAt + marks.roles.length;
  const role = segment.over.filter((it) => it >= roleAt && it < foundAt).map((it) => marks.roles[it - roleAt].role).at(-1);
  const found = segment.over.filter((it) => it >= foundAt).map((it) => drawing.spans[it]);
  let shown: ComponentChildren = <Letters text={text.slice(segment)} />;
  if (over.length > 0) {
    const rows = [...new Set(over)];
    const names = rows.map(nameOf).map((it) => it.slice(0, 80));
    shown = (
      <a class={`mention${rows.length > 1 ? " deep" : ""}${rows.includes(entity.value ?? -1) ? " own" : ""}`} data-row={rows[0]}
        href={address({ entity: graph().core.entities.iri[rows[0]], claim: "", document: "", pair: "" })}
        title={names[0] + (names.length > 1 ? words.value.within + names.slice(1, 4).join(" · ") : "")}
        onClick={(event) => plainly(() => (rows.length > 1 ? choose(event.currentTarget, rows) : openEntity(rows[0])))(event)}>
        {shown}
      </a>
    );
  }
  if (role !== undefined && marks.claim !== null) shown = <mark class={role} title={roleName(marks.claim, role)}>{shown}</mark>;
  if (found.length > 0) shown = <mark class={found.includes(marks.at!) ? "found at" : "found"}>{shown}</mark>;
  return <>{shown}</>;
};

const Paragraph = ({ drawing, range }: { drawing: Drawing; range: Range }) => {
  const { here } = drawing.marks;
  const hereAt = drawing.spans.length;
  const cuts = segments(range, here === null ? drawing.spans : [...drawing.spans, here]);
  // What was asked for is one run, so that it is one thing to the eye and to a screen reader.
  const groups: { lit: boolean; of: Segment[] }[] = [];
  for (const segment of cuts) {
    const lit = segment.over.includes(hereAt);
    const own = { ...segment, over: segment.over.filter((it) => it !== hereAt) };
    const last = groups.at(-1);
    if (last !== undefined && last.lit === lit) last.of.push(own);
    else groups.push({ lit, of: [own] });
  }
  const drawn = (it: { of: Segment[] }) => it.of.map((segment) => <Words key={segment.start} drawing={drawing} segment={segment} />);
  return <p>{groups.map((it) => (it.lit ? <span class="lit" data-here>{drawn(it)}</span> : drawn(it)))}</p>;
};

const Drawn = ({ leaf, text, marks, choose }: { leaf: Leaf; text: DocumentText; marks: Marks; choose: Choose }) => {
  const meets = (it: Range) => it.start < leaf.end && it.end > leaf.start;
  const mentions = useMemo(() => text.mentions.filter(meets), [leaf, text]);
  const drawing = { text, marks, choose, mentions, spans: [...mentions, ...marks.roles, ...marks.found.filter(meets)] };
  return <>{leaf.paragraphs.map((it) => <Paragraph key={it.start} drawing={drawing} range={it} />)}</>;
};

// A line of the panel holds about so many characters, and is so high.
const [ACROSS, HIGH] = [22, 31];

export const LeafPart = ({ leaf, text, marks, choose, wanted }: { leaf: Leaf; text: DocumentText; marks: Marks; choose: Choose; wanted: boolean }) => {
  const host = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(wanted);
  useEffect(() => {
    if (seen) return;
    const watch = new IntersectionObserver(([it]) => it.isIntersecting && setSeen(true), { rootMargin: "500px" });
    watch.observe(host.current!);
    return () => watch.disconnect();
  }, [seen]);
  const near = seen || wanted;
  const lines = leaf.paragraphs.reduce((sum, it) => sum + Math.ceil((it.end - it.start) / ACROSS) + 0.3, 0);
  return (
    <div ref={host} class={near ? "leaf near" : "leaf"} style={near ? undefined : { containIntrinsicSize: `auto ${Math.round(lines * HIGH)}px` }}>
      {leaf.gap && <p class="gap">…</p>}
      {near ? <Drawn leaf={leaf} text={text} marks={marks} choose={choose} />
      : leaf.paragraphs.map((it) => <p key={it.start}><Letters text={text.slice(it)} /></p>)}
    </div>
  );
};
