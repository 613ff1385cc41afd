// The answer to a CONSTRUCT as a small graph, drawn by vis-network, which is fetched when first needed.
import { address, label, learn, named, short } from "./names.js";
import { element, say, zh } from "./words.js";

const MOST = 300;
const LANGUAGE = zh ? "zh" : "en";
const NAMES = /\/(core#prefLabel|rdf-schema#label|terms\/title)$|rdf-schema#label$/;
let library;

function vis() {
  library ??= new Promise((resolve, reject) => {
    const script = element("script", { src: "/assets/vis-network.min.js" });
    script.onload = () => resolve(window.vis);
    script.onerror = () => reject(new Error("vis-network"));
    document.head.append(script);
  });
  return library;
}

const key = (term) => `${term.termType} ${term.value} ${term.language ?? ""} ${term.datatype?.value ?? ""}`;
const cut = (text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

// Nodes are subjects and objects; the name of a node is what the graph itself calls it, and no node of its own.
export function shape(statements) {
  const called = new Map();
  for (const { subject, predicate, object } of statements) {
    if (object.termType === "Literal" && NAMES.test(predicate.value) && (!called.has(key(subject)) || object.language === LANGUAGE)) {
      called.set(key(subject), object.value);
    }
  }
  const nodes = new Map();
  const edges = new Map();
  const node = (term) => {
    if (!nodes.has(key(term)) && nodes.size < MOST) {
      const plain = term.termType === "Literal" ? term.value : term.termType === "BlankNode" ? `_:${term.value}` : label(term.value, LANGUAGE) ?? named(term.value) ?? short(term.value);
      nodes.set(key(term), { id: key(term), text: called.get(key(term)) ?? plain, iri: term.termType === "NamedNode" ? term.value : null });
    }
    return nodes.has(key(term));
  };
  let left = 0;
  for (const { subject, predicate, object } of statements) {
    if (object.termType === "Literal" && called.get(key(subject)) !== undefined && NAMES.test(predicate.value)) {
      node(subject);
    } else if (node(subject) && node(object)) {
      const pair = `${key(subject)} ${key(object)}`;
      const text = label(predicate.value, LANGUAGE) ?? short(predicate.value);
      const edge = edges.get(pair) ?? { from: key(subject), to: key(object), texts: [] };
      if (!edge.texts.includes(text)) edge.texts.push(text);
      edges.set(pair, edge);
    } else {
      left += 1;
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], left };
}

function options(style) {
  const ink = style.getPropertyValue("--ink").trim();
  const line = style.getPropertyValue("--soft").trim();
  const paper = style.getPropertyValue("--paper").trim();
  const accent = style.getPropertyValue("--red").trim();
  const font = { color: ink, face: getComputedStyle(document.body).fontFamily, strokeWidth: 4, strokeColor: paper };
  return {
    nodes: { shape: "dot", size: 9, font: { ...font, size: 22 }, color: { background: accent, border: accent, highlight: { background: ink, border: ink } } },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, color: { color: line, highlight: accent }, font: { ...font, color: line, size: 16 }, smooth: false },
    groups: { literal: { shape: "box", color: { background: paper, border: line } }, iri: {} },
    layout: { randomSeed: 7, improvedLayout: false },
    physics: { stabilization: { iterations: 200 }, barnesHut: { springLength: 140, avoidOverlap: 0.2 } },
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false } },
  };
}

export class Graph {
  priority = 11;
  label = say("图", "Graph");
  constructor(yasr) {
    this.yasr = yasr;
  }
  canHandleResults() {
    return Boolean(this.yasr.results?.tifa?.statements?.length);
  }
  async draw() {
    const { statements } = this.yasr.results.tifa;
    await learn(statements.flatMap(({ subject, object }) => [subject, object]).map((it) => it.value));
    const { nodes, edges, left } = shape(statements);
    const note = say(`${nodes.length} 个节点，${edges.length} 条边`, `${nodes.length} nodes, ${edges.length} edges`);
    const more = left ? say(`；另有 ${left} 条三元组未画出`, `; ${left} more triples are not drawn`) : "";
    const canvas = element("div", { class: "canvas", role: "img", "aria-label": note, "data-nodes": nodes.length, "data-edges": edges.length });
    const chosen = element("p", { class: "chosen", "aria-live": "polite" }, say("点选一个节点，这里给出其页面。", "Click a node to get its page here."));
    this.yasr.resultsEl.append(element("p", { class: "soft" }, note + more), canvas, chosen);
    try {
      const { Network } = await vis();
      const drawn = {
        nodes: nodes.map(({ id, text, iri }) => ({ id, label: cut(text), group: iri ? "iri" : "literal" })),
        edges: edges.map(({ from, to, texts }, id) => ({ id, from, to, label: cut(texts.join(say("、", ", "))) })),
      };
      this.network = new Network(canvas, drawn, options(getComputedStyle(document.documentElement)));
      this.network.on("selectNode", ({ nodes: [id] }) => {
        const { text, iri } = nodes.find((it) => it.id === id);
        const where = iri && address(iri);
        chosen.replaceChildren(where ? element("a", { href: where }, text) : text);
      });
      this.network.once("stabilizationIterationsDone", () => {
        this.network.setOptions({ physics: false });
        this.network.fit();
        canvas.dataset.ready = "";
      });
    } catch {
      canvas.replaceChildren(say("图无法画出，请看表格或原文。", "The graph cannot be drawn; see the table or the text."));
    }
  }
  destroy() {
    this.network?.destroy();
    this.network = null;
  }
}
