// Ways through the graph, on typed arrays. Direction does not matter for a way; it is told beside it.
// Measure: a pair is as strong as the chance that at least one of its claims is right – each right with its confidence,
// further claims of one document counting half – and a path as strong as the product of its pairs. Of these the
// strongest are found that have at most two steps more than the shortest.

export interface Web {
  size: number;
  from: ArrayLike<number>; to: ArrayLike<number>; // links
  offsets: ArrayLike<number>; items: ArrayLike<number>; // entity → its links
  open: ArrayLike<number>; // 1: the link passes
  claims(link: number): { document: number; confidence: number }[]; // those of a link that pass
}

// Claims are never certain, so that one more of them always counts.
const CERTAIN = 0.99;

const strengthOf = (claims: readonly { document: number; confidence: number }[]): number => {
  const best = new Map<number, number>();
  let wrong = 1;
  for (const { document, confidence } of [...claims].sort((a, b) => b.confidence - a.confidence)) {
    const right = Math.min(CERTAIN, confidence);
    wrong *= 1 - (best.has(document) ? right / 2 : right);
    best.set(document, right);
  }
  return 1 - wrong;
};

export interface Path { rows: number[]; strength: number }

// The least first.
class Heap {
  private readonly keys: number[] = [];
  private readonly values: number[] = [];

  get length(): number { return this.keys.length; }

  push(key: number, value: number): void {
    let at = this.keys.push(key) - 1;
    this.values.push(value);
    for (let up = (at - 1) >> 1; at > 0 && this.keys[up] > key; at = up, up = (at - 1) >> 1) {
      this.keys[at] = this.keys[up];
      this.values[at] = this.values[up];
      this.keys[up] = key;
      this.values[up] = value;
    }
  }

  pop(): { key: number; value: number } {
    const top = { key: this.keys[0], value: this.values[0] };
    const key = this.keys.pop()!;
    const value = this.values.pop()!;
    if (this.keys.length === 0) return top;
    let at = 0;
    for (;;) {
      let next = 2 * at + 1;
      if (next + 1 < this.keys.length && this.keys[next + 1] < this.keys[next]) next += 1;
      if (next >= this.keys.length || this.keys[next] >= key) break;
      this.keys[at] = this.keys[next];
      this.values[at] = this.values[next];
      at = next;
    }
    this.keys[at] = key;
    this.values[at] = value;
    return top;
  }
}

// Where pairs are strong, a longer way is hardly weaker; but it tells a reader less and less.
const DETOUR = 2;
// Beyond so many partial paths the search ends with what it has.
const PATIENCE = 200_000;

export class Search {
  private readonly known: Float64Array; // link → cost of its pair; NaN: not worked out yet

  constructor(private readonly web: Web) {
    this.known = new Float64Array(web.from.length).fill(NaN);
  }

  // Visits every open link of an entity with its other end; loops lead nowhere.
  private around(row: number, visit: (next: number, link: number) => void): void {
    const { from, to, offsets, items, open } = this.web;
    for (let at = offsets[row]; at < offsets[row + 1]; at += 1) {
      const link = items[at];
      if (!open[link]) continue;
      const next = from[link] === row ? to[link] : from[link];
      if (next !== row) visit(next, link);
    }
  }

  // −ln of the strength of the pair that a link belongs to, both directions together.
  private cost(link: number): number {
    if (Number.isNaN(this.known[link])) {
      const { from, to, claims } = this.web;
      let twin = -1;
      // From the end with fewer links.
      const [a, b] = [from[link], to[link]];
      const { offsets } = this.web;
      this.around(offsets[a + 1] - offsets[a] < offsets[b + 1] - offsets[b] ? a : b, (_, other) => {
        if (from[other] === b && to[other] === a) twin = other;
      });
      const cost = -Math.log(strengthOf([...claims(link), ...(twin < 0 ? [] : claims(twin))]));
      this.known[link] = cost;
      if (twin >= 0) this.known[twin] = cost;
    }
    return this.known[link];
  }

  // Steps from every entity to one; −1 where none lead there. Ends at the row `until`, where there is one.
  private steps(target: number, until: number): Int32Array {
    const steps = new Int32Array(this.web.size).fill(-1);
    const queue = new Int32Array(this.web.size);
    let [head, tail] = [0, 1];
    queue[0] = target;
    steps[target] = 0;
    while (head < tail && !(steps[until] >= 0)) {
      const row = queue[head];
      head += 1;
      this.around(row, (next) => {
        if (steps[next] >= 0) return;
        steps[next] = steps[row] + 1;
        queue[tail] = next;
        tail += 1;
      });
    }
    return steps;
  }

  // How many entities can be reached from one, itself included.
  reach(row: number): number {
    return this.steps(row, -1).reduce((found, it) => found + (it < 0 ? 0 : 1), 0);
  }

  // Fewest steps; of those with as few, the strongest. Null: no way.
  shortest(source: number, target: number): Path | null {
    const steps = this.steps(target, source);
    if (steps[source] < 0) return null;
    // Layer by layer from the source: the cheapest way to each entity that lies on a shortest path.
    let layer = new Map<number, { cost: number; rows: number[] }>([[source, { cost: 0, rows: [source] }]]);
    for (let left = steps[source] - 1; left >= 0; left -= 1) {
      const next = new Map<number, { cost: number; before: number }>();
      for (const [row, { cost }] of layer) {
        this.around(row, (other, link) => {
          if (steps[other] !== left) return;
          const now = cost + this.cost(link);
          const known = next.get(other);
          if (known === undefined || now < known.cost) next.set(other, { cost: now, before: row });
        });
      }
      const former = layer;
      layer = new Map([...next].map(([row, { cost, before }]) => [row, { cost, rows: [...former.get(before)!.rows, row] }]));
    }
    const { cost, rows } = layer.get(target)!;
    return { rows, strength: Math.exp(-cost) };
  }

  // What the rest of a path costs at least: left[steps][entity], with so many steps at most, for the entities that
  // can lie on a path of `limit` steps.
  private left(source: number, target: number, limit: number): Float64Array[] {
    const [there, here] = [this.steps(target, -1), this.steps(source, -1)];
    const near: number[] = [];
    for (let row = 0; row < this.web.size; row += 1) {
      if (there[row] >= 0 && here[row] >= 0 && there[row] + here[row] <= limit) near.push(row);
    }
    const left = [new Float64Array(this.web.size).fill(Infinity)];
    left[0][target] = 0;
    for (let steps = 1; steps <= limit; steps += 1) {
      const [former, now] = [left[steps - 1], left[steps - 1].slice()];
      for (const row of near) {
        if (there[row] > steps || row === target) continue;
        this.around(row, (next, link) => {
          if (former[next] < Infinity) now[row] = Math.min(now[row], former[next] + this.cost(link));
        });
      }
      left.push(now);
    }
    return left;
  }

  // The strongest paths that visit nothing twice and have at most DETOUR steps more than the shortest, strongest first.
  // What is left to go is known, but for what may not be visited again: so partial paths are taken up in the order of
  // the best that can become of them.
  strongest(source: number, target: number, most: number): Path[] {
    const fewest = this.steps(target, source)[source];
    if (fewest < 0) return [];
    const limit = fewest + DETOUR;
    const left = this.left(source, target, limit);
    const rows: number[] = [source];
    const before: number[] = [-1];
    const gone: number[] = [0];
    const heap = new Heap();
    heap.push(left[limit][source], 0);
    const found: Path[] = [];
    while (heap.length > 0 && found.length < most && rows.length < PATIENCE) {
      const { value: at } = heap.pop();
      const way: number[] = [];
      for (let step = at; step >= 0; step = before[step]) way.push(rows[step]);
      if (rows[at] === target) {
        found.push({ rows: way.reverse(), strength: Math.exp(-gone[at]) });
        continue;
      }
      const seen = new Set(way);
      const rest = limit - way.length;
      if (rest < 0) continue;
      this.around(rows[at], (next, link) => {
        if (seen.has(next) || left[rest][next] === Infinity) return;
        // A pair has two links where both directions are claimed: it is one step.
        seen.add(next);
        const cost = gone[at] + this.cost(link);
        heap.push(cost + left[rest][next], rows.length);
        rows.push(next);
        before.push(at);
        gone.push(cost);
      });
    }
    return found;
  }
}
