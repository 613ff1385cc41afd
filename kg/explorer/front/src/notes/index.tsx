// Keep, doubt or reject a claim and write why; all notes in a list, written out and read in as a file.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import "./notes.css";
import { told } from "../cite/citation";
import { iris } from "../data/iris";
import { openClaim } from "../reading";
import { graph } from "../state";
import { number, times, tongue } from "../tongue";
import { Said } from "../ui/said";
import { saveText } from "../ui/save";
import { dropNote, exported, here, imported, kept, notes, setNote, VERDICTS, type Note, type Verdict } from "./notes";

const words = tongue({
  zh: {
    title: "批注", keep: "采信", doubt: "存疑", reject: "不采", why: "理由", drop: "删去批注",
    stays: "批注只存在这台电脑的浏览器里，不会发到任何地方；要留存或交给别人，请导出。",
    unkept: "这个浏览器不肯替本地文件保存批注：关闭页面前请先导出。",
    none: "还没有批注。打开一条陈述，即可采信、存疑或不采，并写下理由。",
    elsewhere: (n: number) => `另有 ${number(n)} 条批注属于别的图谱，仍留在浏览器里。`,
    export: "导出 JSON", import: "导入 JSON", all: "全部",
    imported: (t: number, o: number, b: number) =>
      `导入 ${number(t)} 条${o ? `；${number(o)} 条不比已有的新，略过` : ""}${b ? `；${number(b)} 条有误，略过` : ""}。`,
    unreadable: "这不是由图谱页面导出的批注文件；请选用“导出 JSON”得到的文件。",
  },
  en: {
    title: "Notes", keep: "Keep", doubt: "Doubt", reject: "Reject", why: "Why", drop: "Delete this note",
    stays: "Notes stay in the browser of this computer and are sent nowhere; export them to keep them or to pass them on.",
    unkept: "This browser does not keep notes for a local file: export them before you close the page.",
    none: "No notes yet. Open a claim to keep, doubt or reject it, and write why.",
    elsewhere: (n: number) => `${times(n, "more note belongs", "more notes belong")} to other graphs and stay in the browser.`,
    export: "Export JSON", import: "Import JSON", all: "All",
    imported: (t: number, o: number, b: number) =>
      `${times(t, "note")} imported${o ? `; ${number(o)} no newer than what is here, passed over` : ""}${b ? `; ${number(b)} broken, passed over` : ""}.`,
    unreadable: "This is no file of notes that an explorer page exported; choose one that “Export JSON” made.",
  },
});

const useIri = (claim: number): string | null => {
  const [iri, setIri] = useState<{ claim: number; iri: string } | null>(null);
  useEffect(() => {
    let wanted = true;
    void iris().then((all) => wanted && setIri({ claim, iri: graph().core.base + all[claim] }));
    return () => {
      wanted = false;
    };
  }, [claim]);
  return iri?.claim === claim ? iri.iri : null;
};

export const Notes = ({ claim }: { claim: number }) => {
  const iri = useIri(claim);
  if (iri === null) return null;
  const note = notes.value.get(iri);
  return (
    <fieldset class="note">
      <legend>{words.value.title}</legend>
      <div class="verdicts">
        {VERDICTS.map((it) => (
          <label class={`verdict ${it}`}>
            <input type="radio" name={`verdict-${claim}`} value={it} checked={note?.verdict === it}
              onChange={() => setNote(iri, it, note?.why ?? "")} />
            {words.value[it]}
          </label>
        ))}
      </div>
      {note !== undefined && (
        <>
          <label class="why">
            {words.value.why}
            <textarea rows={3} maxLength={10_000} value={note.why}
              onChange={(event) => setNote(iri, note.verdict, event.currentTarget.value)} />
          </label>
          <button type="button" class="plain" onClick={() => dropNote(iri)}>{words.value.drop}</button>
        </>
      )}
      <p><small>{kept.value ? words.value.stays : words.value.unkept}</small></p>
    </fieldset>
  );
};

const shown = signal<Verdict | "">("");
const message = signal("");

const read = async (input: HTMLInputElement): Promise<void> => {
  const file = input.files?.[0];
  if (file === undefined) return;
  try {
    const { taken, older, broken } = imported(await file.text());
    message.value = words.value.imported(taken, older, broken);
  } catch {
    message.value = words.value.unreadable;
  }
  // So that the same file can be chosen again.
  input.value = "";
};

export const NotesView = () => {
  const [found, setFound] = useState<{ found: Map<number, Note>; elsewhere: number }>({ found: new Map(), elsewhere: 0 });
  useEffect(() => {
    let wanted = true;
    void here().then((it) => wanted && setFound(it));
    return () => {
      wanted = false;
    };
  }, [notes.value]);
  const listed = [...found.found].filter(([, note]) => shown.value === "" || note.verdict === shown.value);
  const counted = (verdict: Verdict) => [...found.found.values()].filter((it) => it.verdict === verdict).length;
  return (
    <div class="page notes">
      <h2>{words.value.title}</h2>
      <p class="aside">{kept.value ? words.value.stays : words.value.unkept}</p>
      <div class="tools">
        <button type="button" class="quiet" disabled={found.found.size === 0}
          onClick={() => void exported().then((content) => saveText("tifa-notes.json", "application/json", content))}>{words.value.export}</button>
        <label class="quiet file">
          {words.value.import}
          <input type="file" accept=".json,application/json" onChange={(event) => void read(event.currentTarget)} />
        </label>
        <span role="status">{message.value}</span>
      </div>
      {found.found.size === 0 ? <p>{words.value.none}</p> : (
        <div class="tools" role="group">
          {(["", ...VERDICTS] as const).map((it) => (
            <button type="button" class="quiet" aria-pressed={shown.value === it} onClick={() => (shown.value = it)}>
              {it === "" ? `${words.value.all} ${number(found.found.size)}` : `${words.value[it]} ${number(counted(it))}`}
            </button>
          ))}
        </div>
      )}
      {found.elsewhere > 0 && <p class="aside">{words.value.elsewhere(found.elsewhere)}</p>}
      <ul class="bare">
        {listed.map(([claim, note]) => (
          <li key={claim}>
            <h3><button type="button" class="plain" onClick={() => openClaim(claim)}>{told(claim)}</button></h3>
            <p><strong class={`verdict ${note.verdict}`}>{words.value[note.verdict]}</strong> {note.why}</p>
            <Said claim={claim} />
          </li>
        ))}
      </ul>
    </div>
  );
};
