import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, Camera, FARTHEST, NEAREST } from "../src/overview/camera.ts";
import { between } from "../src/overview/glide.ts";

const camera = () => new Camera({ x: 100, y: -40, scale: 0.5 }, 800, 600);
const near = (one: number, other: number) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);

test("the middle of the screen is the camera's point, and the way back leads to the same point", () => {
  near(camera().toScreenX(100), 400);
  near(camera().toScreenY(-40), 300);
  near(camera().toMapX(camera().toScreenX(37)), 37);
  near(camera().toMapY(camera().toScreenY(-812)), -812);
});

test("zooming keeps the point under the pointer", () => {
  const it = camera();
  const x = it.toMapX(650);
  const y = it.toMapY(120);
  it.zoom(3, 650, 120);
  near(it.scale, 1.5);
  near(it.toMapX(650), x);
  near(it.toMapY(120), y);
});

test("zooming ends at the nearest and the farthest scale", () => {
  const it = camera();
  it.zoom(1e9);
  assert.equal(it.scale, NEAREST);
  it.zoom(1e-9);
  assert.equal(it.scale, FARTHEST);
});

test("panning moves the map by pixels", () => {
  const it = camera();
  it.pan(50, -10);
  near(it.toScreenX(100), 450);
  near(it.toScreenY(-40), 290);
});

test("fitting shows all of it, inside the margin", () => {
  const it = camera();
  it.fit({ left: -1000, top: 0, right: 3000, bottom: 500 }, 20);
  near(it.toScreenX(-1000), 20);
  near(it.toScreenX(3000), 780);
  assert.ok(it.toScreenY(0) > 20 && it.toScreenY(500) < 580);
});

test("a map of one point, or of none, is not blown up", () => {
  const it = camera();
  it.fit(boundsOf([7], [9]), 20);
  near(it.scale, 1.2);
  near(it.x, 7);
  it.fit(boundsOf([], []), 20);
  near(it.x, 0);
});

test("a widened camera sees the same point in its middle", () => {
  const it = camera().widened(100, 50);
  near(it.toScreenX(100), 500);
  near(it.toScreenY(-40), 350);
});

test("a glide begins and ends where it should and keeps the shared point still", () => {
  const from = camera();
  const to = camera();
  to.zoom(4, 700, 100);
  assert.deepEqual(between(from, to, 1), to);
  near(between(from, to, 0).x, from.x);
  const shared = from.toMapX(700);
  for (const part of [0.2, 0.5, 0.8]) near(new Camera(between(from, to, part), 800, 600).toScreenX(shared), 700);
});
