// The reading panel: the innermost of what is open, and beneath it, kept as it was left, the way back.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { batch } from "@preact/signals";
import { narrow, toView } from "../narrow";
import { claim, entity, pair, place } from "../state";
import { tongue } from "../tongue";
import { lineOf, nameOf, titleOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { ClaimPart } from "./claim";
import { DocumentPart } from "./document";
import { EntityPart } from "./entity";
import "./panel.css";
import "./document.css";
import { PairPart } from "./pair";
import { LensNote } from "./second";
import { StartPart } from "./start";

const words = tongue({
  zh: { panel: "阅读栏", back: "返回：", view: "回到视图", start: "开始", opened: "阅读栏：" },
  en: { panel: "Reading panel", back: "Back: ", view: "Back to the view", start: "Start", opened: "Reading panel: " },
});

interface Layer { key: string; name: string; shown: ComponentChildren; leave: () => void }

// From the outermost to the innermost. One that is open stays drawn beneath the next, so that what was unfolded there
// is found again.
const layers = (): Layer[] => {
  const [e, p, c, d] = [entity.value, pair.value, claim.value, place.value];
  const found: Layer[] = [{ key: "start", name: words.value.start, shown: null, leave: () => undefined }];
  if (e !== null) found.push({ key: `entity ${e}`, name: nameOf(e), shown: <EntityPart row={e} />, leave: () => (entity.value = null) });
  if (p !== null) {
    found.push({ key: `pair ${p.join(" ")}`, name: p.map(nameOf).join(" · "), shown: <PairPart ends={p} />, leave: () => (pair.value = null) });
  }
  if (c !== null) found.push({ key: `claim ${c}`, name: lineOf(c), shown: <ClaimPart claim={c} />, leave: () => (claim.value = null) });
  if (d !== null) {
    found.push({ key: `document ${d.document}`, name: titleOf(d.document), shown: <DocumentPart place={d} />, leave: () => (place.value = null) });
  }
  // The beginning is drawn only where nothing else is: it lists a great deal.
  if (found.length === 1) found[0].shown = <StartPart />;
  return found;
};

// Of the window's height: so far up comes the panel when something is chosen in the view, which stays in sight above it.
const PEEK = 0.7;

// The panel takes the window, but for a reader whose place is in the view.
const bring = (panel: HTMLElement): void => {
  const chosenInView = document.getElementById("view")!.contains(document.activeElement);
  if (!chosenInView) return panel.scrollIntoView({ block: "start" });
  scrollBy(0, Math.max(0, panel.getBoundingClientRect().top - innerHeight * PEEK));
};

export const Panel = () => {
  const host = useRef<HTMLElement>(null);
  const places = useRef(new Map<string, number>());
  const before = useRef<{ key: string; depth: number } | null>(null);
  const all = layers();
  const top = all.at(-1)!;
  useLayoutEffect(() => {
    const own = host.current!;
    const last = before.current;
    before.current = { key: top.key, depth: all.length };
    if (last === null && all.length === 1) return;
    const scroller = narrow.matches ? document.documentElement : own;
    const back = last !== null && all.length < last.depth;
    const left = back ? places.current.get(top.key) : undefined;
    const heading = own.querySelector<HTMLElement>(".layer:not([hidden]) [data-heading]");
    // Whoever reads in the picture or a table goes on there; whose place is gone, or out of sight, is taken along.
    if (left === undefined && narrow.matches) bring(own);
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (lost || narrow.matches || own.contains(document.activeElement)) heading?.focus({ preventScroll: true });
    if (left !== undefined) scroller.scrollTop = left;
    else if (!narrow.matches) own.scrollTop = 0;
  }, [top.key]);
  const leave = () => {
    places.current.delete(top.key);
    batch(top.leave);
  };
  // Noted before anything else is drawn in its stead.
  const note = () => {
    const scroller = narrow.matches ? document.documentElement : host.current!;
    places.current.set(top.key, scroller.scrollTop);
  };
  return (
    <aside id="panel" class="panel" ref={host} tabIndex={-1} aria-label={words.value.panel} onClickCapture={note} onKeyDownCapture={note}>
      <p class="unseen" role="status">{all.length > 1 ? words.value.opened + top.name.slice(0, 120) : ""}</p>
      {all.length > 1 && (
        <nav class="crumb"><button type="button" class="plain" data-do="back" onClick={leave}>
          ← <span class="unseen">{words.value.back}</span><Phrase text={all.at(-2)!.name} most={30} />
        </button>
        <button type="button" class="plain to-view" onClick={toView}>↑ {words.value.view}</button></nav>
      )}
      {all.length > 1 && <LensNote />}
      {all.map((it) => it.shown !== null && <div key={it.key} class="layer" hidden={it !== top}>{it.shown}</div>)}
    </aside>
  );
};
