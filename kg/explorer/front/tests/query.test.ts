import assert from "node:assert/strict";
import { test } from "node:test";
import { Alphabet } from "../src/search/alphabet.ts";
import { lay } from "../src/search/folding.ts";
import { NONE, PINYIN, Query } from "../src/search/query.ts";

// How a name fits what was typed, where characters have these readings.
const way = (typed: string, name: string, characters: Record<string, number[]>, syllables: string[]): number => {
  const alphabet = new Alphabet({ syllables, characters }, { traditional: "", simplified: "" });
  const codes: number[] = [];
  const begins: number[] = [];
  lay(name, (unit, first) => {
    codes.push(alphabet.add(unit));
    begins.push(Number(first));
  });
  const column = { codes: Uint16Array.from(codes), begins: Uint8Array.from(begins) };
  return new Query([typed], alphabet).way(column, 0, codes.length);
};

test("of several ways to part what was typed one that fits is found", () => {
  const characters = { 西: [0], 安: [1], 先: [2] };
  const syllables = ["xi", "an", "xian"];
  assert.equal(way("xian", "西安", characters, syllables), PINYIN);
  assert.equal(way("xian", "先", characters, syllables), PINYIN);
  assert.equal(way("xianx", "先西安", characters, syllables), PINYIN + 1);
  assert.equal(way("xianan", "西安", characters, syllables), NONE);
});

test("a name that can be parted in more ways than can be counted is answered at once", () => {
  const began = performance.now();
  assert.equal(way(`${"a".repeat(120)}b`, "甲".repeat(100), { 甲: [0, 1] }, ["a", "aa"]), NONE);
  assert.ok(performance.now() - began < 1000);
});
