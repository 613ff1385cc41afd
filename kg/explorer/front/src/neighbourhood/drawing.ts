// The whole picture as an SVG file, at the size at which its names have room.
import { SANS, themeOf } from "../overview/colours";
import { outlineOf } from "../overview/marks";
import { escapeXml } from "../overview/text";
import { dark, graph } from "../state";
import { colourOf } from "../ui/mark";
import { names } from "./names";
import { boxOf } from "./places";
import type { Bond, Scene } from "./scene";

const MARGIN = 48;
const short = (value: number): string => String(Math.round(value * 10) / 10);

export const svg = (scene: Scene, title: string): string => {
  const theme = themeOf(dark.value);
  const boxes = [...scene.places].map(([row, at]) => boxOf(at, { radius: scene.radius(row), width: 150 }));
  const left = Math.min(0, ...boxes.map((it) => it.left)) - MARGIN;
  const top = Math.min(0, ...boxes.map((it) => it.top)) - MARGIN;
  const width = Math.ceil(Math.max(0, ...boxes.map((it) => it.right)) + MARGIN - left);
  const height = Math.ceil(Math.max(0, ...boxes.map((it) => it.bottom)) + MARGIN - top);
  const onto = ({ x, y }: { x: number; y: number }) => ({ x: x - left, y: y - top });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${theme.ground}"/>`,
    ...scene.bonds.map((it) => line(scene, it, onto)),
    ...[...scene.places].map(([row, at]) => mark(row, onto(at), scene.radius(row))),
    `<g text-anchor="middle" font-family="${escapeXml(SANS)}" paint-order="stroke" stroke="${theme.ground}" stroke-width="3.5" stroke-linejoin="round">`,
    ...names(scene, { width, height, scale: 1, onto }, null).map(
      (it) =>
        `<text x="${short(it.x)}" y="${short(it.y)}" font-size="${it.size}"${it.strong ? ' font-weight="700"' : ""} fill="${it.quiet ? theme.quiet : theme.ink}">${escapeXml(it.text)}</text>`,
    ),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
};

const line = (scene: Scene, { from, to, both, claims }: Bond, onto: (at: { x: number; y: number }) => { x: number; y: number }): string => {
  const colour = themeOf(dark.value).line;
  const width = short(Math.min(1 + Math.log2(claims), 5));
  const [a, b] = [onto(scene.places.get(from)!), onto(scene.places.get(to)!)];
  if (from === to) {
    const radius = scene.radius(from);
    return `<path d="M${short(a.x - 5)} ${short(a.y - radius)}C${short(a.x - 40)} ${short(a.y - radius - 50)} ${short(a.x + 40)} ${short(a.y - radius - 50)} ${short(a.x + 5)} ${short(a.y - radius)}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
  }
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const end = (at: { x: number; y: number }, row: number, turn: number) => ({
    x: at.x - Math.cos(turn) * (scene.radius(row) + 3),
    y: at.y - Math.sin(turn) * (scene.radius(row) + 3),
  });
  const tip = end(b, to, angle);
  const tail = end(a, from, angle + Math.PI);
  const head = (at: { x: number; y: number }, turn: number): string => {
    const corner = (by: number) => `${short(at.x + 9 * Math.cos(turn + by))} ${short(at.y + 9 * Math.sin(turn + by))}`;
    return `<path d="M${short(at.x)} ${short(at.y)}L${corner(Math.PI - 0.42)}L${corner(Math.PI + 0.42)}Z" fill="${colour}"/>`;
  };
  return `<path d="M${short(tail.x)} ${short(tail.y)}L${short(tip.x)} ${short(tip.y)}" stroke="${colour}" stroke-width="${width}"/>` +
    head(tip, angle) + (both ? head(tail, angle + Math.PI) : "");
};

const mark = (row: number, { x, y }: { x: number; y: number }, radius: number): string => {
  const type = graph().core.entities.type[row];
  const { shape, filled } = graph().core.classes[type];
  const colour = colourOf(type);
  const paint = `fill="${filled ? colour : themeOf(dark.value).ground}" stroke="${colour}" stroke-width="2"`;
  const corners = outlineOf(shape).map(([dx, dy]) => `${short(x + dx * radius)},${short(y + dy * radius)}`);
  return corners.length > 0
    ? `<polygon points="${corners.join(" ")}" ${paint}/>`
    : `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" ${paint}/>`;
};
