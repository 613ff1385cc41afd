// A short way from one look to another; none for readers who want no motion.
import type { Camera } from "./camera.ts";
import type { View } from "./types.ts";

const TIME = 260; // milliseconds
const ease = (part: number): number => 1 - (1 - part) ** 3;

export class Glide {
  private frame = 0;
  private end: View | null = null;

  constructor(
    private camera: Camera,
    private moved: () => void,
  ) {}

  // Where the look will be when it has come to rest.
  get rest(): View {
    return this.end ?? this.camera;
  }

  to({ x, y, scale }: View): void {
    this.stop();
    this.end = { x, y, scale };
    const { camera } = this;
    const from = { x: camera.x, y: camera.y, scale: camera.scale };
    const started = performance.now();
    const step = (now: number) => {
      const part = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : Math.min(1, Math.max(0, now - started) / TIME);
      const way = between(from, { x, y, scale }, ease(part));
      camera.x = way.x;
      camera.y = way.y;
      camera.scale = way.scale;
      if (part < 1) this.frame = requestAnimationFrame(step);
      else this.stop();
      this.moved();
    };
    step(started);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.end = null;
  }
}

// Scales go by equal factors; the point that both looks share on the screen stays where it is.
export function between(from: View, to: View, part: number): View {
  if (part >= 1) return to;
  const scale = from.scale * (to.scale / from.scale) ** part;
  const share =
    Math.abs(to.scale / from.scale - 1) < 1e-6 ? part : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, scale };
}
