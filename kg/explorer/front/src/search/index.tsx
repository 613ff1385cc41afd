// The search field: a combobox whose list has a group for each class, after the pattern of WAI-ARIA's practices.
import { batch } from "@preact/signals";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { openDocument, openEntity } from "../reading";
import { classes, naming } from "../sieve";
import { graph, view } from "../state";
import { number, times, tongue } from "../tongue";
import { Mark } from "../ui/mark";
import { className, issuedOf, nameOf, titleOf } from "../ui/names";
import { grouped, MOST, type Group } from "./groups";
import { Marked } from "./marked";
import { indexes, prepare, type Hit } from "./names";
import "./search.css";

const words = tongue({
  zh: {
    search: "搜索名称：汉字、拼音、首字母、英文",
    results: "搜索结果",
    documents: "文献",
    more: (count: number, kind: string) => `另有 ${number(count)} 个${kind}，在表格中列出`,
    moreDocuments: (count: number) => `另有 ${number(count)} 篇文献，在此列出`,
    found: (count: number) => (count === 0 ? "没有找到" : `找到 ${number(count)} 项`),
  },
  en: {
    search: "Search names: Chinese, pinyin, initials, English",
    results: "Search results",
    documents: "Documents",
    more: (count: number, kind: string) => `${number(count)} more: ${kind}, listed in the table`,
    moreDocuments: (count: number) => `${times(count, "more document")}, listed here`,
    found: (count: number) => (count === 0 ? "Nothing found" : times(count, "result")),
  },
});

const LISTED_DOCUMENTS = 100;

interface Option { group: Group; hit: Hit | null } // null: the rest of the group

const kindOf = (group: Group): string => (group.type === null ? words.value.documents : className(group.type));

const Entry = ({ group, hit, text }: { group: Group; hit: Hit; text: string }) => {
  const { entities, titles } = indexes();
  const titled = group.type === null;
  const shown = titled ? titleOf(hit.owner) : nameOf(hit.owner);
  const span = (name: string) => (titled ? titles : entities).span(name, text);
  return (
    <>
      {group.type !== null && <Mark type={group.type} />}
      <Marked text={shown} span={hit.name === shown ? span(shown) : null} />
      {hit.name !== shown && <small><Marked text={hit.name} span={span(hit.name)} /></small>}
      {titled && <small>{issuedOf(hit.owner)}</small>}
    </>
  );
};

const rest = (group: Group): string => {
  const left = group.count - group.hits.length;
  return group.type === null ? words.value.moreDocuments(left) : words.value.more(left, kindOf(group));
};

export const Search = () => {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [documents, setDocuments] = useState(MOST);
  const groups = useMemo(() => (text.trim() === "" ? [] : grouped(text, documents)), [text, documents]);
  const options = useMemo(
    () => groups.flatMap((group): Option[] => [
      ...group.hits.map((hit) => ({ group, hit })),
      ...(group.count > group.hits.length ? [{ group, hit: null }] : []),
    ]),
    [groups],
  );
  const shown = open && text.trim() !== "";

  useEffect(() => {
    prepare();
    const focus = (event: KeyboardEvent) => {
      const { target } = event;
      const typing = target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  useEffect(() => {
    if (active >= 0) list.current?.querySelector(`[data-option="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const type = (value: string) => {
    setText(value);
    setOpen(true);
    setActive(-1);
    setDocuments(MOST);
  };
  const take = ({ group, hit }: Option) => {
    if (hit === null && group.type === null) {
      setDocuments(LISTED_DOCUMENTS);
      return;
    }
    type("");
    setOpen(false);
    batch(() => {
      if (hit !== null && group.type === null) openDocument({ document: hit.owner, start: 0, end: 0 });
      else if (hit !== null) openEntity(hit.owner);
      else {
        classes.value = new Set([group.type!]);
        naming.value = text.trim();
        view.value = "table";
      }
    });
    // The reader goes on where the thing is shown.
    requestAnimationFrame(() => document.getElementById(hit === null ? "view" : "panel")?.focus());
  };
  const press = (event: KeyboardEvent) => {
    // Of an input method: the keys are its own while it composes.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      if (options.length === 0) return;
      const by = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the field itself.
      const places = options.length + 1;
      setActive(((active + 1 + by + places) % places) - 1);
    } else if (event.key === "Enter" && shown && options.length > 0) {
      event.preventDefault();
      take(options[Math.max(active, 0)]);
    } else if (event.key === "Escape") {
      if (shown) setOpen(false);
      else type("");
      setActive(-1);
    }
  };
  let at = -1;
  return (
    <search class="search" onFocusOut={(event: FocusEvent) => {
      if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) setOpen(false);
    }}>
      <input ref={field} type="text" role="combobox" aria-label={words.value.search} placeholder={words.value.search}
        aria-autocomplete="list" aria-expanded={shown} aria-controls={`${id}-list`} aria-keyshortcuts="/"
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        autocomplete="off" autocapitalize="off" spellcheck={false} enterkeyhint="search" maxLength={200} value={text}
        onInput={(event) => {
          // What an input method has not finished is not what the reader says.
          if (!event.isComposing) type(event.currentTarget.value);
        }}
        onCompositionEnd={(event) => type(event.currentTarget.value)}
        onClick={() => setOpen(true)} onKeyDown={press} />
      <div ref={list} class="findings" id={`${id}-list`} role="listbox" aria-label={words.value.results} hidden={!shown || options.length === 0}>
        {shown && groups.map((group) => (
          <div role="group" aria-labelledby={`${id}-${group.type ?? "titles"}`} data-group={group.type === null ? "documents" : graph().core.classes[group.type].name}>
            <div class="kind" role="presentation" id={`${id}-${group.type ?? "titles"}`}>
              {kindOf(group)} <small>{number(group.count)}</small>
            </div>
            {[...group.hits, ...(group.count > group.hits.length ? [null] : [])].map((hit) => {
              at += 1;
              const option = options[at];
              return (
                <div role="option" id={`${id}-${at}`} data-option={at} class={hit === null ? "rest" : undefined} aria-selected={active === at}
                  data-row={hit?.owner} onMouseDown={(event) => event.preventDefault()} onClick={() => take(option)}>
                  {hit === null ? rest(group) : <Entry group={group} hit={hit} text={text} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {shown && options.length === 0 && <p class="findings none">{words.value.found(0)}</p>}
      <p class="unseen" role="status">{shown ? words.value.found(groups.reduce((sum, it) => sum + it.count, 0)) : ""}</p>
    </search>
  );
};
