// Which names stand where: one size on the screen at every zoom, the foremost first, none over another.
import type { Camera } from "./camera.ts";
import { CHOSEN, PALE, PLAIN, STRONG } from "./emphasis.ts";
import { radiusOf } from "./marks.ts";
import { Room } from "./room.ts";
import type { Source } from "./scene.ts";
import { shorten } from "./text.ts";

export interface Label {
  text: string;
  x: number; // middle
  y: number; // base line
  size: number;
  weight: number;
  serif: boolean;
  spacing: number; // pixels between letters
  tone: "ink" | "quiet" | "accent";
  opacity: number;
  row: number; // −1: the name of a territory
}
export type Measure = (text: string, size: number, weight: number, serif: boolean, spacing: number) => number;

const TRIED = 1600; // nodes for which a place is looked for
const AREA = 5200; // square pixels for one label
const LANDMARK = 6; // radius in pixels of a mark that is named even in a small territory
const OPEN = 130; // radius in pixels from which a territory shows the names of its nodes …
const FOREMOST = 36;
const FADING = [190, 290]; // … and in which its own name gives way to them
const SMALLEST = 2.4; // radius in pixels of a mark that is named
const NAMES_OF_REGION = 3;

const within = (value: number, low: number, high: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)));

export function placeLabels(source: Source, camera: Camera, nodes: Uint32Array, regions: number[]): Label[] {
  const room = new Room(camera.width, camera.height);
  const labels: Label[] = [];
  const strong = source.emphasis.strongNodes.length;
  const all = Array.from(nodes.subarray(0, TRIED + strong));
  const first = all.filter((row) => source.emphasis.nodes[row] >= STRONG);
  const rest = all.filter((row) => {
    const tone = source.emphasis.nodes[row];
    return (tone === PALE || tone === PLAIN) && radiusOf(source.data.degree[row], camera.scale) >= SMALLEST;
  });
  if (source.emphasis.selected !== null) {
    const at = first.indexOf(source.emphasis.selected);
    if (at > 0) first.unshift(...first.splice(at, 1));
  }
  const named = new Set<number>();
  const place = (row: number) => {
    const label = besideMark(source, camera, row, room);
    if (label) labels.push(label);
  };
  for (const row of first) {
    takeMark(source, camera, row, room);
    place(row);
  }
  for (const number of regions) nameRegion(source, camera, number, room, labels, named);
  const { communities, community, degree } = source.data;
  // In a small territory a node is named only where the territory has no name, or where it is a landmark.
  const isOpen = (row: number) => {
    const home = communities[community[row]];
    if (!home || home.size < 2 || home.radius * camera.scale >= OPEN || home.entities[0] === row) return true;
    return radiusOf(degree[row], camera.scale) >= LANDMARK;
  };
  // The foremost are named whatever small marks that covers; after them a label covers none.
  const foremost = rest.filter(isOpen).slice(0, FOREMOST);
  for (const row of foremost) takeMark(source, camera, row, room);
  for (const row of foremost) {
    if (!named.has(row)) place(row);
    named.add(row);
  }
  for (const row of rest) takeMark(source, camera, row, room);
  let most = labels.length + (camera.width * camera.height) / AREA;
  for (const row of rest) {
    if (labels.length >= most) break;
    if (!named.has(row) && isOpen(row)) place(row);
  }
  return labels;
}

function takeMark({ data }: Source, camera: Camera, row: number, room: Room): void {
  const radius = radiusOf(data.degree[row], camera.scale) * 0.7;
  const x = camera.toScreenX(data.x[row]);
  const y = camera.toScreenY(data.y[row]);
  room.take(x - radius, y - radius, x + radius, y + radius);
}

function styleOf(tone: number, degree: number): Pick<Label, "size" | "weight" | "serif" | "spacing" | "tone" | "opacity"> {
  const style = { serif: false, spacing: 0, opacity: 1 };
  if (tone === CHOSEN) return { ...style, size: 16, weight: 700, tone: "accent" };
  if (tone === PALE) return { ...style, size: 12, weight: 400, tone: "quiet", opacity: 0.75 };
  return { ...style, size: degree >= 24 ? 14 : degree >= 6 ? 13 : 12, weight: 400, tone: "ink" };
}

// Below the mark, above it, to its right, to its left: the first that is free.
function besideMark({ data, emphasis, measure }: Source, camera: Camera, row: number, room: Room): Label | null {
  const text = shorten(data.label(row));
  if (!text) return null;
  const style = styleOf(emphasis.nodes[row], data.degree[row]);
  const { size } = style;
  const half = measure(text, size, style.weight, false, 0) / 2;
  const radius = radiusOf(data.degree[row], camera.scale) + 3;
  const x = camera.toScreenX(data.x[row]);
  const y = camera.toScreenY(data.y[row]);
  const places = [
    [x, y + radius],
    [x, y - radius - size * 1.15],
    [x + radius + half + 1, y - size * 0.58],
    [x - radius - half - 1, y - size * 0.58],
  ];
  for (const [middle, top] of places) {
    const box = [middle - half - 3, top - 1, middle + half + 3, top + size * 1.15 + 1] as const;
    if (!room.isFree(...box)) continue;
    room.take(...box);
    return { ...style, text, x: middle, y: top + size * 0.95, row };
  }
  return null;
}

// The name of a territory is that of its strongest entities; it gives way when the territory fills the screen.
function nameRegion(source: Source, camera: Camera, number: number, room: Room, labels: Label[], named: Set<number>): void {
  const { data, emphasis, measure } = source;
  const { x, y, radius, entities } = data.communities[number];
  const across = radius * camera.scale;
  const opacity = 0.88 * (1 - within(across, FADING[0], FADING[1]));
  const shown = entities.filter((row) => emphasis.isShown(row));
  if (across < 20 || opacity < 0.4 || shown.length === 0) return;
  const size = Math.round(Math.min(24, 10.5 + across / 14));
  const tone = emphasis.selected === null ? opacity : opacity * 0.75;
  const middle = camera.toScreenX(x);
  const lines: Label[] = [];
  // A name may reach a little over its coast, not over the neighbour.
  const longest = Math.max(4, Math.min(12, Math.floor((across * 2.4) / size)));
  const names = shown.map((row) => shorten(data.label(row), longest));
  const write = (text: string, letters: number, weight: number, y: number) =>
    lines.push({ text, x: middle, y, size: letters, weight, serif: true, spacing: letters * 0.08, tone: "ink", opacity: tone, row: -1 });
  const base = camera.toScreenY(y);
  write(names[0], size, 700, base);
  const small = Math.round(size * 0.62);
  const further = names.slice(1, NAMES_OF_REGION).join(" · ");
  if (further && small >= 11 && across > 60) write(further, small, 400, base + small * 1.5);
  const boxes = lines.map((line) => {
    const half = measure(line.text, line.size, line.weight, true, line.spacing) / 2;
    return [line.x - half - 4, line.y - line.size, line.x + half + 4, line.y + line.size * 0.3] as const;
  });
  lines.forEach((line, at) => {
    if (!room.isFree(...boxes[at])) return;
    if (at > 0 && labels.at(-1) !== lines[0]) return;
    room.take(...boxes[at]);
    labels.push(line);
    for (const row of at ? shown.slice(1, NAMES_OF_REGION) : [shown[0]]) named.add(row);
  });
}
