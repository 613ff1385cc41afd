// Where an entity is named: its documents, each opening at the first mention, or where it is only meant.
import { sieve } from "../sieve";
import { graph } from "../state";
import { number, times, tongue } from "../tongue";
import { Fold } from "../ui/fold";
import { issuedOf, placeOf, titleOf } from "../ui/names";
import { openMention } from "../ui/occurrence";
import { Phrase } from "../ui/phrase";

const words = tongue({
  zh: {
    named: (n: number, d: number) => `文中提到 ${number(n)} 次，见于 ${number(d)} 篇文献`,
    meantAlone: (d: number) => `${number(d)} 篇文献由上下文指到，未写出名称`,
    meantToo: (d: number) => `；另有 ${number(d)} 篇由上下文指到`,
    times: (n: number) => `提到 ${number(n)} 次`,
    meant: "由上下文指到，未写出名称",
  },
  en: {
    named: (n: number, d: number) => `Named ${times(n, "time")} in ${times(d, "document")}`,
    meantAlone: (d: number) => `Meant by context in ${times(d, "document")}, never named`,
    meantToo: (d: number) => `; meant by context in ${number(d)} more`,
    times: (n: number) => `named ${times(n, "time")}`,
    meant: "meant by context, not named",
  },
});

export const Mentioned = ({ row, all }: { row: number; all: boolean }) => {
  const mask = sieve.value.documents;
  const documents = graph().documents(row).filter((it) => all || mask[it.document])
    .sort((a, b) => b.times - a.times || a.document - b.document);
  if (documents.length === 0) return null;
  const named = documents.filter((it) => it.times > 0).length;
  const meant = documents.length - named;
  const sum = documents.reduce((total, it) => total + it.times, 0);
  return (
    <details class="mentioned">
      <summary>
        {named === 0 ? words.value.meantAlone(meant) : words.value.named(sum, named) + (meant > 0 ? words.value.meantToo(meant) : "")}
      </summary>
      <Fold items={documents} first={12} class="documents">
        {(it) => (
          <li key={it.document} data-document={it.document}>
            <button type="button" class="title" onClick={() => void openMention(it.document, row)}><Phrase text={titleOf(it.document)} most={60} /></button>
            <small>
              {[placeOf(it.document), issuedOf(it.document), it.times > 0 ? words.value.times(it.times) : words.value.meant].filter(Boolean).join(" · ")}
            </small>
          </li>
        )}
      </Fold>
    </details>
  );
};
