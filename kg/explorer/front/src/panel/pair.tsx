// What is said between two entities, in both directions.
import { useMemo, useState } from "preact/hooks";
import { address } from "../hash";
import { sieve } from "../sieve";
import { graph } from "../state";
import { group } from "../data/graph";
import { number, tongue } from "../tongue";
import { Copier } from "../ui/copier";
import { Fold } from "../ui/fold";
import { nameOf, propertyName } from "../ui/names";
import { Said } from "../ui/said";
import { Way } from "../ui/way";
import { Heading } from "./heading";
import { Hidden } from "./hidden";
import { passes } from "./passing";

const words = tongue({
  zh: { between: "两者之间", none: "没有文献说出两者之间的关系。", nonePasses: "没有通过筛选的陈述。", copy: "复制链接" },
  en: { between: "Between these two", none: "No document states a relation between the two.", nonePasses: "No claim passes the filters.", copy: "Copy link" },
});

const between = (from: number, to: number): number[] => {
  const g = graph();
  const link = g.link(from, to);
  return link === null ? [] : [...group(g.claimsOfLink, link)];
};

// The claims from one to the other, a property at a time.
const Direction = ({ from, to, claims }: { from: number; to: number; claims: number[] }) => {
  const { property } = graph().core.claims;
  return (
    <>
      {[...new Set(claims.map((it) => property[it]))].map((of) => {
        const said = claims.filter((it) => property[it] === of);
        return (
          <section key={of} data-property={graph().core.properties[of].name}>
            <h3 aria-label={`${nameOf(from)} ${propertyName(of)} ${nameOf(to)}`}>
              <Way row={from} /> <span class="property">{propertyName(of)} →</span> <Way row={to} /> <small>{number(said.length)}</small>
            </h3>
            <Fold items={said} first={5} step={20} class="quotes">{(claim) => <li key={claim}><Said claim={claim} /></li>}</Fold>
          </section>
        );
      })}
    </>
  );
};

export const PairPart = ({ ends: [one, other] }: { ends: [number, number] }) => {
  const [all, setAll] = useState(false);
  const { iri } = graph().core.entities;
  const { there, back, rest } = useMemo(() => {
    const [shown, passing] = [passes(false), passes(all)];
    const [outward, inward] = [between(one, other), one === other ? [] : between(other, one)];
    return {
      there: outward.filter(passing), back: inward.filter(passing),
      rest: [...outward, ...inward].filter((it) => !shown(it)).length,
    };
  }, [one, other, all, sieve.value]);
  return (
    <>
      <p class="class">{words.value.between}</p>
      <Heading class="between"><Way row={one} /> <span aria-hidden="true">·</span> <Way row={other} /></Heading>
      <p class="actions">
        <Copier class="quiet" label={words.value.copy} text={() => address({ pair: `${iri[one]},${iri[other]}`, claim: "", document: "" })} />
      </p>
      <Hidden rest={rest} all={all} set={setAll} />
      {there.length + back.length === 0 && <p class="aside">{rest > 0 ? words.value.nonePasses : words.value.none}</p>}
      <Direction from={one} to={other} claims={there} />
      <Direction from={other} to={one} claims={back} />
    </>
  );
};
