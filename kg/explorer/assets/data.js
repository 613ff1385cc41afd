// The data blocks of the page, read once, and plain questions asked of them. An entity is its rank, a number.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const drawing = read("picture-data");
const facts = read("facts-data");

const entities = facts.entities.map(([iri, type, zh, en, names, defZh, defEn, documents, figures]) => ({
  iri, type, zh, en, names, defZh, defEn, documents, figures,
  mentions: documents.reduce((sum, [, times]) => sum + times, 0),
}));
const byIri = new Map(entities.map((entity, rank) => [entity.iri, rank]));

const source = ([document_, rule, confidence, quote, start]) => {
  const [iri, title, issued, name] = facts.documents[document_];
  return { iri, title, issued, name, rule: facts.rules[rule], confidence, quote, start };
};
const claims = facts.claims.map(([subject, property, object, ...rest]) => ({
  subject, property, object, role: rest[5], source: source(rest),
}));

// For each entity its claims, and its neighbours in order of rank.
const claimsOf = entities.map(() => []);
const around = entities.map(() => new Set());
for (const claim of claims) {
  claimsOf[claim.subject].push(claim);
  if (claim.object !== claim.subject) claimsOf[claim.object].push(claim);
  around[claim.subject].add(claim.object);
  around[claim.object].add(claim.subject);
}
const neighbours = (rank) => [...around[rank]].filter((other) => other !== rank).sort((a, b) => a - b);

const pairKey = (from, to) => `${from} ${to}`;
const pairs = new Map();
for (const claim of claims) {
  const key = pairKey(claim.subject, claim.object);
  if (!pairs.has(key)) pairs.set(key, []);
  pairs.get(key).push(claim);
}

// A link may say in which language to open.
const asked = new URLSearchParams(location.search).get("lang");
const state = { lang: ["zh", "en"].includes(asked) ? asked : drawing.lang[0], selected: null, off: new Set() };
const say = (key, ...values) => {
  const text = words[state.lang][key];
  return typeof text === "function" ? text(...values) : text;
};
const nameOf = (rank) => (state.lang === "en" && entities[rank].en) || entities[rank].zh;
const named = (term) => term.label[state.lang];
const propertyName = (property) => named(facts.properties[property]);
const inverseName = (property) => {
  const { inverse } = facts.properties[property];
  return (inverse && inverse[state.lang]) || say("passive", propertyName(property));
};
const shorten = (text, length) => {
  const characters = [...text];
  return characters.length > length ? characters.slice(0, length - 1).join("") + "…" : text;
};
