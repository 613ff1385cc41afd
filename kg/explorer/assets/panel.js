// The reading panel: the overview, or all that the documents say of one entity.
const panel = document.getElementById("panel");
const groupLimit = 20;
const openFigures = 3;

const cite = ({ title, issued, rule, confidence, iri }) =>
  make(
    "footer",
    {},
    make("cite", { title: iri, lang: "zh-CN" }, title),
    make("span", {}, issued || say("undated")),
    make("span", {}, `${say("confidence")} ${confidence.toFixed(2)}`),
    make("span", {}, `${say("rule")} `, make("code", {}, rule)),
  );
const passage = (claim, ranks) => make("div", { className: "passage" }, quote(claim.quote, ranks), cite(claim));

// A list that shows its first items, the rest on demand.
const some = (items, build) => {
  const list = make("ul", { className: "ways" }, ...items.slice(0, groupLimit).map(build));
  if (items.length <= groupLimit) return [list];
  const more = make("button", { type: "button", className: "more" }, say("rest", items.length - groupLimit));
  more.onclick = () => {
    list.append(...items.slice(groupLimit).map(build));
    more.remove();
  };
  return [list, more];
};

// 95000 as a reader writes it: 9.5万 or 95,000.
const steps = [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]];
const written = (value) => {
  const size = Math.abs(Number(value));
  const [base, word] = (state.lang === "zh" && steps.find(([step]) => size >= step)) || [1, ""];
  const scaled = Number(value) / base;
  if (word && Number(scaled.toFixed(4)) === scaled) return `${scaled} ${word}`;
  return value.replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));
};

const figureItem = (rank) => ([measure, qualifier, value, unit, period, ...rest]) => {
  const said = source(rest);
  return make(
    "li",
    { className: "figure" },
    make("p", {}, phrase(measure), " ", make("strong", {}, `${say("qualifiers")[qualifier] ?? ""}${written(value)}`), " ", phrase(unit), period ? make("small", {}, period) : null),
    passage(said, [rank]),
  );
};

const figureList = (rank) => {
  const { figures } = entities[rank];
  if (!figures.length) return [];
  const heading = make("h3", {}, say("figures"), make("small", {}, String(figures.length)));
  const list = some(figures, figureItem(rank));
  return [make("details", { className: "figures", open: figures.length <= openFigures }, make("summary", {}, heading), ...list)];
};

const relationItem = (rank, go) => ([other, said]) => {
  const [head, ...rest] = said.map((claim) => passage(claim.source, [rank, other]));
  const roles = [...new Set(said.map((claim) => claim.role).filter(Boolean))].join(say("separator"));
  const item = make("li", { data: { other } }, way(other, go, roles), head);
  if (rest.length) item.append(make("details", {}, make("summary", {}, say("quotes", rest.length)), ...rest));
  return item;
};

// Claims by property and direction: [heading, [[other end, claims]…]]…, the fullest first.
const grouped = (rank) => {
  const groups = new Map();
  for (const claim of claimsOf[rank]) {
    const out = claim.subject === rank;
    const key = `${out} ${claim.property}`;
    if (!groups.has(key)) groups.set(key, { out, property: claim.property, ends: new Map() });
    const { ends } = groups.get(key);
    const other = out ? claim.object : claim.subject;
    if (!ends.has(other)) ends.set(other, []);
    ends.get(other).push(claim);
  }
  return [...groups.values()]
    .map(({ out, property, ends }) => ({
      heading: out ? propertyName(property) : inverseName(property),
      ends: [...ends].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]),
    }))
    .sort((a, b) => b.ends.length - a.ends.length);
};

const names = ({ zh, en, names: others }) => {
  const rows = [];
  if (state.lang === "en" && en && zh !== en) rows.push(["", zh]);
  if (state.lang === "zh" && en) rows.push(["", en]);
  if (others.length) rows.push([say("also"), others.join(say("separator"))]);
  return rows.map(([term, text]) => make("p", { className: "names" }, term ? `${term}${say("open")}` : "", phrase(text)));
};

const documentList = ({ documents, mentions }) =>
  make(
    "details",
    { className: "documents" },
    make("summary", {}, mentions ? say("mentioned", mentions, documents.filter(([, times]) => times).length) : say("implied", documents.length)),
    make(
      "ul",
      {},
      ...documents.map(([number, times]) => {
        const [iri, title, issued] = facts.documents[number];
        return make("li", { title: iri }, phrase(title), " ", make("small", {}, `${issued || say("undated")} · ${times ? say("named", times) : say("meant")}`));
      }),
    ),
  );

const hiddenNote = (rank, missing, draw) => {
  if (!missing.length) return null;
  const button = make("button", { type: "button", className: "more", onclick: () => draw(rank) }, say("draw"));
  return make("p", { className: "aside" }, say("hidden", missing.length), " ", button);
};

const entityPanel = (rank, { go, home, missing, draw }) => {
  const entity = entities[rank];
  const definition = (state.lang === "en" && entity.defEn) || entity.defZh || entity.defEn;
  const groups = grouped(rank);
  const title = phrase(nameOf(rank), "h2");
  title.tabIndex = -1;
  panel.replaceChildren(
    ...[
      make("button", { type: "button", className: "home", onclick: home }, say("home")),
      make("p", { className: "class" }, mark(entity.type), named(facts.classes[entity.type])),
      title,
      ...names(entity),
      definition ? phrase(definition, "p", "definition") : null,
      documentList(entity),
      hiddenNote(rank, missing(rank), draw),
      ...figureList(rank),
      ...groups.flatMap(({ heading, ends }) => [
        make("h3", {}, heading, make("small", {}, String(ends.length))),
        ...some(ends, relationItem(rank, go)),
      ]),
      groups.length ? null : make("p", { className: "aside" }, say("none")),
    ].filter(Boolean),
  );
  panel.scrollTop = 0;
};

const homePanel = (drawn, { go, unknown }) => {
  const listed = facts.classes
    .map((kind, type) => ({ kind, type, ranks: drawn.filter((rank) => entities[rank].type === type) }))
    .filter(({ ranks }) => ranks.length);
  const start = [...entities.keys()].slice(0, 8).filter((rank) => claimsOf[rank].length);
  panel.replaceChildren(
    ...[
      unknown ? make("p", { className: "aside", role: "alert" }, say("unknown"), unknown) : null,
      make("h2", { className: "unseen", tabIndex: -1 }, say("overview")),
      make("p", {}, say("how")),
      make("p", { className: "aside" }, say("caution")),
      start.length ? make("h3", {}, say("start")) : null,
      make("ul", { className: "ways plain" }, ...start.map((rank) => make("li", {}, way(rank, go, say("links", claimsOf[rank].length))))),
      make("h3", {}, say("list")),
      ...listed.map(({ kind, type, ranks }) =>
        make(
          "details",
          { className: "listed" },
          make("summary", {}, mark(type), named(kind), make("small", {}, String(ranks.length))),
          make("ul", { className: "ways plain" }, ...ranks.map((rank) => make("li", {}, way(rank, go)))),
        ),
      ),
    ].filter(Boolean),
  );
  panel.scrollTop = 0;
};
