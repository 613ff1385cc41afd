// A claim as it is shown wherever one stands: quote, document, date, rule, confidence.
import { openClaim } from "../reading";
import { graph } from "../state";
import { named, tongue } from "../tongue";
import { issuedOf, titleOf } from "./names";
import { Phrase } from "./phrase";
import { Quote } from "./quote";

const words = tongue({
  zh: { confidence: "置信度", rule: "规则", link: "这条陈述" },
  en: { confidence: "confidence", rule: "rule", link: "This claim" },
});

export const Said = ({ claim }: { claim: number }) => {
  const g = graph();
  const document = g.document(claim);
  const rule = g.core.rules[g.rule(claim)];
  return (
    <div class="said" data-said={claim}>
      <Quote claim={claim} />
      <footer>
        <cite><Phrase text={titleOf(document)} most={80} /></cite>
        <span>{issuedOf(document)}</span>
        <span title={named(rule.says)}>{words.value.rule} <code>{rule.name}</code></span>
        <span>{words.value.confidence} {g.confidence(claim).toFixed(2)}</span>
        <button type="button" class="plain" onClick={() => openClaim(claim)}>{words.value.link}</button>
      </footer>
    </div>
  );
};
