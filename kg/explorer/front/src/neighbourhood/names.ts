// The names in the picture: one size on the screen at every zoom, the foremost first, and none over another.
import { SANS, themeOf, type Theme } from "../overview/colours";
import { Room } from "../overview/room";
import { shorten } from "../overview/text";
import { dark, entity } from "../state";
import { nameOf } from "../ui/names";
import type { Bond, Scene } from "./scene";

const MOST = 10;
const SIZE = 12.5;
// Where all begin, the foremost are named whatever marks that covers; else a name covers none.
const FOREMOST = 24;

const measure = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();
const widthOf = (text: string, font: string): number => {
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    // Fonts of other graphs and sizes are not kept for ever.
    if (widths.size > 20000) widths.clear();
    measure.font = font;
    width = measure.measureText(text).width;
    widths.set(key, width);
  }
  return width;
};

export interface Written { text: string; x: number; y: number; size: number; strong: boolean; quiet: boolean }

const fontOf = (size: number, strong: boolean): string => `${strong ? "700 " : ""}${size}px ${SANS}`;
export const nameWidth = (row: number): number => widthOf(shorten(nameOf(row), MOST), fontOf(SIZE, false));

// What is written where, in pixels of a frame; `onto` brings a point of the picture there.
export const names = (
  scene: Scene,
  { width, height, scale, onto }: { width: number; height: number; scale: number; onto(at: { x: number; y: number }): { x: number; y: number } },
  pointed: number | null,
): Written[] => {
  const margin = 200;
  // What names take, and what marks do.
  const room = new Room(width + 2 * margin, height + 2 * margin);
  const covered = new Room(width + 2 * margin, height + 2 * margin);
  const box = (left: number, top: number, right: number, bottom: number) => [left + margin, top + margin, right + margin, bottom + margin] as const;
  const seen = (x: number, y: number): boolean => x > -margin && y > -margin && x < width + margin && y < height + margin;
  const order = [...new Set([entity.value, pointed, scene.start, ...[...scene.places.keys()].sort((a, b) => a - b)])];
  const found: Written[] = [];
  const marks = order
    .filter((row): row is number => row !== null && scene.places.has(row))
    .map((row) => ({ row, ...onto(scene.places.get(row)!), radius: scene.radius(row) * scale }))
    .filter(({ x, y }) => seen(x, y));
  for (const { x, y, radius } of marks) covered.take(...box(x - radius * 0.7, y - radius * 0.7, x + radius * 0.7, y + radius * 0.7));
  const free = (it: readonly [number, number, number, number], foremost: boolean): boolean => room.isFree(...it) && (foremost || covered.isFree(...it));
  for (const [at, { row, x: middle, y, radius }] of marks.entries()) {
    const strong = row === entity.value || row === scene.start;
    const size = strong ? 15 : SIZE;
    const more = scene.waiting(row);
    const text = shorten(nameOf(row), strong ? 18 : MOST);
    const whole = more > 0 ? `${text} +${more}` : text;
    const half = widthOf(whole, fontOf(size, strong)) / 2 + 3;
    // At the edge a name stands aside rather than being cut.
    const x = middle > 0 && middle < width ? Math.max(half, Math.min(width - half, middle)) : middle;
    const top = [y + radius + 3, y - radius - size - 5].find((it) => free(box(x - half, it, x + half, it + size + 3), scene.start === null && at < FOREMOST));
    if (top === undefined) continue;
    room.take(...box(x - half, top, x + half, top + size + 3));
    found.push({ text: whole, x, y: top + size, size, strong, quiet: false });
  }
  // Then what connects them: first what touches the entity that is read, the rest where there is room and it is legible.
  const touches = (it: Bond): boolean => [entity.value, pointed].some((row) => row === it.from || row === it.to);
  for (const bond of [...scene.bonds.filter(touches), ...(scale < 0.55 ? [] : scene.bonds.filter((it) => !touches(it)))]) {
    const from = onto(scene.places.get(bond.from)!);
    const to = onto(scene.places.get(bond.to)!);
    const loop = bond.from === bond.to;
    const x = loop ? from.x : (from.x + to.x) / 2;
    const y = loop ? from.y - scene.radius(bond.from) * scale - 44 * scale : (from.y + to.y) / 2;
    const size = 11;
    const half = widthOf(bond.says, fontOf(size, false)) / 2 + 3;
    const long = Math.hypot(to.x - from.x, to.y - from.y);
    if (!seen(x, y) || (!loop && long < 60) || !free(box(x - half, y - size, x + half, y + size / 2), false)) continue;
    room.take(...box(x - half, y - size, x + half, y + size / 2));
    found.push({ text: bond.says, x, y: y + size / 3, size, strong: false, quiet: true });
  }
  return found;
};

// In pixels of the screen whatever the scale of the picture: a font of one size is drawn much faster than one that changes.
export const write = (context: CanvasRenderingContext2D, all: Written[], ratio: number): void => {
  const theme: Theme = themeOf(dark.value);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = theme.ground;
  for (const { text, x, y, size, strong, quiet } of all) {
    context.font = fontOf(size, strong);
    context.fillStyle = quiet ? theme.quiet : theme.ink;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  context.restore();
};
