// One of many: a list to choose from, and to search where it is long.
import { useId, useState } from "preact/hooks";
import "./picker.css";

export interface Choice { key: string; text: string; more?: string }

// So many at most are offered at once.
const OFFERED = 40;

interface Props {
  label: string;
  chosen: Choice | null;
  choose(key: string): void;
  // What fits what was typed, the best first; the empty text fits everything.
  find(text: string): Choice[];
  name?: string;
}

export const Picker = ({ label, chosen, choose, find, name }: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const all = find("");
  if (all.length <= OFFERED) {
    return (
      <label class="picker">
        <span>{label}</span>
        <select data-pick={name} value={chosen?.key ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
          {chosen === null && <option value="" />}
          {all.map((it) => <option key={it.key} value={it.key}>{it.text}</option>)}
        </select>
      </label>
    );
  }
  const offered = (typed === null || typed === "" ? all : find(typed)).slice(0, OFFERED);
  const take = (text: string): void => {
    const found = find(text).find((it) => it.text === text);
    setTyped(found === undefined ? text : "");
    if (found !== undefined) choose(found.key);
  };
  return (
    <label class="picker">
      <span>{label}</span>
      <input type="text" list={id} data-pick={name} autocomplete="off" placeholder={chosen?.text}
        value={typed ?? chosen?.text ?? ""}
        onFocus={() => setTyped("")}
        onBlur={() => setTyped(null)}
        onInput={(event) => take(event.currentTarget.value)} />
      <datalist id={id}>
        {offered.map((it) => <option key={it.key} value={it.text} label={it.more} />)}
      </datalist>
    </label>
  );
};
