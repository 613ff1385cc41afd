// Where the reader looks: a point of the map in the middle of a rectangle of the screen, and a scale.
import type { View } from "./types.ts";

export interface Bounds { left: number; top: number; right: number; bottom: number }

export const FARTHEST = 0.002;
export const NEAREST = 5;

export class Camera implements View {
  x: number;
  y: number;
  scale: number;
  width: number;
  height: number;

  constructor(view: View, width: number, height: number) {
    this.x = view.x;
    this.y = view.y;
    this.scale = view.scale;
    this.width = width;
    this.height = height;
  }

  // The same look through a rectangle that is larger by a margin on every side.
  widened(across: number, down: number): Camera {
    return new Camera(this, this.width + 2 * across, this.height + 2 * down);
  }

  toScreenX(x: number): number {
    return (x - this.x) * this.scale + this.width / 2;
  }

  toScreenY(y: number): number {
    return (y - this.y) * this.scale + this.height / 2;
  }

  toMapX(x: number): number {
    return (x - this.width / 2) / this.scale + this.x;
  }

  toMapY(y: number): number {
    return (y - this.height / 2) / this.scale + this.y;
  }

  // The map follows a finger that moves by so many pixels.
  pan(across: number, down: number): void {
    this.x -= across / this.scale;
    this.y -= down / this.scale;
  }

  // What is under a point of the screen stays there.
  zoom(factor: number, atX = this.width / 2, atY = this.height / 2): void {
    const x = this.toMapX(atX);
    const y = this.toMapY(atY);
    this.scale = Math.min(NEAREST, Math.max(FARTHEST, this.scale * factor));
    this.x = x - (atX - this.width / 2) / this.scale;
    this.y = y - (atY - this.height / 2) / this.scale;
  }

  fit(bounds: Bounds, margin: number, nearest = 1.2): void {
    const across = Math.max(1, bounds.right - bounds.left);
    const down = Math.max(1, bounds.bottom - bounds.top);
    const room = Math.min((this.width - 2 * margin) / across, (this.height - 2 * margin) / down);
    this.scale = Math.min(nearest, Math.max(FARTHEST, room));
    this.x = (bounds.left + bounds.right) / 2;
    this.y = (bounds.top + bounds.bottom) / 2;
  }
}

export function boundsOf(x: ArrayLike<number>, y: ArrayLike<number>): Bounds {
  if (x.length === 0) return { left: -1, top: -1, right: 1, bottom: 1 };
  const bounds = { left: x[0], top: y[0], right: x[0], bottom: y[0] };
  for (let row = 1; row < x.length; row += 1) {
    if (x[row] < bounds.left) bounds.left = x[row];
    if (x[row] > bounds.right) bounds.right = x[row];
    if (y[row] < bounds.top) bounds.top = y[row];
    if (y[row] > bounds.bottom) bounds.bottom = y[row];
  }
  return bounds;
}
