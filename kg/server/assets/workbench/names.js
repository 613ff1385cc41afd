// Prefixes and terms of this build, IRIs in their short form, and where this server tells of them.
import { zh } from "./words.js";

const WEB = "https://w3id.org/tifa";
const MOST = 12;
const MOST_NAMES = 300;
const IRI = /^[^\s<>"{}|\\^`]+$/;

export const vocabulary = { prefixes: {}, terms: [] };

export async function load() {
  const answer = await fetch("/terms.json");
  if (answer.ok) Object.assign(vocabulary, await answer.json());
}

// Return [prefix, local part] where that reads back as the same IRI, else null.
export function split(iri) {
  let best = null;
  for (const [prefix, base] of Object.entries(vocabulary.prefixes)) {
    if (iri.startsWith(base) && (!best || base.length > vocabulary.prefixes[best[0]].length)) {
      const local = iri.slice(base.length);
      if (/^[A-Za-z0-9_](?:[\w-]*)$/.test(local)) best = [prefix, local];
    }
  }
  return best;
}

export function short(iri) {
  const parts = split(iri);
  return parts ? parts.join(":") : iri.startsWith(`${WEB}/id/`) ? iri.slice(WEB.length) : iri;
}

// A link's address: a path of this server for our own, http(s) for others, null for what is no address.
export function address(iri) {
  if (iri === `${WEB}/ontology` || iri.startsWith(`${WEB}/ontology#`) || iri.startsWith(`${WEB}/id/`)) {
    return iri.slice(WEB.length);
  }
  return /^https?:\/\//i.test(iri) ? iri : null;
}

export const ours = (iri) => iri.startsWith(`${WEB}/id/`) && IRI.test(iri);

export function label(iri, language) {
  const term = vocabulary.terms.find((it) => it.iri === iri);
  return term?.labels[language] ?? term?.labels.zh ?? null;
}

const names = new Map();
export const named = (iri) => names.get(iri);

// Ask for the names of our own entities and documents that are not known yet, once for all of them.
export async function learn(iris) {
  const asked = [...new Set(iris)].filter((it) => ours(it) && !it.includes("#") && !names.has(it)).slice(0, MOST_NAMES);
  if (!asked.length) return;
  const values = asked.map((it) => `<${it}>`).join(" ");
  const path = "<http://www.w3.org/2004/02/skos/core#prefLabel>|<http://purl.org/dc/terms/title>";
  const body = `SELECT DISTINCT ?it ?name WHERE { VALUES ?it { ${values} } ?it ${path} ?name }`;
  const headers = { "content-type": "application/sparql-query", accept: "application/sparql-results+json" };
  try {
    const answer = await fetch("/sparql", { method: "POST", headers, body });
    if (!answer.ok) return;
    const best = new Map();
    for (const { it, name } of (await answer.json()).results.bindings) {
      if (!best.has(it.value) || name["xml:lang"] === (zh ? "zh" : "en")) best.set(it.value, name.value);
    }
    for (const [iri, text] of best) names.set(iri, text);
  } catch {
    // The short forms stay.
  }
}

// Entities by label, pinyin or initials, as the search of this server has them: { iri, name, type }.
export async function entities(words, classes = []) {
  const asked = new URLSearchParams({ q: words, format: "json" });
  if (classes.length === 1) asked.set("class", classes[0]);
  try {
    const answer = await fetch(`/search?${asked}`, { headers: { accept: "application/json" } });
    if (!answer.ok) return [];
    const { hits } = await answer.json();
    const fits = (it) => IRI.test(it.iri) && (!classes.length || classes.includes(it.class));
    const name = (it) => (!zh && it.english) || it.name;
    return hits.filter(fits).slice(0, MOST).map((it) => ({ iri: it.iri, name: name(it), type: it.class }));
  } catch {
    return [];
  }
}

export const typeName = (type) => label(`${WEB}/ontology#${type}`, zh ? "zh" : "en") ?? type;
