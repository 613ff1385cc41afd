// Search as you type over all names: the whole name first, then its beginning, then any place in it.
const folded = entities.map((entity) => [entity.zh, entity.en, ...entity.names].map((name) => name.toLowerCase()));
const limit = 40;

const search = (text) => {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const found = [];
  folded.forEach((names, rank) => {
    let best = 3;
    for (const name of names) {
      const at = name.indexOf(wanted);
      if (at >= 0) best = Math.min(best, name === wanted ? 0 : at === 0 ? 1 : 2);
    }
    if (best < 3) found.push([best, rank]);
  });
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, rank]) => rank);
};

const finder = (choose) => {
  const [query, list, status] = ["query", "results", "found"].map((id) => document.getElementById(id));
  let active = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    active = -1;
    query.setAttribute("aria-expanded", "false");
    query.removeAttribute("aria-activedescendant");
  };
  const take = (rank) => {
    close();
    query.value = "";
    choose(rank);
  };
  const option = (rank, place) => {
    const { type, zh, en } = entities[rank];
    const other = state.lang === "en" && en ? zh : en;
    const item = make("li", { id: `result-${place}`, onclick: () => take(rank), data: { rank } });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(mark(type), phrase(shorten(nameOf(rank), 60)), make("small", {}, [named(facts.classes[type]), shorten(other, 40)].filter(Boolean).join(" · ")));
    return item;
  };
  const show = () => {
    const found = search(query.value);
    if (!query.value.trim()) return close();
    list.replaceChildren(...found.slice(0, limit).map(option));
    if (found.length > limit || !found.length) {
      const rest = found.length ? say("more", found.length - limit) : say("found", 0);
      list.append(make("li", { className: "rest", role: "presentation" }, rest));
    }
    status.textContent = say("found", found.length);
    list.hidden = false;
    list.scrollTop = 0;
    active = -1;
    query.setAttribute("aria-expanded", "true");
    query.removeAttribute("aria-activedescendant");
  };
  const step = (by) => {
    const all = options();
    if (!all.length) return;
    active = (active + by + all.length + (active < 0 && by < 0 ? 1 : 0)) % all.length;
    all.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    query.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };
  query.addEventListener("input", show);
  query.addEventListener("focus", show);
  query.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && options().length) {
      event.preventDefault();
      take(Number(options()[Math.max(active, 0)].dataset.rank));
    } else if (event.key === "Escape") close();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#finder")) close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      query.focus();
    }
  });
};
