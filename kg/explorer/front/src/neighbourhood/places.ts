// Where the entities of the picture stand. What stands stays; what comes is set on rings around what brought it, with
// room for its name, and away from where that came from.

export interface Point { x: number; y: number }
export interface Extent { radius: number; width: number } // of the mark, and of the name below it

const NAME = 22; // a line under the mark
const GAP = 12;
const RINGS = 80;

interface Box { left: number; top: number; right: number; bottom: number }

export const boxOf = ({ x, y }: Point, { radius, width }: Extent): Box => {
  const half = Math.max(radius, width / 2);
  return { left: x - half, top: y - radius, right: x + half, bottom: y + radius + NAME };
};
const meet = (a: Box, b: Box): boolean =>
  a.left < b.right + GAP && b.left < a.right + GAP && a.top < b.bottom + GAP / 2 && b.top < a.bottom + GAP / 2;

// Places for so many newcomers around a point, ring by ring: all around it, or in the half that looks outward.
export function* rings(centre: Point, outward: number | null, many: number): Generator<Point> {
  const whole = outward === null ? 2 * Math.PI : 1.15 * Math.PI;
  let left = many;
  for (let ring = 0; ring < RINGS; ring += 1) {
    const slots = Math.round(((10 + 6 * ring) * whole) / (2 * Math.PI));
    // A ring that is not filled is spread evenly; one that turns out to be taken leaves its places to the next.
    const used = Math.max(1, Math.min(slots, left));
    for (let slot = 0; slot < used; slot += 1) {
      const turn =
        outward === null
          ? ((slot + (ring % 2) / 2) / used) * whole
          : outward + ((slot % 2 ? 1 : -1) * Math.ceil(slot / 2) * whole) / Math.max(used, slots / 2);
      yield { x: centre.x + (230 + 125 * ring) * Math.cos(turn), y: centre.y + (130 + 75 * ring) * Math.sin(turn) };
    }
    left = Math.max(many / 2, left - used);
  }
}

export class Places {
  private readonly known = new Map<number, Point>();

  // Another picture: nothing stands yet.
  clear(): void {
    this.known.clear();
  }

  // Where a reader put it.
  put(row: number, at: Point): void {
    this.known.set(row, at);
  }

  // Places for all that is drawn; `given` are those that were worked out beforehand.
  settle(parents: ReadonlyMap<number, number | null>, extent: (row: number) => Extent, given: ReadonlyMap<number, Point>): Map<number, Point> {
    const places = new Map<number, Point>();
    const taken: Box[] = [];
    const stand = (row: number, at: Point): void => {
      places.set(row, at);
      taken.push(boxOf(at, extent(row)));
      this.known.set(row, at);
    };
    const free = (row: number, at: Point): boolean => {
      const box = boxOf(at, extent(row));
      return !taken.some((it) => meet(it, box));
    };
    const coming = new Map<number | null, number[]>();
    for (const [row, parent] of parents) {
      const at = this.known.get(row) ?? given.get(row);
      if (at !== undefined) stand(row, at);
      else coming.set(parent, [...(coming.get(parent) ?? []), row]);
    }
    // In the order in which they came: what brought them stands already, unless it was taken out.
    for (const [parent, rows] of coming) {
      const from = parent === null ? undefined : (places.get(parent) ?? this.known.get(parent));
      if (from === undefined) {
        for (const row of rows) stand(row, places.size === 0 ? { x: 0, y: 0 } : beside(taken));
        continue;
      }
      const before = parent === null ? null : (parents.get(parent) ?? null);
      const root = before === null ? undefined : (places.get(before) ?? this.known.get(before));
      const outward = root === undefined ? null : Math.atan2(from.y - root.y, from.x - root.x);
      const spots = rings(from, outward, rows.length);
      for (const row of rows) {
        let at = spots.next().value as Point | undefined;
        while (at !== undefined && !free(row, at)) at = spots.next().value as Point | undefined;
        stand(row, at ?? beside(taken));
      }
    }
    return places;
  }
}

const beside = (taken: readonly Box[]): Point => ({
  x: Math.max(...taken.map((it) => it.right)) + 200,
  y: (Math.min(...taken.map((it) => it.top)) + Math.max(...taken.map((it) => it.bottom))) / 2,
});
