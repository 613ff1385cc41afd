// Communities as territories of a map: a soft outline around their nodes, and a tint that differs from their neighbours'.
import type { OverviewData } from "./types.ts";

export interface Region {
  outline: Float64Array; // x, y of SECTORS points around the middle, on the map
  tint: number;
}

const SECTORS = 36;
const MARGIN = 0.06; // of the radius: nodes stand inside the coast, not on it
const SMOOTHINGS = 3;
const COLOURED = 800; // communities whose neighbours are compared

export function regionsOf(data: OverviewData, tints: number): Region[] {
  const { communities } = data;
  const reach = communities.map(() => new Float64Array(SECTORS));
  for (let row = 0; row < data.x.length; row += 1) {
    const community = communities[data.community[row]];
    if (!community) continue;
    const dx = data.x[row] - community.x;
    const dy = data.y[row] - community.y;
    const sector = Math.floor(((Math.atan2(dy, dx) + Math.PI) / (2 * Math.PI)) * SECTORS) % SECTORS;
    // A straggler far outside the circle would draw a spike.
    const distance = Math.min(Math.hypot(dx, dy), community.radius * 1.15);
    const own = reach[data.community[row]];
    if (distance > own[sector]) own[sector] = distance;
  }
  const tint = tintsOf(data, tints);
  return communities.map((community, number) => {
    const least = community.radius * 0.45;
    let coast: Float64Array = reach[number].map((distance) => Math.max(distance, least));
    for (let pass = 0; pass < SMOOTHINGS; pass += 1) coast = smooth(coast);
    const outline = new Float64Array(2 * SECTORS);
    for (let sector = 0; sector < SECTORS; sector += 1) {
      const angle = ((sector + 0.5) / SECTORS) * 2 * Math.PI - Math.PI;
      const distance = coast[sector] + community.radius * MARGIN + 14;
      outline[2 * sector] = community.x + distance * Math.cos(angle);
      outline[2 * sector + 1] = community.y + distance * Math.sin(angle);
    }
    return { outline, tint: tint[number] };
  });
}

// A coast bends outwards where a node needs it and only slowly back.
function smooth(coast: Float64Array): Float64Array {
  return coast.map((own, at) => {
    const before = coast[(at + SECTORS - 1) % SECTORS];
    const after = coast[(at + 1) % SECTORS];
    return Math.max(own * 0.96, (before + 2 * own + after) / 4);
  });
}

// The larger chooses first: the tint that the nearest ones before it have not.
function tintsOf({ communities }: OverviewData, tints: number): number[] {
  const chosen: number[] = communities.map((_, number) => number % tints);
  const order = communities.map((_, number) => number).sort((a, b) => communities[b].size - communities[a].size);
  order.slice(0, COLOURED).forEach((number, at) => {
    const own = communities[number];
    const nearest = order
      .slice(0, at)
      .map((other) => {
        const it = communities[other];
        return { other, gap: Math.hypot(it.x - own.x, it.y - own.y) - it.radius - own.radius };
      })
      .sort((a, b) => a.gap - b.gap)
      .slice(0, tints - 1)
      .map(({ other }) => chosen[other]);
    for (let step = 0; step < tints; step += 1) {
      const candidate = (number + step) % tints;
      if (!nearest.includes(candidate)) {
        chosen[number] = candidate;
        break;
      }
    }
  });
  return chosen;
}
