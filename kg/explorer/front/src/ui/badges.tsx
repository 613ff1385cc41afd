// What makes a claim deserve a second look, said beside it.
import { against, sources } from "../alike";
import { UNSURE } from "../lens";
import { graph } from "../state";
import { tongue } from "../tongue";

const words = tongue({
  zh: {
    single: "仅一篇文献", singleLong: "只有这一篇文献这样说",
    unsure: "存疑", unsureLong: "这条规则读到的内容，四次里可能错一次以上",
    conflict: "数字不一", conflictLong: "另有原文对同一事物、同一量、同一时间给出不同的数值",
  },
  en: {
    single: "one document", singleLong: "One document alone says this",
    unsure: "unsure", unsureLong: "What this rule reads may be wrong more often than one time in four",
    conflict: "figures disagree", conflictLong: "Another passage gives another value of the same measure, thing and time",
  },
});

// `brief`: without what nearly every claim of a small corpus is.
export const Badges = ({ claim, brief = false }: { claim: number; brief?: boolean }) => {
  const said = words.value;
  return (
    <>
      {against(claim).length > 0 && <span class="badge conflict" title={said.conflictLong}>{said.conflict}</span>}
      {graph().confidence(claim) < UNSURE && <span class="badge unsure" title={said.unsureLong}>{said.unsure}</span>}
      {!brief && graph().core.documents.iri.length > 1 && sources(claim) === 1 && <span class="badge single" title={said.singleLong}>{said.single}</span>}
    </>
  );
};
