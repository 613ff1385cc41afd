import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../src/overview/camera.ts";
import type { Label } from "../src/overview/labels.ts";
import { finish } from "../src/overview/paint.ts";
import { Room } from "../src/overview/room.ts";
import { compose, type Source } from "../src/overview/scene.ts";
import { shorten } from "../src/overview/text.ts";
import { sketch } from "./sketch.ts";

const labelsAt = (source: Source, scale: number): Label[] =>
  finish(compose(source, new Camera({ x: 60, y: 0, scale }, 800, 600))).labels;

const crowd = (number: number): Source => {
  const rows = Array.from({ length: number }, (_, row) => row);
  return sketch({
    x: Int32Array.from(rows, (row) => (row * 7919) % 700),
    y: Int32Array.from(rows, (row) => (row * 104729) % 500),
    type: new Uint8Array(number),
    degree: Uint32Array.from(rows, (row) => Math.floor(60 / (row + 1))),
    community: Int32Array.from(rows, () => -1),
    communities: [],
    from: new Uint32Array(0),
    to: new Uint32Array(0),
    weight: new Uint16Array(0),
    label: (row) => `第${row}项改革`,
  });
};

test("a rectangle is free until something lies over it", () => {
  const room = new Room(500, 500);
  room.take(100, 100, 200, 120);
  assert.equal(room.isFree(150, 110, 160, 112), false);
  assert.equal(room.isFree(190, 115, 400, 300), false);
  assert.equal(room.isFree(200, 100, 260, 120), true); // side by side
  assert.equal(room.isFree(100, 120, 200, 140), true);
});

test("what lies outside or over many cells collides too", () => {
  const room = new Room(500, 500);
  room.take(-300, -300, 900, 900);
  assert.equal(room.isFree(450, 450, 460, 460), false);
  assert.equal(room.isFree(800, 800, 820, 820), false);
});

test("no label lies over another at any zoom, and the foremost has its name", () => {
  for (const scale of [0.2, 0.5, 1, 1.6, 3]) {
    const source = crowd(400);
    const camera = new Camera({ x: source.data.x[0], y: source.data.y[0], scale }, 800, 600);
    const { labels } = finish(compose(source, camera));
    assert.ok(labels.length > 3, `only ${labels.length} at ${scale}`);
    assert.ok(labels.some(({ row }) => row === 0));
    const boxes = labels.map(({ text, x, y, size }) => {
      const half = source.measure(text, size, 400, false, 0) / 2;
      return { left: x - half, right: x + half, top: y - size * 0.9, bottom: y };
    });
    boxes.forEach((one, at) => {
      for (const other of boxes.slice(at + 1)) {
        const over = one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
        assert.equal(over, false, `${JSON.stringify([one, other])} at ${scale}`);
      }
    });
  }
});

test("labels of nodes are 12 to 16 pixels at every zoom", () => {
  for (const scale of [0.3, 1, 4]) {
    for (const { size, row } of labelsAt(crowd(200), scale)) if (row >= 0) assert.ok(size >= 12 && size <= 16, `${size}`);
  }
});

test("far away a territory has the name of its strongest, near its nodes have theirs", () => {
  const far = labelsAt(sketch(), 0.3);
  assert.deepEqual(far.filter(({ serif }) => serif).map(({ text }) => text), ["八八战略"]);
  assert.equal(far.filter(({ text }) => text === "八八战略").length, 1);
  const close = labelsAt(sketch(), 4);
  assert.deepEqual(close.filter(({ serif }) => serif), []);
  assert.ok(close.some(({ text, row }) => text === "千万工程" && row === 1));
});

test("the name of the selected comes first and stands out", () => {
  const source = sketch();
  source.emphasis.select(2, [0]);
  const [first] = labelsAt(source, 2);
  assert.deepEqual([first.row, first.tone, first.weight], [2, "accent", 700]);
});

test("what the filters leave out has no label", () => {
  const source = sketch();
  source.emphasis.show(Uint8Array.of(0, 1, 1, 1), Uint8Array.of(0, 0, 1));
  for (const scale of [0.3, 4]) assert.ok(labelsAt(source, scale).every(({ text }) => text !== "八八战略"));
});

test("a label is one line without controls, cut by width", () => {
  assert.equal(shorten("高质量发展建设共同富裕示范区行动方案"), "高质量发展建设共同富裕示范区…");
  assert.equal(shorten("Double-Eight Strategy"), "Double-Eight Strategy");
  assert.equal(shorten("a\nb\u0000c\u202ed\u2067e"), "a b c d e");
  assert.equal(shorten("🚩".repeat(40), 5), `${"🚩".repeat(5)}…`);
  assert.ok(shorten("长".repeat(1_000_000)).length < 20);
  assert.equal(shorten("\ud83d"), "");
});
