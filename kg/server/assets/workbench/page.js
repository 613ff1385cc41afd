// The query page: YASQE asks, our server answers, YASR shows it.
import { choosers } from "./chooser.js";
import { Graph } from "./graph.js";
import { complete, follow } from "./hints.js";
import { load } from "./names.js";
import { checkSyntax } from "./syntax.js";
import { Truth, table } from "./table.js";
import { element, number, say } from "./words.js";

const { Yasqe, Yasr } = window.Yasgui;
const by = (id) => document.getElementById(id);
const root = by("workbench");
const KEPT = "tifa.sparql";
const FIRST = say(
  `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tifa: <https://w3id.org/tifa/ontology#>
# 主体、所实施的行动、各自的名称
SELECT ?actor ?campaign WHERE {
  ?actor tifa:implements ?campaign .
}
LIMIT 100`,
  `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tifa: <https://w3id.org/tifa/ontology#>
# Who implements what
SELECT ?actor ?campaign WHERE {
  ?actor tifa:implements ?campaign .
}
LIMIT 100`,
);
const TABLES = { JSON: "application/sparql-results+json", CSV: "text/csv", TSV: "text/tab-separated-values", XML: "application/sparql-results+xml" };
const GRAPHS = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
const ENDINGS = { JSON: "json", CSV: "csv", TSV: "tsv", XML: "xml", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const REASONS = {
  400: say("查询有误。", "The query cannot be understood."),
  403: say("本站不允许这样的查询。", "This server does not allow such a query."),
  413: say("查询过长。", "The query is too long."),
  429: say("现在同时查询的人太多，请稍候再试。", "Too many queries are running; try again shortly."),
  503: say("查询超过时限，或查询引擎暂不可用。", "The query took too long, or the engine is not available."),
};

let running = null;
let headings = {};

function keep(text) {
  try {
    localStorage.setItem(KEPT, text);
  } catch {
    // A reader may forbid it.
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

const isGraph = (editor) => ["CONSTRUCT", "DESCRIBE"].includes(editor.getQueryType());
const isUpdate = (editor) => editor.getQueryMode() === "update";

function problem(text, detail = "") {
  by("problem").replaceChildren(text, detail && element("br"), detail);
  by("problem").hidden = !text;
}

function address(text) {
  const here = new URL(location.href);
  here.search = "";
  here.hash = "";
  here.searchParams.set("query", text);
  return here.href;
}

function permalink(text, original) {
  if (text === original && root.dataset.question) return location.href;
  return address(text);
}

// The link to the other language leads to the same query.
function relink() {
  const other = document.querySelector("a.language");
  if (!other) return;
  const here = new URL(location.href);
  here.searchParams.set("lang", other.hreflang);
  other.href = here.href;
}

async function ask(text, accept, update, signal) {
  const headers = { "content-type": update ? "application/sparql-update" : "application/sparql-query", accept };
  return fetch("/sparql", { method: "POST", headers, body: text, signal });
}

// What our plugins read beside YASR's own parse of the answer.
function parsed(results, body, type) {
  if (type.includes("sparql-results+json")) {
    const { head, results: found, boolean: truth } = JSON.parse(body);
    // YASR needs no parse of its own; it would try an ASK's answer as XML, and the browser's note on that breaks the policy.
    Object.assign(results, { json: { head: { vars: [] } }, type: "json" });
    return found ? { variables: head.vars ?? [], rows: found.bindings } : { truth };
  }
  if (/turtle|n-triples/.test(type)) {
    results.getType();
    const statements = results.getStatements() ?? [];
    const term = (it) =>
      it.termType === "NamedNode"
        ? { type: "uri", value: it.value }
        : it.termType === "BlankNode"
          ? { type: "bnode", value: it.value }
          : { type: "literal", value: it.value, "xml:lang": it.language || undefined, datatype: it.datatype?.value };
    const rows = statements.map((it) => ({ subject: term(it.subject), predicate: term(it.predicate), object: term(it.object) }));
    return { statements, variables: ["subject", "predicate", "object"], rows };
  }
  return {};
}

function plugin({ statements, variables }) {
  if (statements?.length) return "graph";
  return variables ? "table" : "boolean";
}

function show(yasr, answer, body, duration) {
  const type = answer.headers.get("content-type") ?? "";
  const response = { data: body || "\n", contentType: type, status: answer.status };
  const draw = yasr.draw;
  yasr.draw = () => {};
  try {
    yasr.setResponse(response, duration);
    yasr.results.tifa = parsed(yasr.results, body, type);
    yasr.selectPlugin(plugin(yasr.results.tifa));
  } finally {
    yasr.draw = draw;
  }
  yasr.draw();
  const { rows, statements } = yasr.results.tifa;
  const seconds = (duration / 1000).toFixed(duration < 1000 ? 3 : 1);
  const many = statements ? say(`${number(rows.length)} 条三元组`, `${number(rows.length)} ${rows.length === 1 ? "triple" : "triples"}`) : rows ? say(`${number(rows.length)} 行`, `${number(rows.length)} ${rows.length === 1 ? "row" : "rows"}`) : say("已答复", "Answered");
  by("status").textContent = say(`${many}，${seconds} 秒`, `${many} in ${seconds} s`);
}

function save(name, text) {
  const where = URL.createObjectURL(new Blob([text]));
  element("a", { href: where, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(where), 1000);
}

function downloads(text, graph) {
  const offered = Object.entries(graph ? GRAPHS : TABLES).map(([name, accept]) => {
    const made = element("button", { type: "button" }, name);
    made.addEventListener("click", async () => {
      const answer = await ask(text, accept, false);
      const body = await answer.text();
      if (answer.ok) save(`${root.dataset.question || "query"}.${ENDINGS[name]}`, body);
      else refused(answer, body, false);
    });
    return made;
  });
  by("downloads").replaceChildren(say("下载：", "Download: "), ...offered);
  by("downloads").hidden = false;
}

function refused(answer, body, update) {
  const html = (answer.headers.get("content-type") ?? "").includes("html");
  const waits = answer.headers.get("retry-after");
  const wait = /^\d+$/.test(waits ?? "") ? say(`（${waits} 秒后）`, ` (in ${waits} s)`) : "";
  const readonly = update && answer.status === 403 && say("本站只读，不接受更新。", "This server is read-only; it takes no updates.");
  problem((readonly || REASONS[answer.status] || say(`服务器答复 ${answer.status}。`, `The server answers ${answer.status}.`)) + wait, html ? "" : body.slice(0, 1000));
}

function begin() {
  running?.abort();
  running = new AbortController();
  problem("");
  by("status").textContent = say("查询中…", "Running…");
  by("stop").hidden = false;
  by("downloads").hidden = true;
  by("results").hidden = true;
  return running;
}

async function run(editor, yasr, original) {
  const text = editor.getValue();
  const update = isUpdate(editor);
  const graph = isGraph(editor);
  const mine = begin();
  keep(text);
  headings = text === original ? JSON.parse(root.dataset.columns) : {};
  const link = permalink(text, original);
  if (!update && link.length < 8000) history.replaceState(null, "", link);
  relink();
  const start = performance.now();
  try {
    const answer = await ask(text, graph ? "text/turtle" : update ? "text/plain, */*;q=0.5" : TABLES.JSON, update, mine.signal);
    const body = await answer.text();
    by("status").textContent = "";
    if (!answer.ok) {
      refused(answer, body, update);
    } else if (update) {
      by("status").textContent = say("更新已完成。", "The update is done.");
    } else {
      by("results").hidden = false;
      show(yasr, answer, body, performance.now() - start);
      downloads(text, graph);
    }
  } catch (error) {
    if (mine !== running) return;
    by("status").textContent = mine.signal.aborted ? say("已停止。", "Stopped.") : "";
    if (!mine.signal.aborted) problem(say("答复没有完整到达，请再试。", "The answer did not arrive whole; try again."));
  }
  if (mine === running) {
    by("stop").hidden = true;
    running = null;
    root.dataset.done = String(Number(root.dataset.done ?? 0) + 1);
  }
}

function results() {
  Yasr.registerPlugin("table", table(() => headings));
  Yasr.registerPlugin("graph", Graph);
  Yasr.registerPlugin("boolean", Truth);
  const plugins = Object.fromEntries(["table", "graph", "boolean", "response"].map((it) => [it, { enabled: true }]));
  Yasr.defaults.plugins = plugins;
  const yasr = new Yasr(by("results"), { persistenceId: null, pluginOrder: ["table", "graph", "response"], defaultPlugin: "table", maxPersistentResponseSize: 0 });
  yasr.rootEl.querySelector(".yasr_external_ref_btn")?.remove();
  yasr.rootEl.querySelector(".yasr_downloadIcon")?.remove();
  const text = yasr.rootEl.querySelector(".select_response span");
  if (text) text.textContent = say("原文", "Text");
  return yasr;
}

function copy(editor, original) {
  const link = permalink(editor.getValue(), original);
  const done = () => (by("status").textContent = say("链接已复制。", "The link is copied."));
  const shown = () => problem(say("请复制此链接：", "Copy this link:"), link);
  if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, shown);
  else shown();
}

function editor(go) {
  const text = by("query").value.trim() || kept() || FIRST;
  // YASQE's own completers ask prefix.cc and Linked Open Vocabularies.
  Yasqe.defaults.autocompleters = [];
  Yasqe.prototype.checkSyntax = checkSyntax;
  const made = new Yasqe(by("editor"), {
    value: text,
    persistenceId: null,
    showQueryButton: false,
    createShareableLink: false,
    consumeShareLink: null,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    requestConfig: { endpoint: new URL("/sparql", location.href).href },
    extraKeys: {
      "Ctrl-Space": (it) => complete(it, true),
      "Ctrl-Enter": () => go(),
      "Cmd-Enter": () => go(),
      Tab: false,
      "Shift-Tab": false,
    },
  });
  made.getInputField().setAttribute("aria-label", by("query").getAttribute("aria-label"));
  by("query").hidden = true;
  return made;
}

async function start() {
  const original = by("query").value.trim();
  const asked = original !== "" && !document.querySelector("p.problem[role=alert]:not([hidden])");
  if (matchMedia("(max-width: 60rem)").matches) by("examples").open = false;
  const yasr = results();
  const yasqe = editor(() => run(yasqe, yasr, original));
  follow(yasqe);
  const form = by("parameters");
  if (form) choosers(form);
  by("asked").addEventListener("submit", (event) => {
    event.preventDefault();
    run(yasqe, yasr, original);
  });
  by("stop").addEventListener("click", () => running?.abort());
  by("link").addEventListener("click", () => copy(yasqe, original));
  yasqe.on("change", () => keep(yasqe.getValue()));
  await load();
  root.dataset.ready = "";
  // An address may bring a question, never a change of the data.
  if (asked && !isUpdate(yasqe)) run(yasqe, yasr, original);
}

start();
