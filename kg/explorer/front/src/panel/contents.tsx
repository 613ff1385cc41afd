// The claims of a document as a list, each a step into its text.
import { readClaim } from "../reading";
import { times, number, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { lineOf } from "../ui/names";
import { Phrase } from "../ui/phrase";

const words = tongue({
  zh: { claims: (n: number) => `这篇文献的 ${number(n)} 条陈述` },
  en: { claims: (n: number) => `The ${times(n, "claim")} of this document` },
});

export const Contents = ({ claims, at }: { claims: number[]; at: number | undefined }) => (
  <details class="contents">
    <summary>{words.value.claims(claims.length)}</summary>
    <Fold items={claims} first={20} step={100} class="lines">
      {(claim) => (
        <li key={claim}>
          <button type="button" class="line" aria-current={claim === at ? "true" : undefined} onClick={() => readClaim(claim)}>
            <Phrase text={lineOf(claim)} most={90} />
          </button>
        </li>
      )}
    </Fold>
  </details>
);
