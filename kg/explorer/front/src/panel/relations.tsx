// The relations of an entity, by property and direction; each other end opens its claims.
import { useState } from "preact/hooks";
import { graph } from "../state";
import { number, times, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { inverseName, nameOf, propertyName } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Said } from "../ui/said";
import { Way } from "../ui/way";
import type { End, Ends } from "./passing";

const words = tongue({
  zh: { passages: (n: number) => `${number(n)} 处原文`, separator: "、" },
  en: { passages: (n: number) => times(n, "passage"), separator: ", " },
});

// Fewer other ends than this, and their quotes are open at once.
const FEW = 4;

const EndItem = ({ end, few }: { end: End; few: boolean }) => {
  const [open, setOpen] = useState(few);
  const g = graph();
  const said = [...new Set(end.claims.map((it) => g.roles.get(it)).filter((it) => it !== undefined))];
  const passages = words.value.passages(end.claims.length);
  return (
    <li data-other={end.other}>
      <div class="end">
        <Way row={end.other} />
        {said.length > 0 && <small><Phrase text={said.slice(0, 3).join(words.value.separator)} most={50} /></small>}
        <button type="button" class="opens" aria-expanded={open} aria-label={`${nameOf(end.other).slice(0, 60)}: ${passages}`}
          onClick={() => setOpen(!open)}>{passages}</button>
      </div>
      {open && <Fold items={end.claims} first={3} step={10} class="quotes">{(claim) => <li key={claim}><Said claim={claim} /></li>}</Fold>}
    </li>
  );
};

export const Relations = ({ groups }: { groups: Ends[] }) => {
  const few = groups.reduce((sum, it) => sum + it.ends.length, 0) <= FEW;
  return (
    <>
      {groups.map(({ property, out, ends }) => (
        <section key={`${property} ${out}`} data-property={graph().core.properties[property].name} data-out={String(out)}>
          <h3>{out ? propertyName(property) : inverseName(property)} <small>{number(ends.length)}</small></h3>
          <Fold items={ends} class="ends">{(end) => <EndItem key={end.other} end={end} few={few} />}</Fold>
        </section>
      ))}
    </>
  );
};
