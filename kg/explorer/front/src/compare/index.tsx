// Two things side by side: what both have, what only one has, and how much text each side rests on.
import { useState } from "preact/hooks";
import { graph } from "../state";
import { number, times, tongue } from "../tongue";
import { Chooser } from "../ui/chooser";
import { Mark } from "../ui/mark";
import { className, inverseName, nameOf, propertyName } from "../ui/names";
import { Occurrence } from "../ui/occurrence";
import { Phrase } from "../ui/phrase";
import { Picker } from "../ui/picker";
import { Said } from "../ui/said";
import { Way } from "../ui/way";
import { choices, comparison, keys, kind, KINDS, setKind, setSide, swap, type Evidence, type Item, type Kind, type Part, type Side } from "./sides";
import "./compare.css";

const words = tongue({
  zh: {
    kind: { place: "地区", year: "年份", document: "文献", entity: "实体" } as Record<Kind, string>, between: "比较什么",
    left: "左", right: "右", swap: "左右对调", shared: "两者共有", only: (name: string) => `仅见于${name}`,
    rests: (d: number, c: number) => `${number(d)} 篇文献，${number(c)} 字`, entities: "实体", relations: "关系", none: "无。",
    relationsNote: { entity: "关系与另一端相同", text: "关系与对象相同" },
    uneven: (name: string, factor: string) => `${name}的文本是另一边的 ${factor} 倍：“仅见于”可能只是因为文本更长。`,
    same: "两边相同。请选择不同的两项。", choose: "请选择要比较的两项；筛选之后这里没有可比较的文献。", more: (count: number) => `再显示 ${number(count)} 项`,
    rate: (rate: string) => `每万字 ${rate}`, counts: (a: number, b: number) => `左 ${number(a)}，右 ${number(b)}`, nothing: "这一边没有。",
    further: (count: number) => `另有 ${number(count)} 处`,
  },
  en: {
    kind: { place: "Places", year: "Years", document: "Documents", entity: "Entities" } as Record<Kind, string>, between: "What to compare",
    left: "Left", right: "Right", swap: "Swap sides", shared: "Both", only: (name: string) => `Only ${name}`,
    rests: (d: number, c: number) => `${times(d, "document")}, ${times(c, "character")}`, entities: "Entities", relations: "Relations", none: "Nothing.",
    relationsNote: { entity: "same relation, same other end", text: "same relation, same object" },
    uneven: (name: string, factor: string) => `${name} has ${factor} times as much text: what only it has may be due to that alone.`,
    same: "Both sides are the same. Choose two that differ.", choose: "Choose two to compare; the filters leave nothing to compare here.",
    more: (count: number) => `Show ${number(count)} more`,
    rate: (rate: string) => `${rate} per 10,000 characters`, counts: (a: number, b: number) => `left ${number(a)}, right ${number(b)}`, nothing: "Nothing on this side.",
    further: (count: number) => `${number(count)} more`,
  },
});

const FIRST = 8;
const QUOTES = 3;
// From here on a difference in length is told.
const UNEVEN = 1.5;

const rate = (count: number, { characters }: Side): string => ((count * 10_000) / characters).toPrecision(2);

const Rests = ({ evidence, side, row, counted }: { evidence: Evidence; side: Side; row: number; counted: boolean }) => {
  const [most, setMost] = useState(QUOTES);
  const all = evidence.claims.length > 0 ? evidence.claims : evidence.documents;
  return (
    <div class="rests">
      <h5><Phrase text={side.label} most={30} />{counted && evidence.count > 0 && side.characters > 0 && <small> {words.value.rate(rate(evidence.count, side))}</small>}</h5>
      {all.length === 0 && <p>{words.value.nothing}</p>}
      {evidence.claims.slice(0, most).map((it) => <Said key={it} claim={it} />)}
      {evidence.claims.length === 0 && evidence.documents.slice(0, most).map((it) => <Occurrence key={it} row={row} document={it} />)}
      {all.length > most && <button type="button" class="plain" onClick={() => setMost(most + 10)}>{words.value.further(all.length - most)}</button>}
    </div>
  );
};

// The evidence is drawn, and its texts unpacked, only once an item is open.
const Entry = ({ item, sides }: { item: Item; sides: [Side, Side] }) => {
  const [open, setOpen] = useState(false);
  const { row, sides: [one, other] } = item;
  return (
    <li>
      <details data-item={item.key} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Mark type={graph().core.entities.type[row]} />
          <Phrase text={nameOf(row)} most={40} />
          <span class="tally" aria-label={words.value.counts(one.count, other.count)}>
            {one.count > 0 && other.count > 0 ? `${number(one.count)} : ${number(other.count)}` : number(one.count + other.count)}
          </span>
        </summary>
        {open && (
          <>
            <Way row={row} />
            {item.sides.map((it, at) => it.count > 0 && (
              <Rests evidence={it} side={sides[at]} row={row} counted={sides[at].entity === null && item.property === null} />
            ))}
          </>
        )}
      </details>
    </li>
  );
};

const Items = ({ title, items, sides }: { title: string; items: Item[]; sides: [Side, Side] }) => {
  const [most, setMost] = useState(FIRST);
  return (
    <section class="items">
      <h4>{title} <small>{number(items.length)}</small></h4>
      <ul>{items.slice(0, most).map((it) => <Entry key={it.key} item={it} sides={sides} />)}</ul>
      {items.length > most && (
        <button type="button" class="plain" onClick={() => setMost(most + 50)}>{words.value.more(Math.min(50, items.length - most))}</button>
      )}
    </section>
  );
};

const relationTitle = ({ property, forward }: Item): string => (forward ? propertyName(property!) : inverseName(property!));

// Relations of one property apart by their direction.
const byDirection = (items: Item[]): Item[][] => [items.filter((it) => it.forward), items.filter((it) => !it.forward)].filter((it) => it.length > 0);

const Column = ({ title, part, sides, name }: { title: string; part: Part; sides: [Side, Side]; name: string }) => (
  <section class="side" data-part={name}>
    <h3><Phrase text={title} most={40} /></h3>
    <p class="sum">{words.value.entities} <b data-count="entities">{number(part.counts[0])}</b>　{words.value.relations} <b data-count="relations">{number(part.counts[1])}</b></p>
    {part.counts[0] + part.counts[1] === 0 && <p>{words.value.none}</p>}
    {[...part.entities].map(([type, items]) => <Items key={`${name} ${type} ${keys.value}`} title={className(type)} items={items} sides={sides} />)}
    {part.relations.size > 0 && (
      <h3 class="part-kind">{words.value.relations} <small>{words.value.relationsNote[kind.value === "entity" ? "entity" : "text"]}</small></h3>
    )}
    {[...part.relations].flatMap(([property, items]) => byDirection(items).map((it) => (
      <Items key={`${name} ${property} ${it[0].forward} ${keys.value}`} title={relationTitle(it[0])} items={it} sides={sides} />
    )))}
  </section>
);

const SideChooser = ({ side }: { side: 0 | 1 }) => {
  const label = side === 0 ? words.value.left : words.value.right;
  const key = keys.value[side];
  if (kind.value === "entity") {
    return (
      <Chooser name={`side-${side}`} label={label} chosen={graph().row(key)}
        choose={(row) => setSide(side, row === null ? "" : graph().core.entities.iri[row])} />
    );
  }
  const all = choices.value[kind.value];
  const find = (text: string) => all.filter((it) => it.text.toLowerCase().includes(text.trim().toLowerCase()));
  return <Picker name={`side-${side}`} label={label} chosen={all.find((it) => it.key === key) ?? null} find={find} choose={(it) => setSide(side, it)} />;
};

const Weight = ({ sides }: { sides: [Side, Side] }) => {
  const [one, other] = sides;
  const larger = one.characters >= other.characters ? one : other;
  const factor = larger.characters / Math.max(1, Math.min(one.characters, other.characters));
  return (
    <div class="weight">
      {sides.map((it, at) => <p data-weight={at}><b><Phrase text={it.label} most={50} /></b> {words.value.rests(it.documents.length, it.characters)}</p>)}
      {factor >= UNEVEN && <p class="uneven" role="note">{words.value.uneven(larger.label, factor >= 10 ? number(Math.round(factor)) : factor.toFixed(1))}</p>}
    </div>
  );
};

export const Compare = () => {
  const found = comparison.value;
  return (
    <div class="compare">
      <div class="view-tools">
        <div class="switch" role="group" aria-label={words.value.between}>
          {KINDS.map((it) => <button type="button" data-kind={it} aria-pressed={kind.value === it} onClick={() => setKind(it)}>{words.value.kind[it]}</button>)}
        </div>
      </div>
      <div class="view-tools">
        <SideChooser side={0} />
        <button type="button" class="quiet" data-do="swap" onClick={swap}>⇄ {words.value.swap}</button>
        <SideChooser side={1} />
      </div>
      {found === null ? <p class="empty-view">{words.value.choose}</p>
        : keys.value[0] === keys.value[1] ? <p class="empty-view">{words.value.same}</p> : (
          <>
            <Weight sides={found.sides} />
            <div class="trio">
              <Column name="left" title={words.value.only(found.sides[0].label)} part={found.only[0]} sides={found.sides} />
              <Column name="shared" title={words.value.shared} part={found.shared} sides={found.sides} />
              <Column name="right" title={words.value.only(found.sides[1].label)} part={found.only[1]} sides={found.sides} />
            </div>
          </>
        )}
    </div>
  );
};
