// What the editor offers while a query is typed. It takes the place of YASQE's own completers, which ask other hosts.
import { entities, split, typeName, vocabulary } from "./names.js";
import { say, zh } from "./words.js";

const WORD = /[^\s{}()<>;,"'|/^*+!=[\]]+$/;
const MOST = 40;

function word(editor) {
  const cursor = editor.getDoc().getCursor();
  const before = editor.getDoc().getLine(cursor.line).slice(0, cursor.ch);
  const found = WORD.exec(before);
  const text = found ? found[0] : "";
  return { text, line: cursor.line, start: cursor.ch - text.length, end: cursor.ch, before };
}

const quiet = (editor, at) => /comment|string(?!-2)/.test(editor.getTokenTypeAt({ line: at.line, ch: at.end }) ?? "");

function declare(editor, name) {
  if (vocabulary.prefixes[name] && !(name in editor.getPrefixesFromQuery())) {
    editor.addPrefixes({ [name]: vocabulary.prefixes[name] });
  }
}

function pick(editor, text, prefix) {
  return (_, __, hint) => {
    const at = hint.at;
    editor.getDoc().replaceRange(text, { line: at.line, ch: at.start }, { line: at.line, ch: at.end }, "complete");
    if (prefix) declare(editor, prefix);
  };
}

function shown(name, gloss) {
  return (row) => {
    const small = document.createElement("small");
    small.textContent = gloss;
    row.append(name, " ", small);
  };
}

function hint(editor, at, text, name, gloss, prefix) {
  return { text, at, render: shown(name, gloss), hint: pick(editor, text, prefix) };
}

function prefixes(editor, at) {
  const declaring = /^\s*prefix\s+[\w-]*$/i.test(at.before);
  return Object.entries(vocabulary.prefixes)
    .filter(([name]) => name.startsWith(at.text.toLowerCase()))
    .map(([name, base]) =>
      declaring ? hint(editor, at, `${name}: <${base}>`, `${name}:`, base) : hint(editor, at, `${name}:`, `${name}:`, base, name),
    );
}

function terms(editor, at) {
  const wanted = at.text.toLowerCase();
  const [first, second] = zh ? ["zh", "en"] : ["en", "zh"];
  const rank = (it) => {
    const local = it.name.slice(it.name.indexOf(":") + 1).toLowerCase();
    const names = [it.labels.zh ?? "", (it.labels.en ?? "").toLowerCase()];
    if (it.name.toLowerCase().startsWith(wanted) || local.startsWith(wanted) || names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    return local.includes(wanted) || names.some((name) => name.includes(wanted)) ? 2 : 9;
  };
  return vocabulary.terms
    .map((it) => [rank(it), it])
    .filter(([at]) => at < 9)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST)
    .map(([, it]) => {
      const gloss = [it.labels[first] ?? it.labels[second], it.definitions[first] ?? it.definitions[second]];
      return hint(editor, at, it.name, it.name, gloss.filter(Boolean).join(" – "), it.name.split(":")[0]);
    });
}

const variables = (editor, at) =>
  editor
    .getVariablesFromQuery()
    .filter((it) => it.startsWith(at.text) && it !== at.text)
    .map((it) => hint(editor, at, it, it, say("变量", "variable")));

async function named(editor, at) {
  return (await entities(at.text)).map((it) => {
    const parts = split(it.iri);
    return hint(editor, at, parts ? parts.join(":") : `<${it.iri}>`, it.name, typeName(it.type), parts?.[0]);
  });
}

async function offers(editor, at, asked) {
  if (/^[?$]/.test(at.text)) return variables(editor, at);
  if (/^\s*prefix\s/i.test(at.before)) return prefixes(editor, at);
  if (at.text.includes(":")) return terms(editor, at);
  const known = [...terms(editor, at), ...prefixes(editor, at)];
  const searched = at.text && (asked || /[^\u0000-\u024f]/.test(at.text));
  return searched ? [...known.slice(0, 12), ...(await named(editor, at))] : known;
}

// Show what fits at the cursor; `asked` where the reader pressed the key for it.
export async function complete(editor, asked) {
  const at = word(editor);
  if ((!asked && at.text.length < 1) || quiet(editor, at)) return;
  const list = await offers(editor, at, asked);
  const now = word(editor);
  // Typed on meanwhile, or the one offer is what stands there already.
  if (now.text !== at.text || now.line !== at.line || now.start !== at.start) return;
  if (!list.length || (list.length === 1 && list[0].text === at.text)) return editor.closeHint?.();
  const from = { line: at.line, ch: at.start };
  const to = { line: at.line, ch: at.end };
  editor.showHint({
    completeSingle: false,
    closeCharacters: /[\s{}()<>;,]/,
    hint: () => {
      const here = word(editor);
      return here.text === at.text ? { list, from, to } : null;
    },
  });
}

// Keep completions and PREFIX lines up with what is typed.
export function follow(editor) {
  let waiting = 0;
  editor.on("inputRead", (_, change) => {
    if (change.origin === "paste" || change.origin === "complete") return;
    const at = word(editor);
    const prefix = /^([\w-]+):/.exec(at.text)?.[1];
    if (prefix && !/^\s*prefix\s/i.test(at.before) && !quiet(editor, at)) declare(editor, prefix);
    clearTimeout(waiting);
    const least = /^[\w-]+$/.test(at.text) ? 2 : 1;
    if (at.text.length >= least) waiting = setTimeout(() => complete(editor, false), 120);
  });
}
