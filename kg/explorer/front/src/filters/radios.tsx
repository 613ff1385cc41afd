// The filters of which one choice holds at a time: scope, confidence, lens.
import { useId, useState } from "preact/hooks";
import { LENSES, lens } from "../lens";
import { claimColumns, confidence, mentions } from "../sieve";
import { number } from "../tongue";
import { words } from "./facets";
import { lenses, tally } from "./tally";

interface Choice { value: string; name: string; count: number }

const Radios = ({ kind, name, value, choices, choose }: {
  kind: string; name: string; value: string; choices: Choice[]; choose: (value: string) => void;
}) => {
  const id = useId();
  return (
    <fieldset class="facet" data-facet={kind}>
      <legend>{name}</legend>
      <ul>
        {choices.map((it) => (
          <li>
            <label class={it.count === 0 ? "facet-choice without" : "facet-choice"}>
              <input type="radio" name={id} value={it.value} checked={it.value === value} onChange={() => choose(it.value)} />
              <span>{it.name}</span>
              <span class="counted">{number(it.count)}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
};

export const Scope = () => (
  <Radios kind="scope" name={words.value.scope} value={mentions.value ? "too" : "only"} choose={(value) => (mentions.value = value === "too")}
    choices={[
      { value: "too", name: words.value.mentionsToo, count: tally.value.mentioned },
      { value: "only", name: words.value.claimsOnly, count: tally.value.claimed },
    ]} />
);

const Lenses = () => (
  <Radios kind="lens" name={words.value.lens} value={lens.value}
    choose={(value) => (lens.value = LENSES.find((it) => it === value) ?? "")}
    choices={[
      { value: "", name: words.value.noLens, count: lenses.value.get("")! },
      ...LENSES.map((it) => ({ value: it, name: words.value[it], count: lenses.value.get(it)! })),
    ]} />
);

// Closed at first: only a reader who asks for the lenses waits for them to be worked out.
export const LensChoice = () => {
  const [open, setOpen] = useState(lens.value !== "");
  return (
    <details class="facet" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.value.lens}</summary>
      {open && <Lenses />}
    </details>
  );
};

const TENS = [50, 60, 70, 80, 90];
// The confidences that rules give, where they are few; the least of them lets everything through.
const steps = (): number[] => {
  const given = [...new Set(claimColumns().confidence)].sort((a, b) => a - b);
  return given.length <= 6 ? given.slice(1) : TENS.filter((it) => it > given[0] && it <= given.at(-1)!);
};

export const Confidence = () => {
  const offered = [...new Set([...steps(), ...(confidence.value > 0 ? [confidence.value] : [])])].sort((a, b) => a - b);
  if (offered.length === 0) return null;
  return (
    <Radios kind="confidence" name={words.value.confidence} value={String(confidence.value)} choose={(value) => (confidence.value = Number(value))}
      choices={[0, ...offered].map((it) => ({
        value: String(it),
        name: it === 0 ? words.value.any : words.value.atLeast((it / 100).toFixed(2)),
        count: tally.value.confidence[it],
      }))} />
  );
};
