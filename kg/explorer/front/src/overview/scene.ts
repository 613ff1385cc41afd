// What the picture shows at one look: lists of territories, links, marks and labels, ready to be painted or written.
import type { Camera } from "./camera.ts";
import { HIDDEN, STRONG, type Emphasis } from "./emphasis.ts";
import { type Label, type Measure, placeLabels } from "./labels.ts";
import { radiusOf } from "./marks.ts";
import type { Region } from "./regions.ts";
import type { OverviewData } from "./types.ts";

export interface Picture {
  camera: Camera;
  regions: number[];
  links: Uint32Array; // in the order of painting
  nodes: Uint32Array; // foremost first: painted from the end
  labels: Label[];
  arrows: boolean;
}

export interface Source {
  data: OverviewData;
  regions: Region[];
  links: Uint32Array; // links between the foremost first
  emphasis: Emphasis;
  measure: Measure;
}

const MOST_NODES = 40000;
const MOST_LINKS = 7000;
const NODE_CELL = 2; // pixels: a mark below that of a more important one is not seen anyway
const LINK_CELL = 24; // pixels: so many links may have their middle in one cell that no thicket takes all
const LINKS_A_CELL = 5;
const SHORTEST = 4; // pixels: shorter links hide under their marks
const ARROWS_FROM = 0.75; // scale

// Links in the order of the less important of their ends.
export function linksByRank({ x, from, to }: OverviewData): Uint32Array {
  const starts = new Uint32Array(x.length + 1);
  for (let link = 0; link < from.length; link += 1) starts[Math.max(from[link], to[link]) + 1] += 1;
  for (let row = 0; row < x.length; row += 1) starts[row + 1] += starts[row];
  const order = new Uint32Array(from.length);
  for (let link = 0; link < from.length; link += 1) order[starts[Math.max(from[link], to[link])]++] = link;
  return order;
}

// Yields between its steps, so that a frame of motion can come between them.
export function* compose(source: Source, camera: Camera, named = true): Generator<undefined, Picture> {
  const nodes = nodesIn(source, camera);
  yield;
  const regions = regionsIn(source, camera);
  const links = linksIn(source, camera);
  yield;
  const labels = named ? placeLabels(source, camera, nodes, regions) : [];
  yield;
  return { camera, regions, links, nodes, labels, arrows: camera.scale >= ARROWS_FROM };
}

function regionsIn({ data }: Source, camera: Camera): number[] {
  const found: number[] = [];
  for (const [number, { x, y, radius, size }] of data.communities.entries()) {
    if (size < 2) continue;
    const reach = (radius * 1.25 + 30) * camera.scale;
    const atX = camera.toScreenX(x);
    const atY = camera.toScreenY(y);
    if (atX + reach > 0 && atY + reach > 0 && atX - reach < camera.width && atY - reach < camera.height) found.push(number);
  }
  return found;
}

function nodesIn({ data, emphasis }: Source, camera: Camera): Uint32Array {
  const { x, y, degree } = data;
  const { scale } = camera;
  const left = camera.toMapX(-20);
  const right = camera.toMapX(camera.width + 20);
  const top = camera.toMapY(-20);
  const bottom = camera.toMapY(camera.height + 20);
  const columns = Math.ceil((camera.width + 40) / NODE_CELL) + 1;
  const taken = new Uint8Array(columns * (Math.ceil((camera.height + 40) / NODE_CELL) + 1));
  const isIn = (row: number) => x[row] >= left && x[row] <= right && y[row] >= top && y[row] <= bottom;
  const cellOf = (row: number) =>
    Math.floor(((x[row] - left) * scale) / NODE_CELL) + columns * Math.floor(((y[row] - top) * scale) / NODE_CELL);
  let inside = 0;
  for (let row = 0; row < x.length; row += 1) if (isIn(row)) inside += 1;
  // Of too many, the foremost all and of the rest an even share: crowds stay denser than deserts.
  const foremost = inside > MOST_NODES ? MOST_NODES / 8 : inside;
  const share = (MOST_NODES - foremost) / Math.max(1, inside - foremost);
  const found = new Uint32Array(x.length);
  let count = 0;
  for (const row of emphasis.strongNodes) {
    if (!isIn(row)) continue;
    taken[cellOf(row)] = 1;
    found[count++] = row;
  }
  let met = 0;
  for (let row = 0; row < x.length; row += 1) {
    if (!isIn(row) || emphasis.nodes[row] >= STRONG) continue;
    if (met++ >= foremost && scatter(row) > share) continue;
    const cell = cellOf(row);
    if (taken[cell]) continue;
    // Near, marks overlap because their things are close; far, because there is no room.
    if (radiusOf(degree[row], scale) < 4) taken[cell] = 1;
    found[count++] = row;
  }
  return found.subarray(0, count);
}

// A number below 1 that looks random and is always the same for a row.
const scatter = (row: number): number => (Math.imul(row + 1, 2654435761) >>> 0) / 2 ** 32;

function linksIn({ data, emphasis, links }: Source, camera: Camera): Uint32Array {
  const { x, y, from, to } = data;
  const { scale, width, height } = camera;
  const columns = Math.ceil(width / LINK_CELL);
  const crowd = new Uint8Array(columns * Math.ceil(height / LINK_CELL));
  const found = new Uint32Array(Math.min(from.length, MOST_LINKS + emphasis.strongLinks.length));
  const shortest = (SHORTEST / scale) ** 2;
  const left = camera.toMapX(0);
  const right = camera.toMapX(width);
  const top = camera.toMapY(0);
  const bottom = camera.toMapY(height);
  const most = found.length - emphasis.strongLinks.length;
  let count = 0;
  for (const link of links) {
    if (count >= most) break;
    const tone = emphasis.links[link];
    if (tone === HIDDEN || tone >= STRONG) continue;
    const ax = x[from[link]];
    const bx = x[to[link]];
    if ((ax < left && bx < left) || (ax > right && bx > right)) continue;
    const ay = y[from[link]];
    const by = y[to[link]];
    if ((ay < top && by < top) || (ay > bottom && by > bottom)) continue;
    if ((ax - bx) ** 2 + (ay - by) ** 2 < shortest) continue;
    const atX = Math.floor(camera.toScreenX((ax + bx) / 2) / LINK_CELL);
    const atY = Math.floor(camera.toScreenY((ay + by) / 2) / LINK_CELL);
    const cell = atY * columns + atX;
    if (atX >= 0 && atX < columns && cell >= 0 && cell < crowd.length && ++crowd[cell] > LINKS_A_CELL) {
      crowd[cell] = LINKS_A_CELL;
      continue;
    }
    found[count++] = link;
  }
  // The less important first, so that the others lie above; what stands out lies above all.
  const order = found.subarray(0, count).reverse();
  for (const link of emphasis.strongLinks) found[count++] = link;
  return found.subarray(0, order.length + emphasis.strongLinks.length);
}
