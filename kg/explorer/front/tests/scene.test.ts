import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../src/overview/camera.ts";
import { CHOSEN, HIDDEN, PALE, PLAIN, STRONG } from "../src/overview/emphasis.ts";
import { finish, linkStyle } from "../src/overview/paint.ts";
import { Picker, squareToSegment } from "../src/overview/picking.ts";
import { compose, linksByRank } from "../src/overview/scene.ts";
import { sketch } from "./sketch.ts";

const camera = (scale = 2) => new Camera({ x: 60, y: 0, scale }, 800, 600);

test("only what is in sight is in the picture, the foremost first", () => {
  assert.deepEqual([...finish(compose(sketch(), camera())).nodes], [0, 1, 2]);
  const there = new Camera({ x: 5000, y: 5000, scale: 1 }, 200, 200);
  const picture = finish(compose(sketch(), there));
  assert.deepEqual([[...picture.nodes], [...picture.links]], [[3], []]);
});

test("links between the foremost come first in the order and last in painting", () => {
  assert.deepEqual([...linksByRank(sketch().data)], [0, 1, 2]);
  assert.deepEqual([...finish(compose(sketch(), camera())).links], [2, 1, 0]);
});

test("a selection makes its links strong and last, its neighbours strong, the rest pale", () => {
  const source = sketch();
  source.emphasis.select(2, [0, 1]);
  assert.deepEqual([...source.emphasis.nodes], [STRONG, STRONG, CHOSEN, PALE]);
  assert.deepEqual([...source.emphasis.links], [PALE, STRONG, STRONG]);
  assert.deepEqual([...finish(compose(source, camera())).links], [0, 1, 2]);
  source.emphasis.select(null, []);
  assert.deepEqual([...source.emphasis.nodes], [PLAIN, PLAIN, PLAIN, PLAIN]);
});

test("a filter hides a node and every link at it", () => {
  const source = sketch();
  source.emphasis.show(Uint8Array.of(1, 0, 1, 1), Uint8Array.of(1, 1, 1));
  assert.equal(source.emphasis.nodes[1], HIDDEN);
  assert.deepEqual([...finish(compose(source, camera())).links], [1]);
});

test("a path stands out with the links between its nodes", () => {
  const source = sketch();
  source.emphasis.highlight([0, 1]);
  assert.deepEqual([...source.emphasis.links], [STRONG, PLAIN, PLAIN]);
});

test("of a hundred thousand nodes a share is drawn, the foremost all", () => {
  const number = 100_000;
  const rows = Array.from({ length: number }, (_, row) => row);
  const source = sketch({
    x: Int32Array.from(rows, (row) => (row % 400) * 40),
    y: Int32Array.from(rows, (row) => Math.floor(row / 400) * 40),
    type: new Uint8Array(number),
    degree: new Uint32Array(number),
    community: new Int32Array(number).fill(-1),
    communities: [],
  });
  const whole = new Camera({ x: 8000, y: 5000, scale: 0.1 }, 1700, 1100);
  const { nodes } = finish(compose(source, whole));
  assert.ok(nodes.length > 30_000 && nodes.length <= 41_000, `${nodes.length}`);
  assert.deepEqual([...nodes.subarray(0, 50)], rows.slice(0, 50));
  const last = nodes.filter((row) => row > number / 2).length / nodes.length;
  assert.ok(last > 0.15, `the least important half has a share of ${last}`);
});

test("the pointer picks the mark under it, within reach, never a hidden one", () => {
  const source = sketch();
  const picker = new Picker(source.data, source.emphasis);
  const it = camera();
  const [x, y] = [it.toScreenX(60), it.toScreenY(0)];
  assert.equal(picker.node(it, x + 3, y, 4), 1);
  assert.equal(picker.node(it, x, y + 60, 4), null);
  assert.equal(picker.node(it, x, y + 60, 80), 1);
  source.emphasis.show(Uint8Array.of(1, 0, 1, 1), Uint8Array.of(1, 1, 1));
  assert.equal(picker.node(it, x, y, 4), null);
});

test("the pointer picks the nearest drawn link", () => {
  const source = sketch({ y: Int32Array.of(0, 50, 0, 5000) });
  const picker = new Picker(source.data, source.emphasis);
  const it = camera();
  const picture = finish(compose(source, it));
  assert.equal(picker.link(it, picture, it.toScreenX(60), it.toScreenY(1)), 1);
  assert.equal(picker.link(it, picture, it.toScreenX(30), it.toScreenY(25)), 0);
  assert.equal(picker.link(it, picture, it.toScreenX(60), it.toScreenY(-30)), null);
});

test("the distance to a segment ends at its ends", () => {
  assert.equal(squareToSegment(5, 3, 0, 0, 10, 0), 9);
  assert.equal(squareToSegment(13, 4, 0, 0, 10, 0), 25);
  assert.equal(squareToSegment(3, 4, 0, 0, 0, 0), 25);
});

test("more claims make a link thicker, a longer way fainter", () => {
  assert.ok(linkStyle(PLAIN, 50, 8, 1).width > linkStyle(PLAIN, 50, 1, 1).width);
  assert.ok(linkStyle(PLAIN, 900, 1, 1).opacity < linkStyle(PLAIN, 50, 1, 1).opacity);
});
