import assert from "node:assert/strict";
import { test } from "node:test";
import { Search, type Web } from "../src/paths/search.ts";

// Entities in a row, each connected with the next.
const chain = (size: number): Web => {
  const from = Array.from({ length: size - 1 }, (_, at) => at);
  const lists = Array.from({ length: size }, (_, row) => [row - 1, row].filter((it) => it >= 0 && it < size - 1));
  const offsets = [0];
  for (const it of lists) offsets.push(offsets.at(-1)! + it.length);
  return {
    size, from, to: from.map((it) => it + 1), offsets, items: lists.flat(),
    open: from.map(() => 1), claims: () => [{ document: 0, confidence: 0.9 }],
  };
};

test("the only way is the shortest and the strongest", () => {
  const search = new Search(chain(6));
  assert.deepEqual(search.shortest(0, 5)!.rows, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(search.strongest(0, 5, 3).map((it) => it.rows), [[0, 1, 2, 3, 4, 5]]);
});

test("a way of thousands of steps needs no room for every step of every entity", () => {
  const before = process.memoryUsage().arrayBuffers;
  const [only, ...others] = new Search(chain(6000)).strongest(0, 5999, 5);
  assert.equal(only.rows.length, 6000);
  assert.equal(others.length, 0);
  assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000);
});
