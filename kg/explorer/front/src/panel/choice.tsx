// A choice between the entities that the same words name: one name inside another, or one for several.
import { useEffect, useRef } from "preact/hooks";
import { tongue } from "../tongue";
import { Way } from "../ui/way";

const words = tongue({ zh: { title: "这几个字提到的实体" }, en: { title: "What these words name" } });

export interface Chosen { element: HTMLElement; entities: number[] }

export const Choice = ({ chosen, within, close }: { chosen: Chosen; within: HTMLElement; close: () => void }) => {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [box, word] = [within.getBoundingClientRect(), chosen.element.getBoundingClientRect()];
    const own = host.current!;
    own.style.top = `${word.bottom - box.top + 4}px`;
    own.style.left = `${Math.max(0, Math.min(word.left - box.left, box.width - own.offsetWidth))}px`;
    own.querySelector("a")?.focus({ preventScroll: true });
    const away = (event: Event) => {
      if (!own.contains(event.target as Node)) close();
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [chosen]);
  return (
    <div ref={host} class="choice" role="group" aria-label={words.value.title} onKeyDown={(event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
      chosen.element.focus({ preventScroll: true });
    }}>
      <small>{words.value.title}</small>
      {chosen.entities.map((row) => <Way key={row} row={row} />)}
    </div>
  );
};
