// What a reader takes home: files made in the page.
import { graph } from "../state";

// A name that says which corpus it is from, and which part of it: tifa-1a2b3c4d-relations.csv.
export const fileName = (part: string, suffix: string): string =>
  `tifa-${graph().core.origin.corpus.replace(/^sha256:/, "").slice(0, 8)}-${part}.${suffix}`;

export const save = (name: string, content: Blob): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads it after the click: not before this turn ends.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

export const saveText = (name: string, type: string, content: string): void =>
  save(name, new Blob([content], { type: `${type};charset=utf-8` }));

// A spreadsheet runs what begins like this as a formula.
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

// One record of RFC 4180. A number is written as it is; a text that a spreadsheet would run gets an apostrophe before it.
export const csvLine = (cells: readonly (string | number)[], numeric: (column: number) => boolean): string =>
  `${cells
    .map((cell, column) => {
      const text = String(cell);
      const guarded = FORMULA.test(text) && !(numeric(column) && /^-?\d+(\.\d+)?$/.test(text)) ? `'${text}` : text;
      return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
    })
    .join(",")}\r\n`;

// With a byte order mark: Excel takes a file without one for the system's own encoding.
export const saveCsv = (name: string, lines: readonly string[]): void => save(name, new Blob(["\uFEFF", ...lines], { type: "text/csv;charset=utf-8" }));

const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor"];

// An SVG as a file of its own: what the page's styles give it is written into it.
export const svgText = (element: SVGSVGElement): string => {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const drawn = [element, ...element.querySelectorAll<SVGElement>("*")];
  [copy, ...copy.querySelectorAll<SVGElement>("*")].forEach((it, at) => {
    const style = getComputedStyle(drawn[at]);
    for (const name of PAINT) it.setAttribute(name, style.getPropertyValue(name));
    it.removeAttribute("class");
  });
  // Links lead nowhere outside the page.
  for (const link of copy.querySelectorAll("a")) link.removeAttribute("href");
  const { width, height } = element.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(Math.round(width)));
  copy.setAttribute("height", String(Math.round(height)));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
};

const canvasPng = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((found, failed) =>
    canvas.toBlob((it) => (it === null ? failed(new Error("the picture is too large for this browser")) : found(it)), "image/png"),
  );

// What a canvas can be in every browser that the page runs in.
const LARGEST = 8192;

// An SVG's text as pixels: twice its size, so that it can be printed.
export const pngOf = async (svg: string): Promise<Blob> => {
  const source = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const scale = Math.min(2, LARGEST / image.naturalWidth, LARGEST / image.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvasPng(canvas);
  } finally {
    URL.revokeObjectURL(source);
  }
};
