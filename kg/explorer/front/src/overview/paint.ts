// A picture on a canvas, a little at a time: whoever asks decides when to go on.
import { PALE, STRONG, CHOSEN, HIDDEN } from "./emphasis.ts";
import { SANS, SERIF, type Theme } from "./colours.ts";
import type { Label } from "./labels.ts";
import { radiusOf, type Stamps, trace } from "./marks.ts";
import type { Picture, Source } from "./scene.ts";

// Lines of one pixel are drawn one by one whatever their number; a path of thicker ones costs the area that they span.
const BATCH = 60;
const TINY = 1.8; // pixels of radius below which a mark is a point without a shape

interface Brush {
  context: CanvasRenderingContext2D;
  theme: Theme;
  stamps: Stamps;
}

// Runs what comes in steps to its end.
export function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

export function* paint(source: Source, picture: Picture, brush: Brush): Generator<undefined, void> {
  const { context, theme, stamps } = brush;
  const { width, height } = picture.camera;
  context.setTransform(stamps.ratio, 0, 0, stamps.ratio, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, width, height);
  context.lineJoin = context.lineCap = "round";
  yield* paintRegions(source, picture, brush);
  yield* paintLinks(source, picture, brush);
  yield* paintNodes(source, picture, brush);
  yield* paintLabels(picture.labels, brush);
}

function* paintRegions(source: Source, { camera, regions }: Picture, { context, theme }: Brush): Generator<undefined, void> {
  const dim = source.emphasis.selected === null ? 1 : 0.8;
  for (const number of regions) {
    const { outline, tint } = source.regions[number];
    const corners = outline.length / 2;
    const x = (at: number) => camera.toScreenX(outline[2 * (at % corners)]);
    const y = (at: number) => camera.toScreenY(outline[2 * (at % corners) + 1]);
    context.beginPath();
    context.moveTo((x(0) + x(1)) / 2, (y(0) + y(1)) / 2);
    for (let at = 1; at <= corners; at += 1) {
      context.quadraticCurveTo(x(at), y(at), (x(at) + x(at + 1)) / 2, (y(at) + y(at + 1)) / 2);
    }
    context.fillStyle = context.strokeStyle = theme.tints[tint];
    context.globalAlpha = theme.tint * dim;
    context.fill();
    context.globalAlpha = theme.tint * dim * 1.6;
    context.lineWidth = 1;
    context.stroke();
    yield;
  }
  context.globalAlpha = 1;
}

// A long link says less to the eye than the many short ones that it crosses: it is drawn fainter.
export function linkStyle(tone: number, length: number, weight: number, scale: number): { width: number; opacity: number } {
  const near = Math.min(1, scale / 0.7);
  const width = (0.6 + 0.5 * near) * Math.min(3.2, 1 + 0.45 * Math.log2(weight));
  if (tone >= STRONG) return { width: width * 1.25, opacity: 0.5 + 0.25 * near };
  const opacity = length < 90 ? 0.55 : length < 260 ? 0.34 : 0.17;
  return { width, opacity: tone === PALE ? opacity * 0.28 : opacity };
}

function* paintLinks(source: Source, { camera, links, arrows }: Picture, { context, theme, stamps }: Brush): Generator<undefined, void> {
  const { data, emphasis } = source;
  let style = "";
  let batch = 0;
  const flush = () => {
    if (batch) context.stroke();
    batch = 0;
    context.beginPath();
  };
  flush();
  for (const link of links) {
    const tone = emphasis.links[link];
    const fromX = camera.toScreenX(data.x[data.from[link]]);
    const fromY = camera.toScreenY(data.y[data.from[link]]);
    const toX = camera.toScreenX(data.x[data.to[link]]);
    const toY = camera.toScreenY(data.y[data.to[link]]);
    const { width, opacity } = linkStyle(tone, Math.hypot(toX - fromX, toY - fromY), data.weight[link], camera.scale);
    const next = `${width.toFixed(1)} ${opacity.toFixed(2)} ${tone >= STRONG}`;
    if (next !== style || batch >= (width * stamps.ratio > 1 ? 1 : BATCH)) {
      flush();
      style = next;
      context.lineWidth = width;
      context.globalAlpha = opacity;
      context.strokeStyle = tone >= STRONG ? theme.strong : theme.line;
      yield;
    }
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    batch += 1;
  }
  flush();
  context.globalAlpha = 1;
  if (arrows) yield* paintArrows(source, { camera, links }, context, theme);
}

// The tip of a link's arrow stands at the edge of the mark that it points to; null: no room for one.
export function arrowOf(source: Source, { camera }: Pick<Picture, "camera">, link: number): { x: number; y: number; angle: number; size: number } | null {
  const { data } = source;
  const to = data.to[link];
  const toX = camera.toScreenX(data.x[to]);
  const toY = camera.toScreenY(data.y[to]);
  const dx = toX - camera.toScreenX(data.x[data.from[link]]);
  const dy = toY - camera.toScreenY(data.y[data.from[link]]);
  const length = Math.hypot(dx, dy);
  const back = radiusOf(data.degree[to], camera.scale) + 2;
  if (length < back + 16) return null;
  const size = Math.min(8, 4 + camera.scale * 2);
  return { x: toX - (dx / length) * back, y: toY - (dy / length) * back, angle: Math.atan2(dy, dx), size };
}

export const arrowOpacity = (tone: number): number => (tone >= STRONG ? 0.75 : tone === PALE ? 0.15 : 0.6);

function* paintArrows(source: Source, picture: Pick<Picture, "camera" | "links">, context: CanvasRenderingContext2D, theme: Theme): Generator<undefined, void> {
  for (const [at, link] of picture.links.entries()) {
    const arrow = arrowOf(source, picture, link);
    if (!arrow) continue;
    const tone = source.emphasis.links[link];
    context.globalAlpha = arrowOpacity(tone);
    context.fillStyle = tone >= STRONG ? theme.strong : theme.line;
    context.beginPath();
    for (const [turn, radius] of [[0, 0], [Math.PI - 0.42, arrow.size], [Math.PI + 0.42, arrow.size]]) {
      context.lineTo(arrow.x + radius * Math.cos(arrow.angle + turn), arrow.y + radius * Math.sin(arrow.angle + turn));
    }
    context.fill();
    if (at % 20 === 0) yield;
  }
  context.globalAlpha = 1;
}

// Where marks are mere points they are many: the ground shows through, and names stay readable on them.
export const opacityOf = (tone: number, radius: number): number =>
  (tone === PALE ? 0.42 : 1) * Math.min(1, Math.max(0.55, 0.55 + (radius - 1) * 0.3));

function* paintNodes(source: Source, { camera, nodes }: Picture, { context, theme, stamps }: Brush): Generator<undefined, void> {
  const { data, emphasis } = source;
  let colour = "";
  let opacity = 1;
  // On whole pixels a mark is copied, not blended from its neighbours.
  const snap = (value: number) => Math.round(value * stamps.ratio) / stamps.ratio;
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const row = nodes[at];
    const tone = emphasis.nodes[row];
    const x = camera.toScreenX(data.x[row]);
    const y = camera.toScreenY(data.y[row]);
    const radius = tone === HIDDEN ? 1 : radiusOf(data.degree[row], camera.scale);
    const next = opacityOf(tone, radius);
    if (next !== opacity) context.globalAlpha = opacity = next;
    if (tone >= STRONG) paintRing(context, theme, data.looks[data.type[row]].shape, x, y, radius, tone === CHOSEN, emphasis.marked.has(row));
    if (radius < TINY) {
      const fill = tone === HIDDEN ? theme.ghost : stamps.colour(data.type[row]);
      if (fill !== colour) context.fillStyle = colour = fill;
      const side = Math.round(radius * 1.8 * stamps.ratio) / stamps.ratio;
      context.fillRect(snap(x - side / 2), snap(y - side / 2), side, side);
    } else {
      const stamp = stamps.of(data.type[row], radius);
      const size = stamp.width / stamps.ratio;
      context.drawImage(stamp, snap(x - size / 2), snap(y - size / 2), size, size);
    }
    if (tone >= STRONG) colour = "";
    if (at % 64 === 0) yield;
  }
  context.globalAlpha = 1;
}

function paintRing(
  context: CanvasRenderingContext2D, theme: Theme, shape: string,
  x: number, y: number, radius: number, chosen: boolean, marked: boolean,
): void {
  if (!chosen && !marked) return;
  context.strokeStyle = theme.accent;
  context.lineWidth = chosen ? 2.5 : 2;
  if (chosen) {
    context.beginPath();
    context.arc(x, y, radius + 7, 0, 2 * Math.PI);
    context.fillStyle = theme.accent;
    context.globalAlpha = 0.16;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  } else {
    trace(context, shape === "star" ? "dot" : shape, x, y, radius + 3.5);
    context.stroke();
  }
}

export const fontOf = ({ size, weight, serif }: Pick<Label, "size" | "weight" | "serif">): string =>
  `${weight} ${size}px ${serif ? SERIF : SANS}`;

function* paintLabels(labels: Label[], { context, theme }: Pick<Brush, "context" | "theme">): Generator<undefined, void> {
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.direction = "ltr";
  context.lineJoin = "round";
  // The foremost last, so that its halo is whole.
  for (let at = labels.length - 1; at >= 0; at -= 1) {
    const label = labels[at];
    context.font = fontOf(label);
    context.letterSpacing = `${label.spacing}px`;
    context.globalAlpha = label.opacity;
    context.strokeStyle = theme.ground;
    context.lineWidth = label.serif ? 4.5 : 3.2;
    context.strokeText(label.text, label.x, label.y);
    context.fillStyle = theme[label.tone];
    context.fillText(label.text, label.x, label.y);
    yield;
  }
  context.globalAlpha = 1;
  context.letterSpacing = "0px";
}
