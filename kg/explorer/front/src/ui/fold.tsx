// A long list, shown a part at a time.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { number, tongue } from "../tongue";

const words = tongue({
  zh: { more: (rest: number) => `还有 ${number(rest)} 项` },
  en: { more: (rest: number) => `${number(rest)} more` },
});

interface Props<T> {
  items: readonly T[];
  first?: number; // shown at once
  step?: number; // shown with each press
  class?: string;
  children: (item: T, at: number) => ComponentChildren;
}

// The children are list items. What is shown is kept while the owner has the same key.
export const Fold = <T,>({ items, first = 8, step = 40, class: name, children }: Props<T>) => {
  const [shown, setShown] = useState(first);
  const list = useRef<HTMLUListElement>(null);
  const grown = useRef(false);
  useEffect(() => {
    // The button may be gone: what it brought is read on from its first.
    if (!grown.current) return;
    grown.current = false;
    list.current?.children[Math.max(0, shown - step)]?.querySelector<HTMLElement>("a, button, summary")?.focus({ preventScroll: true });
  }, [shown, step]);
  const rest = items.length - shown;
  return (
    <>
      <ul class={name} ref={list}>{items.slice(0, shown).map(children)}</ul>
      {rest > 0 && (
        <button type="button" class="more" onClick={() => {
          grown.current = true;
          setShown(shown + step);
        }}>{words.value.more(rest)}</button>
      )}
    </>
  );
};
