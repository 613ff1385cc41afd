// The paths view: two entities, how documents connect them, told as sentences with the words that say so.
import { batch } from "@preact/signals";
import { group } from "../data/graph";
import { openChain } from "../neighbourhood/growth";
import { sentences, type Sentence } from "../neighbourhood/scene";
import { openPair } from "../reading";
import { sieve } from "../sieve";
import { entity, graph } from "../state";
import { number, shorten, times, tongue } from "../tongue";
import { Chooser } from "../ui/chooser";
import { nameOf, propertyName } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Said } from "../ui/said";
import { Way } from "../ui/way";
import "./paths.css";
import type { Path } from "./search";
import { chosen, source, target, ways, type None } from "./ways";

const words = tongue({
  zh: {
    title: "两个实体之间的路径", from: "从", to: "到", swap: "对调",
    ask: "选两个实体，看文献怎样把它们连起来。", this: (name: string) => `从所读的“${name}”出发`,
    measure: "两个实体之间的强度，是其间至少一条陈述为真的可能：每条以其置信度计，同一文献中再说的折半；路径的强度是各步强度之积。所列的是比最短路径至多多两步的；方向不限，用箭头标明。",
    choices: "路径", steps: (many: number) => `${number(many)} 步`, shortest: "最短", strength: (value: string) => `强度 ${value}`,
    picture: "在邻域图中看", all: (many: number) => `两者之间的全部 ${number(many)} 条陈述`,
    same: "两端是同一个实体。",
    left: (name: string) => `没有路径：“${name}”没有通过筛选。`,
    alone: (name: string) => `没有路径：没有文献说出“${name}”与别的实体有什么关系。`,
    cut: (steps: number) => `筛选后没有路径；不筛选时有一条，共 ${number(steps)} 步。`,
    apart: (from: string, a: number, to: string, b: number) =>
      `没有路径：“${from}”所在的一片有 ${number(a)} 个实体，“${to}”所在的一片有 ${number(b)} 个，没有陈述把两片连起来。`,
  },
  en: {
    title: "Paths between two entities", from: "From", to: "To", swap: "Swap",
    ask: "Choose two entities and see how documents connect them.", this: (name: string) => `From ${name}, which is being read`,
    measure: "A pair is as strong as the chance that at least one of its claims is right, each with its confidence, further claims of one document counting half; a path is as strong as the product of its pairs. Listed are paths of at most two steps more than the shortest; direction does not matter, arrows tell it.",
    choices: "Paths", steps: (many: number) => times(many, "step"), shortest: "shortest", strength: (value: string) => `strength ${value}`,
    picture: "Show in the neighbourhood", all: (many: number) => `All ${number(many)} claims between the two`,
    same: "Both ends are the same entity.",
    left: (name: string) => `No path: the filters leave out ${name}.`,
    alone: (name: string) => `No path: no document states a relation of ${name}.`,
    cut: (steps: number) => `No path passes the filters; without them there is one of ${times(steps, "step")}.`,
    apart: (from: string, a: number, to: string, b: number) =>
      `No path: ${from} is connected with ${times(a - 1, "entity", "entities")}, ${to} with ${times(b - 1, "other", "others")}, and no claim joins the two parts.`,
  },
});

const name = (row: number): string => shorten(nameOf(row), 40);

const reason = (none: None): string => {
  if (none.why === "same") return words.value.same;
  if (none.why === "left") return words.value.left(name(none.row));
  if (none.why === "alone") return words.value.alone(name(none.row));
  if (none.why === "cut") return words.value.cut(none.steps);
  return words.value.apart(name(source.value!), none.reach[0], name(target.value!), none.reach[1]);
};

// What is claimed between two neighbours of a path, in both directions; the most claimed first.
const between = (one: number, other: number): Sentence[] => {
  const g = graph();
  return [g.link(one, other), g.link(other, one)]
    .filter((it) => it !== null)
    .flatMap(sentences)
    .sort((a, b) => b.claims - a.claims);
};

// Which of two neighbours is the subject: of a path, only the steps are told, so the arrows tell the directions.
const arrow = (one: number, other: number): string => {
  const subjects = new Set(between(one, other).map((it) => it.subject));
  return subjects.size > 1 ? "↔" : subjects.has(one) ? "→" : "←";
};

// The claims of a sentence that pass, the surest first.
const claimsOf = ({ subject, property, object }: Sentence): number[] => {
  const g = graph();
  const link = g.link(subject, object)!;
  return [...group(g.claimsOfLink, link)]
    .filter((it) => sieve.value.claims[it] && g.core.claims.property[it] === property)
    .sort((a, b) => g.confidence(b) - g.confidence(a) || a - b);
};

const Told = ({ it }: { it: Sentence }) => (
  <div class="path-told">
    <p class="path-says">
      <Way row={it.subject} /> <span class="property">{propertyName(it.property)} <span aria-hidden="true">→</span></span> <Way row={it.object} />{" "}
      <small>({number(it.claims)})</small>
    </p>
    <Said claim={claimsOf(it)[0]} />
  </div>
);

const Step = ({ one, other }: { one: number; other: number }) => {
  const all = between(one, other);
  const many = all.reduce((sum, it) => sum + it.claims, 0);
  return (
    <li data-step={`${one} ${other}`}>
      {all.slice(0, 3).map((it) => <Told key={`${it.subject} ${it.property}`} it={it} />)}
      {many > Math.min(all.length, 3) && (
        <button type="button" class="plain" data-do="all" onClick={() => openPair(one, other)}>{words.value.all(many)}</button>
      )}
    </li>
  );
};

// Four digits tell strong paths apart; a certainty is never claimed.
const strength = (value: number): string => Math.min(value, 0.9999).toFixed(value > 0.99 ? 4 : 2);

const Choices = ({ paths, at }: { paths: Path[]; at: number }) => (
  <ol class="path-choices" aria-label={words.value.choices}>
    {paths.map(({ rows, strength: value }, row) => (
      <li key={rows.join(" ")}>
        <button type="button" data-path={row} aria-current={row === at ? "true" : undefined} onClick={() => (chosen.value = row)}>
          <span class="chain">{rows.map((it, place) => <>{place > 0 && <span class="arrow"> {arrow(rows[place - 1], it)} </span>}<Phrase text={nameOf(it)} most={40} /></>)}</span>
          <small>{[words.value.steps(rows.length - 1), row === 0 && words.value.shortest, words.value.strength(strength(value))].filter(Boolean).join(" · ")}</small>
        </button>
      </li>
    ))}
  </ol>
);

const choose = (end: typeof source) => (row: number | null): void =>
  batch(() => {
    end.value = row;
    chosen.value = 0;
  });

export const Paths = () => {
  const found = ways.value;
  const at = found === null ? 0 : Math.min(chosen.value, Math.max(0, found.paths.length - 1));
  const path = found?.paths[at];
  return (
    <div class="paths">
      <h2>{words.value.title}</h2>
      <div class="path-ends">
        <Chooser name="from" label={words.value.from} chosen={source.value} choose={choose(source)} />
        <button type="button" class="quiet" data-do="swap" disabled={source.value === null && target.value === null}
          onClick={() => batch(() => ([source.value, target.value] = [target.value, source.value]))}>{words.value.swap}</button>
        <Chooser name="to" label={words.value.to} chosen={target.value} choose={choose(target)} />
      </div>
      {found === null && <p class="path-ask">{words.value.ask}</p>}
      {source.value === null && entity.value !== null && (
        <button type="button" class="quiet" data-do="this" onClick={() => choose(source)(entity.value)}>{words.value.this(name(entity.value))}</button>
      )}
      {found?.none && <p class="path-none" role="status">{reason(found.none)}</p>}
      {found !== null && path !== undefined && (
        <>
          <p class="path-measure"><small>{words.value.measure}</small></p>
          <Choices paths={found.paths} at={at} />
          <button type="button" class="quiet" data-do="picture" onClick={() => openChain(path.rows)}>{words.value.picture}</button>
          <ol class="path-steps">
            {path.rows.slice(1).map((row, step) => <Step key={`${path.rows[step]} ${row}`} one={path.rows[step]} other={row} />)}
          </ol>
        </>
      )}
    </div>
  );
};
