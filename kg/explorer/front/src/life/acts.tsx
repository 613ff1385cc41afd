// What the uses of a phrase do, each with its sentences, and the sentence that first proposes it.
import { useState } from "preact/hooks";
import { ACTS, MOODS, type Act, type Life, type Mood, type Use } from "../data/lives";
import { number, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { Occurrence } from "../ui/occurrence";

const words = tongue({
  zh: {
    acts: "这些用例在做什么",
    act: { proposes: "提出", implements: "实施", evaluates: "评价", repeats: "复述" },
    mood: { stated: "", planned: "拟行", negated: "否定" },
    count: (n: number, mood: string) => `${mood} ${number(n)}`,
    origin: "首次提出", between: (n: number) => `首次提出：日期不够精确，以下 ${number(n)} 句先后未定`,
    none: "没有注明日期的文献明说提出它。",
    list: "，", open: "（", close: "）",
  },
  en: {
    acts: "What its uses do",
    act: { proposes: "proposes", implements: "implements", evaluates: "evaluates", repeats: "repeats" },
    mood: { stated: "", planned: "planned", negated: "denied" },
    count: (n: number, mood: string) => `${number(n)} ${mood}`,
    origin: "First proposed", between: (n: number) => `First proposed: dates leave open which of these ${number(n)} comes first`,
    none: "No dated document says in so many words that it is put forward.",
    list: ", ", open: " (", close: ")",
  },
});

const moodName = (mood: Mood): string => words.value.mood[mood];

const Uses = ({ uses, row }: { uses: Use[]; row: number }) => (
  <Fold items={uses} first={4} step={20} class="quotes">
    {(it) => (
      <li key={`${it.document}-${it.at}`}><Occurrence row={row} document={it.document} at={it.at} more={moodName(it.mood)} /></li>
    )}
  </Fold>
);

// Planned and denied acts are counted among the others, and said.
const moods = (uses: Use[]): string => {
  const told = MOODS.slice(1)
    .map((mood) => ({ mood, count: uses.filter((it) => it.mood === mood).length }))
    .filter(({ count }) => count > 0)
    .map(({ mood, count }) => words.value.count(count, moodName(mood)));
  return told.length === 0 ? "" : `${words.value.open}${told.join(words.value.list)}${words.value.close}`;
};

const Item = ({ act, uses, row }: { act: Act; uses: Use[]; row: number }) => {
  const [open, setOpen] = useState(false);
  const told = <><strong>{number(uses.length)}</strong> {words.value.act[act]}<small>{moods(uses)}</small></>;
  return (
    <li data-act={act}>
      {uses.length === 0 ? <span class="none">{told}</span>
        : <button type="button" class="act" aria-expanded={open} onClick={() => setOpen(!open)}>{told}</button>}
      {open && <Uses uses={uses} row={row} />}
    </li>
  );
};

export const Acts = ({ life, row }: { life: Life; row: number }) => (
  <>
    <h4>{words.value.acts}</h4>
    <ul class="acts">
      {ACTS.map((act) => <Item key={`${row}-${act}`} act={act} uses={life.uses.filter((it) => it.act === act)} row={row} />)}
    </ul>
    <h4>{life.origins.length > 1 ? words.value.between(life.origins.length) : words.value.origin}</h4>
    <div data-part="origin">
      {life.origins.length === 0 ? <p class="aside">{words.value.none}</p> : <Uses key={row} uses={life.origins} row={row} />}
    </div>
  </>
);
