// Where the entities of the picture stand. What stands stays; what comes is set on rings around what brought it, with
// room for its name, and away from where that came from.

export interface Point { x: number; y: number }
interface Extent { radius: number; width: number } // of the mark, and of the name below it

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

// How far rings are from what they go round, and from one another: names lie flat, so wide where there is width.
const FLAT = { x: 230, y: 130, wider: 125, higher: 75 };
const UPRIGHT = { x: 165, y: 170, wider: 85, higher: 115 };

// What came one after the other does not stand in one line: a line between its ends would hide behind the middle.
const BEND = 0.5;

// Places for so many newcomers around a point, ring by ring: all around it, or in the half that looks outward.
function* rings(centre: Point, outward: number | null, many: number, upright: boolean): Generator<Point> {
  const { x, y, wider, higher } = upright ? UPRIGHT : FLAT;
  const whole = outward === null ? 2 * Math.PI : 1.15 * Math.PI;
  let left = many;
  for (let ring = 0; ring < RINGS; ring += 1) {
    const slots = Math.round(((10 + 6 * ring) * whole) / (2 * Math.PI));
    // A ring that is not filled is spread evenly; one that turns out to be taken leaves its places to the next.
    const used = Math.max(1, Math.min(slots, left));
    for (let slot = 0; slot < used; slot += 1) {
      const turn =
        outward === null
          ? ((slot + (ring % 2) / 2) / used) * whole + BEND * ring
          : outward + BEND + ((slot % 2 ? 1 : -1) * Math.ceil(slot / 2) * whole) / Math.max(used, slots / 2);
      yield { x: centre.x + (x + wider * ring) * Math.cos(turn), y: centre.y + (y + higher * ring) * Math.sin(turn) };
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
  settle(
    parents: ReadonlyMap<number, number | null>, extent: (row: number) => Extent, given: ReadonlyMap<number, Point>, upright: boolean,
  ): Map<number, Point> {
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
      const spots = rings(from, outward, rows.length, upright);
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

// Rounds of pushing apart; what touches then, touches.
const ROUNDS = 200;

// Places that were worked out among many more, drawn together until these few fill them, each with room for its name.
export const gathered = (given: ReadonlyMap<number, Point>, extent: (row: number) => Extent): Map<number, Point> => {
  const all = [...given].map(([row, { x, y }]) => {
    const { radius, width } = extent(row);
    return { row, x, y, half: Math.max(radius, 0.4 * width) + GAP / 2, high: radius + NAME / 2 + GAP / 4 };
  });
  const span = (of: "x" | "y"): number => Math.max(...all.map((it) => it[of])) - Math.min(...all.map((it) => it[of]));
  const area = all.reduce((sum, it) => sum + 4 * it.half * it.high, 0);
  const scale = Math.min(1, Math.sqrt((1.4 * area) / Math.max(1, span("x") * span("y"))));
  for (const it of all) [it.x, it.y] = [it.x * scale, it.y * scale];
  for (let round = 0, moved = true; moved && round < ROUNDS; round += 1) {
    moved = false;
    all.sort((a, b) => a.x - b.x || a.row - b.row);
    const widest = Math.max(...all.map((it) => it.half));
    all.forEach((a, at) => {
      for (let next = at + 1; next < all.length && all[next].x - a.x < a.half + widest; next += 1) {
        const b = all[next];
        const [over, above] = [a.half + b.half - Math.abs(b.x - a.x), a.high + b.high - Math.abs(b.y - a.y)];
        if (over <= 0.5 || above <= 0.5) continue;
        moved = true;
        // Up or down where it is much nearer: screens are wider than high.
        if (1.5 * above <= over) [a.y, b.y] = b.y >= a.y ? [a.y - above / 2, b.y + above / 2] : [a.y + above / 2, b.y - above / 2];
        else [a.x, b.x] = b.x >= a.x ? [a.x - over / 2, b.x + over / 2] : [a.x + over / 2, b.x - over / 2];
      }
    });
  }
  return new Map(all.map(({ row, x, y }) => [row, { x, y }]));
};
