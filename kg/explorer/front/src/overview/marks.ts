// The mark of each class, as a shape of radius 1 around 0,0, and how large it stands on the screen.
import type { Theme } from "./colours.ts";
import type { Look } from "./types.ts";

export type Point = readonly [number, number];

const polygon = (corners: number, turn: number, radius = 1): Point[] =>
  Array.from({ length: corners }, (_, corner) => {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

const star: Point[] = polygon(10, -Math.PI / 2).map(([x, y], corner) =>
  corner % 2 ? [x * 0.5, y * 0.5] : [x * 1.15, y * 1.15],
);

// A dot has no corners.
const OUTLINES: Record<string, Point[]> = {
  dot: [],
  square: polygon(4, Math.PI / 4, 1.18),
  diamond: polygon(4, 0, 1.1),
  hexagon: polygon(6, 0, 1.02),
  triangle: polygon(3, -Math.PI / 2, 1.18),
  triangleDown: polygon(3, Math.PI / 2, 1.18),
  star,
};
export const outlineOf = (shape: string): Point[] => OUTLINES[shape] ?? [];

// What has more claims stands larger; all shrink slower than the map, so that the far view keeps its landmarks.
const zoomOf = (scale: number): number => Math.min(1.5, Math.pow(scale, 0.5));
const baseOf = (degree: number): number => Math.min(17, 4.2 + 1.9 * Math.log2(1 + degree));
export const radiusOf = (degree: number, scale: number): number => Math.max(1, baseOf(degree) * zoomOf(scale));

export const strokeOf = (radius: number): number => Math.min(2, Math.max(0.8, radius * 0.26));

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
export function trace(context: Context, shape: string, x: number, y: number, radius: number): void {
  const outline = outlineOf(shape);
  context.beginPath();
  if (outline.length === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [dx, dy] of outline) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

const STEPS = 2; // radii are rounded to half a pixel, so that few pictures serve all marks

// Small ready pictures of the marks: copying one is far cheaper than tracing it.
export class Stamps {
  private kept = new Map<number, ImageBitmap>();

  constructor(
    private looks: Look[],
    private theme: Theme,
    private dark: boolean,
    readonly ratio: number,
  ) {}

  colour(type: number): string {
    return this.dark ? this.looks[type].dark : this.looks[type].light;
  }

  of(type: number, radius: number): ImageBitmap {
    const step = Math.round(radius * STEPS);
    const key = type * 1024 + step;
    let stamp = this.kept.get(key);
    if (!stamp) this.kept.set(key, (stamp = this.make(type, step / STEPS)));
    return stamp;
  }

  private make(type: number, radius: number): ImageBitmap {
    const { shape, filled } = this.looks[type];
    const half = Math.ceil((radius * 1.25 + 2) * this.ratio);
    const canvas = new OffscreenCanvas(2 * half, 2 * half);
    const context = canvas.getContext("2d")!;
    context.translate(half, half);
    context.scale(this.ratio, this.ratio);
    context.lineJoin = "round";
    trace(context, shape, 0, 0, radius);
    if (filled) {
      // An edge in the colour of the ground keeps marks apart that touch.
      context.lineWidth = 1.6;
      context.strokeStyle = this.theme.ground;
      context.stroke();
      context.fillStyle = this.colour(type);
      context.fill();
    } else {
      const width = strokeOf(radius);
      trace(context, shape, 0, 0, radius - width / 3);
      context.fillStyle = this.theme.ground;
      context.fill();
      context.lineWidth = width;
      context.strokeStyle = this.colour(type);
      context.stroke();
    }
    return canvas.transferToImageBitmap();
  }
}
