// How to cite: a form to choose, the citation to copy or to save.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import "./cite.css";
import { lang, tongue } from "../tongue";
import { Copier } from "../ui/copier";
import { saveText } from "../ui/save";
import type { Citation } from "./citation";
import { bibtex, gbt, ris } from "./forms";

const words = tongue({
  zh: { cite: "引用", form: "格式", copy: "复制", save: "保存" },
  en: { cite: "Cite", form: "Form", copy: "Copy", save: "Save" },
});

const today = (): string => new Date().toISOString().slice(0, 10);
const FORMS = {
  "GB/T 7714": { write: (it: Citation) => gbt(it, today()), ending: "txt", type: "text/plain" },
  BibTeX: { write: bibtex, ending: "bib", type: "application/x-bibtex" },
  RIS: { write: ris, ending: "ris", type: "application/x-research-info-systems" },
};
type Name = keyof typeof FORMS;
// The last that a reader chose, for all citations of the page.
const chosen = signal<Name>("GB/T 7714");

// `of` is asked for when the reader opens the citation, and again when `about` or the language changes.
export const Cite = ({ of, about }: { of: () => Promise<Citation> | Citation; about: string | number }) => {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<{ about: string | number; citation: Citation } | null>(null);
  useEffect(() => {
    let wanted = open;
    if (open) void Promise.resolve(of()).then((citation) => wanted && setAsked({ about, citation }));
    return () => {
      wanted = false;
    };
  }, [open, about, lang.value]);
  const citation = asked?.about === about ? asked.citation : null;
  const form = FORMS[chosen.value];
  const content = citation === null ? "" : form.write(citation);
  return (
    <details class="cite" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.value.cite}</summary>
      {citation !== null && (
        <>
          <div class="forms" role="group" aria-label={words.value.form}>
            {(Object.keys(FORMS) as Name[]).map((name) => (
              <button type="button" class="quiet" aria-pressed={chosen.value === name} onClick={() => (chosen.value = name)}>{name}</button>
            ))}
          </div>
          <pre tabindex={0}>{content.trim()}</pre>
          <Copier text={() => content} label={words.value.copy} />
          <button type="button" class="plain" onClick={() => saveText(`${citation.key}.${form.ending}`, form.type, content)}>
            {words.value.save}
          </button>
        </>
      )}
    </details>
  );
};
