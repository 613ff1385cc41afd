// The page as a whole: what is selected, in which language, and what the address says of it.
const by = (id) => document.getElementById(id);
const addressOf = (rank) => `#entity=${encodeURIComponent(entities[rank].iri)}`;
let unknown = "";

const tip = (what, place) => {
  const box = by("tip");
  box.hidden = !what;
  if (!what) return;
  const lines =
    what.rank !== undefined
      ? [
          make("strong", {}, shorten(nameOf(what.rank), 60)),
          make("span", {}, `${named(facts.classes[entities[what.rank].type])} · ${say("links", claimsOf[what.rank].length)}`),
        ]
      : pairLines(what.pair);
  box.replaceChildren(...lines);
  const view = by("view").getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.x + 14, view.width - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(place.y + 14, view.height - box.offsetHeight - 8))}px`;
};
const pairLines = ({ from, to }) => {
  const said = pairs.get(pairKey(from, to));
  const relations = [...new Set(said.map((claim) => propertyName(claim.property)))].join(say("separator"));
  return [
    make("strong", {}, `${shorten(nameOf(from), 40)} → ${relations} → ${shorten(nameOf(to), 40)}`),
    make("span", {}, shorten(said[0].source.quote, 60)),
    make("span", {}, say("times", said.length)),
  ];
};

const picture = makePicture({
  onSelect: (rank) => go(rank, { fromPicture: true }),
  onPair: ({ from, to }) => {
    go(from, { fromPicture: true });
    reveal(to);
  },
  onHover: tip,
});

const go = (rank, { fromPicture = false } = {}) => {
  tip(null);
  if (location.hash !== addressOf(rank)) history.pushState(null, "", addressOf(rank));
  open(rank, { fromPicture });
  if (!fromPicture || innerWidth < 900) panel.querySelector("h2").focus({ preventScroll: false });
};
const home = () => {
  history.pushState(null, "", location.pathname + location.search);
  open(null);
  panel.querySelector("h2").focus({ preventScroll: true });
};
const open = (rank, { fromPicture = false } = {}) => {
  state.selected = rank;
  // Its class comes back into the picture: what is read should be seen.
  if (rank !== null && state.off.delete(entities[rank].type)) legend();
  if (rank !== null) picture.expand(rank);
  picture.select(rank, !fromPicture);
  fill();
};
const reveal = (rank) => {
  const item = panel.querySelector(`[data-other="${rank}"]`);
  if (item) item.scrollIntoView({ block: "center" });
};

const fill = () => {
  const count = entities.length;
  const drawn = picture.drawn();
  if (state.selected === null) homePanel(drawn, { go, unknown });
  else {
    const draw = (rank) => {
      picture.expand(rank, Infinity);
      picture.select(rank, false);
      fill();
    };
    entityPanel(state.selected, { go, home, missing: picture.missing, draw });
  }
  const heading = state.selected === null ? "" : `${shorten(nameOf(state.selected), 40)} · `;
  document.title = heading + say("title");
  const first = Math.min(count, drawing.shown);
  const untouched = drawn.length === first && !state.off.size;
  const note = drawn.length === count ? say("all", count) : untouched ? say("part", first, count) : say("now", drawn.length, count);
  by("note").textContent = note;
  picture.describe(`${say("picture")}${say("open")}${note}`);
};

const legend = () => {
  const box = by("classes");
  const counts = facts.classes.map((_, type) => entities.filter((entity) => entity.type === type).length);
  const chips = facts.classes.flatMap((kind, type) => {
    if (!counts[type]) return [];
    const check = make("input", { type: "checkbox", checked: !state.off.has(type), data: { type } });
    check.onchange = () => {
      if (check.checked) state.off.delete(type);
      else state.off.add(type);
      picture.select(state.selected, false);
      fill();
    };
    return [make("label", { className: "chip" }, check, mark(type), named(kind), make("small", {}, String(counts[type])))];
  });
  box.replaceChildren(box.firstElementChild, ...chips);
};

const speak = () => {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = say(element.dataset.t);
  for (const element of document.querySelectorAll("[data-a]")) element.setAttribute("aria-label", say(element.dataset.a));
  for (const button of document.querySelectorAll("#tools button")) button.title = button.getAttribute("aria-label");
  by("query").placeholder = say("search");
  by("query").setAttribute("aria-label", say("search"));
  by("language").textContent = say("language");
  by("language").lang = state.lang === "zh" ? "en" : "zh-CN";
  const figures = entities.reduce((sum, entity) => sum + entity.figures.length, 0);
  by("counts").textContent = say("counts", facts.documents.length, entities.length, claims.length, figures);
  legend();
};

const arrive = () => {
  const wanted = /^#entity=(.*)$/.exec(location.hash);
  let iri = "";
  try {
    iri = wanted ? decodeURIComponent(wanted[1]) : "";
  } catch {
    iri = wanted[1];
  }
  unknown = iri && !byIri.has(iri) ? iri : "";
  open(byIri.get(iri) ?? null);
};

finder(go);
by("language").onclick = () => {
  state.lang = state.lang === "zh" ? "en" : "zh";
  speak();
  picture.select(state.selected, false);
  fill();
};
by("closer").onclick = () => picture.zoom(1.4);
by("wider").onclick = () => picture.zoom(1 / 1.4);
by("whole").onclick = () => picture.whole();
by("reset").onclick = () => {
  state.off.clear();
  picture.reset();
  home();
  legend();
  picture.whole();
};
dark.addEventListener("change", () => {
  legend();
  picture.select(state.selected, false);
  fill();
});
addEventListener("popstate", arrive);

speak();
arrive();
requestAnimationFrame(() => (document.documentElement.dataset.ready = String(Math.round(performance.now()))));
