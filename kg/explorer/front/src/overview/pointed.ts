// What the pointer or the Tab key is at, on a canvas of its own: nothing else is painted anew for it.
// Its name is the application's to tell.
import type { Camera } from "./camera.ts";
import { themeOf, type Theme } from "./colours.ts";
import { HIDDEN } from "./emphasis.ts";
import { radiusOf } from "./marks.ts";
import type { Source } from "./scene.ts";

const MOST_LINKS = 300;

export class Pointed {
  readonly context: CanvasRenderingContext2D;
  theme: Theme = themeOf(false);
  private row: number | null = null;
  private link: number | null = null;
  private touching: Uint32Array[] | null = null;

  constructor(
    private host: HTMLElement,
    private source: Source,
  ) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    Object.assign(canvas.style, { position: "absolute", left: "0", top: "0", pointerEvents: "none" });
    host.append(canvas);
    this.context = canvas.getContext("2d")!;
    this.resize();
  }

  resize(): void {
    const { canvas } = this.context;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = Math.round(this.host.clientWidth * ratio);
    canvas.height = Math.round(this.host.clientHeight * ratio);
    canvas.style.width = `${this.host.clientWidth}px`;
    canvas.style.height = `${this.host.clientHeight}px`;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.clear();
  }

  clear(): void {
    this.row = this.link = null;
    this.wipe();
  }

  // Returns whether that is something else than before.
  set(camera: Camera, row: number | null, link: number | null): boolean {
    if (row === this.row && link === this.link) return false;
    this.row = row;
    this.link = link;
    this.wipe();
    const { data, emphasis } = this.source;
    const { context, theme } = this;
    const links = row !== null ? this.linksOf(row) : link !== null ? [link] : [];
    context.strokeStyle = link === null ? theme.strong : theme.accent;
    context.lineWidth = link === null ? 1.5 : 2.5;
    context.globalAlpha = 0.8;
    context.beginPath();
    for (const one of links) {
      if (emphasis.links[one] === HIDDEN) continue;
      context.moveTo(camera.toScreenX(data.x[data.from[one]]), camera.toScreenY(data.y[data.from[one]]));
      context.lineTo(camera.toScreenX(data.x[data.to[one]]), camera.toScreenY(data.y[data.to[one]]));
    }
    context.stroke();
    context.globalAlpha = 1;
    const ends = row !== null ? [row] : link !== null ? [data.from[link], data.to[link]] : [];
    for (const end of ends) this.ring(camera, end);
    return true;
  }

  destroy(): void {
    this.context.canvas.remove();
  }

  private wipe(): void {
    // Without a GPU a canvas in sight costs time in every frame, even an empty one.
    this.context.canvas.style.display = this.row === null && this.link === null ? "none" : "";
    this.context.clearRect(0, 0, this.host.clientWidth, this.host.clientHeight);
  }

  private ring(camera: Camera, row: number): void {
    const { data } = this.source;
    const { context, theme } = this;
    const x = camera.toScreenX(data.x[row]);
    const y = camera.toScreenY(data.y[row]);
    const radius = radiusOf(data.degree[row], camera.scale) + 4;
    context.lineWidth = 2;
    context.strokeStyle = theme.accent;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }

  private linksOf(row: number): ArrayLike<number> & Iterable<number> {
    this.touching ??= adjacency(this.source);
    const [starts, items] = this.touching;
    return items.subarray(starts[row], Math.min(starts[row + 1], starts[row] + MOST_LINKS));
  }
}

// The links at each node, laid end to end.
function adjacency({ data: { x, from, to } }: Source): Uint32Array[] {
  const starts = new Uint32Array(x.length + 2);
  for (let link = 0; link < from.length; link += 1) {
    starts[from[link] + 2] += 1;
    starts[to[link] + 2] += 1;
  }
  for (let row = 2; row < starts.length; row += 1) starts[row] += starts[row - 1];
  const items = new Uint32Array(2 * from.length);
  for (let link = 0; link < from.length; link += 1) {
    items[starts[from[link] + 1]++] = link;
    items[starts[to[link] + 1]++] = link;
  }
  return [starts, items];
}
