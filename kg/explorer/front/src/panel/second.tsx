// The lens: which claims deserve a second look, how many there are, and a list of those that it finds.
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { kind } from "../alike";
import { openClaim } from "../reading";
import { count, sieve } from "../sieve";
import { lens, LENSES, through, type Lens } from "../lens";
import { graph } from "../state";
import { number, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { figureOf, issuedOf, lineOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Said } from "../ui/said";
import { Way } from "../ui/way";

const words = tongue({
  zh: {
    title: "值得再看的陈述",
    single: "仅一篇文献", unsure: "存疑", conflict: "数字不一",
    singleLong: "只有一篇文献这样说。独家之言未必不实，但没有旁证。",
    unsureLong: "置信度低于 0.75：读出它的规则，四次里可能错一次以上。",
    conflictLong: "同一地区的文献，对同一事物、同一量、同一时间（没有写明时间的，取文献的年份）给出不同的准数。四舍五入、换算单位、一篇之内并列的不算。所计是否相同，要看原文。",
    off: "关闭透镜", none: "没有通过筛选的这类陈述。",
  },
  en: {
    title: "Claims worth a second look",
    single: "One document", unsure: "Unsure", conflict: "Figures disagree",
    singleLong: "One document alone says so. That does not make it untrue, but nothing else supports it.",
    unsureLong: "Confidence below 0.75: the rule that read it may be wrong more often than one time in four.",
    conflictLong: "Documents of one place give different exact values of one measure of one thing at one time (the document's year where the text states none). Rounding, other units, and what one document says side by side do not count. Whether both count the same, only their words tell.",
    off: "Lens off", none: "No such claim passes the filters.",
  },
});

const long = (name: Lens): string => words.value[`${name}Long`];

// Counted once the page stands: at a hundred thousand entities that takes longer than a first look may.
const counted = signal<Record<Lens, number> | null>(null);
const useCounts = (): Record<Lens, number> | null => {
  useEffect(() => {
    if (counted.value !== null) return;
    const later = setTimeout(() => {
      counted.value = Object.fromEntries(LENSES.map((name) => [name, count(through(name))])) as Record<Lens, number>;
    }, 300);
    return () => clearTimeout(later);
  }, []);
  return counted.value;
};

// Beginning the panel, what was chosen stands at another place than before: the reader is taken along.
const follow = (name: Lens): void => {
  const button = document.querySelector<HTMLElement>(`.layer:not([hidden]) [data-lens="${name}"]`);
  if (button === null || button === document.activeElement) return;
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: "center" });
};

const LensChooser = () => {
  const counts = useCounts();
  return <div class="lenses" role="group" aria-label={words.value.title}>
    {LENSES.map((name) => (
      <button type="button" class="quiet" data-lens={name} aria-pressed={lens.value === name} title={long(name)}
        onClick={() => {
          lens.value = lens.value === name ? "" : name;
          requestAnimationFrame(() => follow(name));
        }}>
        {words.value[name]} <small>{counts === null ? "…" : number(counts[name])}</small>
      </button>
    ))}
  </div>;
};

const Line = ({ claim }: { claim: number }) => {
  const document = graph().document(claim);
  return (
    <li>
      <button type="button" class="line" onClick={() => openClaim(claim)}><Phrase text={lineOf(claim)} most={90} /></button>
      <small><Phrase text={titleOf(document)} most={40} /> {issuedOf(document)}</small>
    </li>
  );
};

// Figures that disagree stand side by side, once for all of them.
const Disagreement = ({ claims }: { claims: number[] }) => {
  const { measure, period } = figureOf(claims[0]);
  return (
    <li>
      <p><Way row={graph().subject(claims[0])} /> <Phrase text={measure} most={60} /> <small>{period}</small></p>
      <Fold items={claims} first={4} class="sides">{(it) => <li key={it}><strong>{figureOf(it).value}</strong><Said claim={it} /></li>}</Fold>
    </li>
  );
};

const Found = ({ name }: { name: Lens }) => {
  const groups = useMemo(() => {
    const mask = through(name);
    const { claims } = sieve.value;
    const found = new Map<string | number, number[]>();
    for (let claim = 0; claim < mask.length; claim += 1) {
      if (!mask[claim] || !claims[claim]) continue;
      const of = name === "conflict" ? `${graph().subject(claim)} ${kind(claim)}` : claim;
      const beside = found.get(of);
      if (beside === undefined) found.set(of, [claim]);
      else beside.push(claim);
    }
    return [...found.values()];
  }, [name, sieve.value]);
  if (groups.length === 0) return <p class="aside">{words.value.none}</p>;
  return (
    <Fold key={name} items={groups} first={name === "conflict" ? 5 : 15} class={name === "conflict" ? "disagreements" : "lines"}>
      {(claims) => (name === "conflict" ? <Disagreement key={claims[0]} claims={claims} /> : <Line key={claims[0]} claim={claims[0]} />)}
    </Fold>
  );
};

export const Second = () => (
  <section data-part="lens">
    <h3>{words.value.title}</h3>
    <LensChooser />
    {lens.value !== "" && <><p class="aside">{long(lens.value)}</p><Found name={lens.value} /></>}
  </section>
);

// Above whatever else is read while a lens is on.
export const LensNote = () =>
  lens.value === "" ? null : (
    <p class="aside lens-note">
      <span class={`badge ${lens.value}`}>{words.value[lens.value]}</span> {long(lens.value)}{" "}
      <button type="button" class="more" onClick={() => (lens.value = "")}>{words.value.off}</button>
    </p>
  );
