// Making elements: text goes in as text only, so nothing that a document says can become markup.
const make = (tag, properties = {}, ...children) => {
  const { data, aria, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(aria || {})) element.setAttribute(`aria-${name}`, value);
  element.append(...children.filter((child) => child !== null));
  return element;
};

const hasHan = (text) => /\p{Script=Han}/u.test(text);
const phrase = (text, tag = "span", className = "") =>
  make(tag, { className, lang: hasHan(text) ? "zh-CN" : "en", dir: "auto" }, text);

const dark = matchMedia("(prefers-color-scheme: dark)");
const colourOf = (type) => (dark.matches ? facts.classes[type].dark : facts.classes[type].light);
const ground = () => (dark.matches ? "#1b1c20" : "#fbfaf7");
const ink = () => (dark.matches ? "#e7e4dc" : "#2a2925");

const face = getComputedStyle(document.body).fontFamily;
const pale = () => (dark.matches ? "#6d6b66" : "#b9b5ac");

const polygon = (sides, turn) =>
  Array.from({ length: sides }, (_, corner) => {
    const angle = turn + (corner * 2 * Math.PI) / sides;
    return `${(8 + 6.5 * Math.cos(angle)).toFixed(2)},${(8 + 6.5 * Math.sin(angle)).toFixed(2)}`;
  }).join(" ");
const star = Array.from({ length: 10 }, (_, corner) => {
  const angle = -Math.PI / 2 + (corner * Math.PI) / 5;
  const radius = corner % 2 ? 3 : 7;
  return `${(8 + radius * Math.cos(angle)).toFixed(2)},${(8 + radius * Math.sin(angle)).toFixed(2)}`;
}).join(" ");
const outlines = {
  square: "2.5,2.5 13.5,2.5 13.5,13.5 2.5,13.5",
  diamond: polygon(4, 0),
  hexagon: polygon(6, 0),
  triangle: polygon(3, -Math.PI / 2),
  triangleDown: polygon(3, Math.PI / 2),
  star,
};

// The mark of a class as it stands in the picture.
const mark = (type) => {
  const { shape, filled, name } = facts.classes[type];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `mark class-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const outline = document.createElementNS(svg.namespaceURI, shape === "dot" ? "circle" : "polygon");
  if (shape === "dot") for (const [key, value] of [["cx", 8], ["cy", 8], ["r", 5.8]]) outline.setAttribute(key, value);
  else outline.setAttribute("points", outlines[shape]);
  outline.setAttribute("fill", filled ? colourOf(type) : "none");
  outline.setAttribute("stroke", colourOf(type));
  outline.setAttribute("stroke-width", "2");
  svg.append(outline);
  return svg;
};

// A way to an entity: its mark and name.
const way = (rank, go, note = "") =>
  make(
    "button",
    { type: "button", className: "way", onclick: () => go(rank), data: { rank } },
    mark(entities[rank].type),
    phrase(shorten(nameOf(rank), 120)),
    note ? make("small", {}, note) : null,
  );

// The quoted words, with the names of both ends marked where they stand in them.
const quote = (text, ranks) => {
  const names = ranks
    .flatMap((rank) => [entities[rank].zh, entities[rank].en, ...entities[rank].names])
    .filter((name) => name && text.includes(name))
    .sort((a, b) => b.length - a.length);
  const block = make("blockquote", { lang: "zh-CN", dir: "auto" });
  let rest = text;
  while (rest) {
    const next = names
      .map((name) => ({ name, at: rest.indexOf(name) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.name.length - a.name.length)[0];
    if (!next) break;
    block.append(rest.slice(0, next.at), make("mark", {}, next.name));
    rest = rest.slice(next.at + next.name.length);
  }
  block.append(rest);
  return block;
};
