// The inputs of a stored question: an entity is chosen by any of its names and given by its IRI.
import { entities, typeName } from "./names.js";
import { element } from "./words.js";

function open(input, list, hits) {
  list.replaceChildren(
    ...hits.map((hit, at) => {
      const row = element("li", { role: "option", id: `${list.id}-${at}` }, hit.name, " ", element("small", {}, typeName(hit.type)));
      row.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(input, list, hit);
      });
      return row;
    }),
  );
  list.hits = hits;
  show(input, list, hits.length > 0);
}

function show(input, list, visible) {
  list.hidden = !visible;
  input.setAttribute("aria-expanded", String(visible));
  input.removeAttribute("aria-activedescendant");
}

function choose(input, list, hit) {
  input.value = hit.name;
  input.dataset.iri = hit.iri;
  input.dataset.name = input.value;
  show(input, list, false);
}

function move(input, list, step) {
  const rows = [...list.children];
  const now = rows.findIndex((it) => it.getAttribute("aria-selected") === "true");
  const next = rows[(now + step + rows.length) % rows.length];
  rows.forEach((it) => it.setAttribute("aria-selected", String(it === next)));
  next?.scrollIntoView({ block: "nearest" });
  if (next) input.setAttribute("aria-activedescendant", next.id);
}

function keys(input, list) {
  return (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(input, list, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const at = [...list.children].findIndex((it) => it.getAttribute("aria-selected") === "true");
      if (at < 0) return;
      event.preventDefault();
      choose(input, list, list.hits[at]);
    } else if (event.key === "Escape") {
      show(input, list, false);
    }
  };
}

export function choosers(form) {
  for (const input of form.querySelectorAll("[data-entity]")) {
    const list = document.getElementById(input.getAttribute("aria-controls"));
    input.dataset.name = input.value;
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      const words = input.value.trim();
      waiting = setTimeout(async () => {
        const hits = words ? await entities(words, input.dataset.classes.split(" ").filter(Boolean)) : [];
        if (input.value.trim() === words) open(input, list, hits);
      }, 120);
    });
    input.addEventListener("keydown", keys(input, list));
    input.addEventListener("blur", () => show(input, list, false));
  }
  form.addEventListener("formdata", ({ formData }) => {
    for (const input of form.querySelectorAll("[data-entity]")) {
      if (input.dataset.iri && input.value === input.dataset.name) formData.set(input.name, input.dataset.iri);
    }
  });
}
