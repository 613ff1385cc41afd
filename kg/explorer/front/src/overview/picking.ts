// What lies under a point of the screen.
import Flatbush from "flatbush";
import type { Camera } from "./camera.ts";
import { HIDDEN, type Emphasis } from "./emphasis.ts";
import { radiusOf } from "./marks.ts";
import type { Picture } from "./scene.ts";
import type { OverviewData } from "./types.ts";

const LARGEST = 28; // pixels: no mark reaches farther
const LINK_REACH = 5;

export class Picker {
  private index: Flatbush | null = null;

  constructor(
    private data: OverviewData,
    private emphasis: Emphasis,
  ) {}

  // The mark whose edge is nearest, at most `reach` pixels away; of two as near, the more important.
  node(camera: Camera, atX: number, atY: number, reach: number): number | null {
    if (this.data.x.length === 0) return null;
    const x = camera.toMapX(atX);
    const y = camera.toMapY(atY);
    const around = (LARGEST + reach) / camera.scale;
    const { data, emphasis } = this;
    let best: number | null = null;
    let least = reach;
    const look = (row: number): boolean => {
      if (emphasis.nodes[row] === HIDDEN) return false;
      const gap = Math.hypot(data.x[row] - x, data.y[row] - y) * camera.scale - radiusOf(data.degree[row], camera.scale);
      if (gap < least || (gap === least && (best === null || row < best))) {
        least = gap;
        best = row;
      }
      return false; // nothing is collected
    };
    this.points().search(x - around, y - around, x + around, y + around, look);
    return best;
  }

  // The drawn link nearest to a point.
  link(camera: Camera, picture: Picture | null, atX: number, atY: number): number | null {
    const { x, y, from, to } = this.data;
    let best: number | null = null;
    let least = LINK_REACH ** 2;
    for (const link of picture?.links ?? []) {
      const gap = squareToSegment(
        atX, atY,
        camera.toScreenX(x[from[link]]), camera.toScreenY(y[from[link]]),
        camera.toScreenX(x[to[link]]), camera.toScreenY(y[to[link]]),
      );
      if (gap < least) {
        least = gap;
        best = link;
      }
    }
    return best;
  }

  // Made when the pointer first asks, not before the first picture.
  private points(): Flatbush {
    if (!this.index) {
      const { x, y } = this.data;
      this.index = new Flatbush(x.length, 16, Int32Array);
      for (let row = 0; row < x.length; row += 1) this.index.add(x[row], y[row]);
      this.index.finish();
    }
    return this.index;
  }
}

export function squareToSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / square));
  return (ax + along * dx - px) ** 2 + (ay + along * dy - py) ** 2;
}
