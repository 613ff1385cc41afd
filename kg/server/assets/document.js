// Highlights the words that the address names (#char=a,b and its kin), and those of the claim under the pointer.
"use strict";

const article = document.getElementById("text");

// Offsets count code points, as the graph does; the strings of this language count UTF-16 units.
const points = (words) => [...words].length;
const units = (words, count) => [...words].slice(0, count).join("").length;

function asked() {
  let fragment = location.hash;
  try {
    fragment = decodeURIComponent(fragment);
  } catch {
    return null;
  }
  const found = /^#(?:char|mention|selector)=(\d{1,9}),(\d{1,9})$/.exec(fragment);
  return found && Number(found[1]) < Number(found[2]) ? [Number(found[1]), Number(found[2])] : null;
}

function clear() {
  for (const mark of article.querySelectorAll("mark.here")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

// Wraps the characters start:end of a text node, counted in UTF-16 units.
function wrap(node, start, end) {
  const middle = node.splitText(start);
  middle.splitText(end - start);
  const mark = document.createElement("mark");
  mark.className = "at here";
  middle.replaceWith(mark);
  mark.append(middle);
  return mark;
}

function mark([start, end]) {
  let first = null;
  for (const paragraph of article.querySelectorAll(".text")) {
    let offset = Number(paragraph.dataset.start);
    if (offset >= end) break;
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      const words = node.data;
      const length = points(words);
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, length);
      if (from < to) {
        const made = wrap(node, units(words, from), units(words, to));
        first ??= made;
      }
      offset += length;
    }
  }
  return first;
}

function follow() {
  clear();
  const range = asked();
  if (!range) return;
  const { start, end, length } = article.dataset;
  if (range[1] > Number(length)) return;
  if (range[0] < Number(start) || range[0] >= Number(end)) {
    // The words stand on another page of this document; the server knows on which.
    const address = new URL(location.href);
    address.search = `?at=${range.join()}`;
    address.hash = "at";
    location.replace(address);
    return;
  }
  mark(range)?.scrollIntoView({ block: "center" });
}

function light(number) {
  for (const words of article.querySelectorAll(".text .lit")) words.classList.remove("lit");
  if (number) for (const words of article.querySelectorAll(`.text [data-k~="${number}"]`)) words.classList.add("lit");
}

if (article) {
  const number = (event) => event.target.closest?.(".claim[data-k]")?.dataset.k;
  for (const kind of ["pointerover", "focusin"]) article.addEventListener(kind, (event) => light(number(event)));
  article.addEventListener("pointerleave", () => light());
  article.addEventListener("focusout", () => light());
  addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = "true";
}
