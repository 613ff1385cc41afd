// A claim as it is shown wherever one stands: quote, document, date, rule, confidence.
import { openClaim } from "../reading";
import { graph, texts } from "../state";
import { named, tongue } from "../tongue";
import { Badges } from "./badges";
import { Copier } from "./copier";
import { issuedOf, lineOf, placeOf, titleOf } from "./names";
import { Phrase } from "./phrase";
import { Quote } from "./quote";
import { Sure } from "./sure";

const words = tongue({
  zh: { rule: "规则", link: "看这条陈述", copy: "复制引文" },
  en: { rule: "rule", link: "This claim", copy: "Copy quote" },
});

// The sentence with its source, as it is pasted into notes.
export const quoted = async (claim: number): Promise<string> => {
  const g = graph();
  const document = g.document(claim);
  const text = await texts().read(document);
  const sentence = text.slice(text.sentence({ start: g.start(claim), end: g.end(claim) })).trim();
  return `“${sentence}”\n—— ${[titleOf(document), placeOf(document), issuedOf(document)].filter(Boolean).join("，")}`;
};

export const Said = ({ claim }: { claim: number }) => {
  const g = graph();
  const document = g.document(claim);
  const rule = g.core.rules[g.rule(claim)];
  const role = g.roles.get(claim);
  return (
    <div class="said" data-said={claim}>
      <Quote claim={claim} />
      <footer>
        <cite><Phrase text={titleOf(document)} most={80} /></cite>
        <span>{issuedOf(document)}</span>
        {role && <Phrase text={role} most={40} />}
        <span title={named(rule.says)}>{words.value.rule} <code>{rule.name}</code></span>
        <Sure claim={claim} />
        <Badges claim={claim} />
        <span class="does">
          <button type="button" class="plain" onClick={() => openClaim(claim)} title={lineOf(claim)}>{words.value.link}</button>
          <Copier text={() => quoted(claim)} label={words.value.copy} />
        </span>
      </footer>
    </div>
  );
};
