// The figures of an entity, by what is counted; each opens the sentence that says it.
import { useState } from "preact/hooks";
import { graph } from "../state";
import { number, tongue } from "../tongue";
import { Badges } from "../ui/badges";
import { Fold } from "../ui/fold";
import { figureOf, issuedOf } from "../ui/names";
import { Phrase } from "../ui/phrase";
import { Said } from "../ui/said";
import type { Measure } from "./passing";

const words = tongue({
  zh: { figures: "数据", unnamed: "（未写明所计何物）", said: (date: string) => `${date} 的文献` },
  en: { figures: "Figures", unnamed: "(what is counted is not named)", said: (date: string) => `document of ${date}` },
});

const FigureItem = ({ claim }: { claim: number }) => {
  const [open, setOpen] = useState(false);
  const { value, period } = figureOf(claim);
  return (
    <li>
      <button type="button" class="figure" aria-expanded={open} onClick={() => setOpen(!open)}>
        <strong>{value}</strong>
        <small>{period || words.value.said(issuedOf(graph().document(claim)))}</small>
        <Badges claim={claim} brief />
      </button>
      {open && <Said claim={claim} />}
    </li>
  );
};

export const Figures = ({ measures }: { measures: Measure[] }) => {
  if (measures.length === 0) return null;
  const count = measures.reduce((sum, it) => sum + it.claims.length, 0);
  return (
    <section data-part="figures">
      <h3>{words.value.figures} <small>{number(count)}</small></h3>
      <Fold items={measures} first={4} step={30} class="measures">
        {({ measure, claims }) => (
          <li key={measure}>
            <h4>{measure ? <Phrase text={measure} most={60} /> : words.value.unnamed}</h4>
            <Fold items={claims} first={4} step={20} class="figures">{(claim) => <FigureItem key={claim} claim={claim} />}</Fold>
          </li>
        )}
      </Fold>
    </section>
  );
};
