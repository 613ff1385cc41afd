// Choose an entity by any of its names: a combobox after the pattern of WAI-ARIA's practices.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { find } from "../search/names";
import { graph } from "../state";
import { number, shorten, tongue } from "../tongue";
import "./chooser.css";
import { Mark } from "./mark";
import { className, nameOf } from "./names";
import { Phrase } from "./phrase";

const words = tongue({
  zh: { type: "汉字、拼音、首字母、英文", found: (many: number) => (many === 0 ? "没有找到" : `${number(many)} 个结果`), clear: "清除" },
  en: { type: "Chinese, pinyin, initials, English", found: (many: number) => (many === 0 ? "Nothing found" : `${number(many)} results`), clear: "Clear" },
});

const MOST = 12;

export const Chooser = ({ label, chosen, choose, name }: { label: string; chosen: number | null; choose(row: number | null): void; name: string }) => {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState<string | null>(null); // null: the chosen one's name stands there
  const [active, setActive] = useState(0);
  const rows = text === null || text.trim() === "" ? [] : find(text, MOST);
  const open = text !== null && text.trim() !== "";
  useEffect(() => {
    if (open) list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active, open]);
  const take = (row: number | null): void => {
    setText(null);
    setActive(0);
    choose(row);
  };
  const press = (event: KeyboardEvent): void => {
    // Of an input method: the keys are its own while it composes.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (rows.length > 0) setActive((active + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length);
    } else if (event.key === "Enter" && rows.length > 0) {
      event.preventDefault();
      take(rows[Math.min(active, rows.length - 1)]);
    } else if (event.key === "Escape") setText(null);
  };
  return (
    <div class="chooser" data-choose={name}>
      <label for={`${id}-field`}>{label}</label>
      <div class="field">
        {chosen !== null && text === null && <Mark type={graph().core.entities.type[chosen]} />}
        <input id={`${id}-field`} type="text" role="combobox" aria-autocomplete="list" aria-expanded={open} aria-controls={`${id}-list`}
          aria-activedescendant={open && rows.length > 0 ? `${id}-${active}` : undefined}
          autocomplete="off" autocapitalize="off" spellcheck={false} maxLength={200} placeholder={words.value.type}
          value={text ?? (chosen === null ? "" : shorten(nameOf(chosen), 80))} class={chosen !== null && text === null ? "chosen" : undefined}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={press} onBlur={() => setText(null)} />
        {chosen !== null && <button type="button" class="plain" aria-label={`${words.value.clear}: ${label}`} onClick={() => take(null)}>×</button>}
      </div>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={label} hidden={!open || rows.length === 0}>
        {rows.map((row, at) => (
          // The field keeps the focus: a press in the list must not take it away before the click arrives.
          <li key={row} id={`${id}-${at}`} role="option" data-row={row} aria-selected={at === active} onPointerDown={(event) => event.preventDefault()} onMouseDown={(event) => event.preventDefault()} onClick={() => take(row)}>
            <Mark type={graph().core.entities.type[row]} /> <Phrase text={nameOf(row)} most={60} /> <small>{className(graph().core.entities.type[row])}</small>
          </li>
        ))}
      </ul>
      <p class="unseen" role="status">{open && words.value.found(rows.length)}</p>
      {open && rows.length === 0 && <p class="none" aria-hidden="true">{words.value.found(0)}</p>}
    </div>
  );
};
