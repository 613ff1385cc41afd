// The canvases. A bitmap larger than the window is moved while the reader pans and scaled while they zoom; the next one
// is painted meanwhile on a second canvas, a few milliseconds of every frame, and takes its place when it is ready.
import { Camera } from "./camera.ts";
import { type Theme } from "./colours.ts";
import { Stamps } from "./marks.ts";
import { paint } from "./paint.ts";
import { compose, type Picture, type Source } from "./scene.ts";
import type { Look } from "./types.ts";

const MARGIN = 0.4; // of the window, on every side
const MOST_PIXELS = 9e6; // of one bitmap
const SLICE_MOVING = 7; // milliseconds of a frame that painting may take
const SLICE_RESTING = 24;
const STALE = 1.3; // how far the scale may be from the bitmap's while zooming
const REST = 90; // milliseconds without motion, after which the picture is made sharp
const AHEAD = 0.5; // of the margin may be used up before the next bitmap is begun

interface Sheet {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  picture: Picture | null;
}

export class Stage {
  readonly camera: Camera;
  picture: Picture | null = null;
  private front: Sheet;
  private back: Sheet;
  private work: Generator<undefined, void> | null = null;
  private frame = 0;
  private stale = true; // the data or their emphasis changed
  private movedAt = 0;
  private stamps!: Stamps;

  constructor(
    private host: HTMLElement,
    private source: Source,
    private looks: Look[],
    private theme: Theme,
    private dark: boolean,
    private onFrame: () => void,
  ) {
    this.camera = new Camera({ x: 0, y: 0, scale: 1 }, 1, 1);
    this.front = this.sheet();
    this.back = this.sheet();
    this.resize();
  }

  get ratio(): number {
    return this.stamps.ratio;
  }

  resize(): void {
    this.camera.width = Math.max(1, this.host.clientWidth);
    this.camera.height = Math.max(1, this.host.clientHeight);
    this.restamp();
  }

  setTheme(theme: Theme, dark: boolean): void {
    this.theme = theme;
    this.dark = dark;
    this.restamp();
  }

  private restamp(): void {
    this.stamps = new Stamps(this.looks, this.theme, this.dark, Math.min(3, window.devicePixelRatio || 1));
    this.change();
  }

  // What is on the picture changed: the next one is painted at once.
  change(): void {
    this.stale = true;
    this.work = null;
    this.request();
  }

  // The camera moved.
  move(): void {
    this.movedAt = performance.now();
    this.request();
  }

  isMoving(): boolean {
    return performance.now() - this.movedAt < REST;
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.front.canvas.remove();
    this.back.canvas.remove();
  }

  // The whole picture at once, for a file.
  copy(ratio: number): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(this.camera.width * ratio);
    canvas.height = Math.round(this.camera.height * ratio);
    const context = canvas.getContext("2d")!;
    const stamps = new Stamps(this.looks, this.theme, this.dark, ratio);
    const work = paint(this.source, compose(this.source, this.still()), { context, theme: this.theme, stamps });
    while (!work.next().done);
    return canvas;
  }

  still(): Camera {
    return this.camera.widened(0, 0);
  }

  private sheet(): Sheet {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    Object.assign(canvas.style, { position: "absolute", left: "0", top: "0", transformOrigin: "0 0", willChange: "transform" });
    canvas.style.visibility = "hidden";
    this.host.prepend(canvas);
    return { canvas, context: canvas.getContext("2d", { alpha: false })!, picture: null };
  }

  private request(): void {
    if (!this.frame) this.frame = requestAnimationFrame(this.tick);
  }

  private tick = (): void => {
    this.frame = 0;
    const started = performance.now();
    const moving = this.isMoving();
    if (!this.work && (this.stale || this.needsNext(moving))) this.begin();
    if (this.work) {
      const until = started + (moving ? SLICE_MOVING : SLICE_RESTING);
      // The first picture is painted in one go: nothing else is to be seen yet.
      const whole = this.front.picture === null;
      let done = false;
      while (!done && (whole || performance.now() < until)) done = this.work.next().done === true;
      if (done) this.swap();
    }
    this.place();
    this.onFrame();
    if (this.work || moving || this.needsNext(false)) this.request();
  };

  private margins(): [number, number] {
    const { width, height } = this.camera;
    const room = Math.sqrt(MOST_PIXELS / (width * height * this.ratio ** 2));
    const share = Math.max(0.02, Math.min(MARGIN, (room - 1) / 2));
    return [Math.round(width * share), Math.round(height * share)];
  }

  // Whether the bitmap in front will not do: while moving, when its edge comes near; at rest, when it is not sharp.
  private needsNext(moving: boolean): boolean {
    const made = this.front.picture?.camera;
    if (!made) return true;
    const { camera } = this;
    const ratio = camera.scale / made.scale;
    if (Math.abs(ratio - 1) > 1e-6) return !moving || ratio > STALE || ratio < 1 / STALE;
    const [across, down] = this.margins();
    const usedX = Math.abs(camera.x - made.x) * camera.scale;
    const usedY = Math.abs(camera.y - made.y) * camera.scale;
    return usedX > across * AHEAD || usedY > down * AHEAD;
  }

  private begin(): void {
    const [across, down] = this.margins();
    const camera = this.camera.widened(across, down);
    const { canvas, context } = this.back;
    const width = Math.round(camera.width * this.ratio);
    const height = Math.round(camera.height * this.ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${camera.width}px`;
      canvas.style.height = `${camera.height}px`;
    }
    this.back.picture = compose(this.source, camera);
    this.work = paint(this.source, this.back.picture, { context, theme: this.theme, stamps: this.stamps });
    this.stale = false;
  }

  private swap(): void {
    this.work = null;
    [this.front, this.back] = [this.back, this.front];
    this.picture = this.front.picture;
    this.front.canvas.style.visibility = "visible";
    this.back.canvas.style.visibility = "hidden";
  }

  private place(): void {
    const made = this.front.picture?.camera;
    if (!made) return;
    const { camera } = this;
    const ratio = camera.scale / made.scale;
    let x = camera.width / 2 + (made.x - camera.x) * camera.scale - (made.width / 2) * ratio;
    let y = camera.height / 2 + (made.y - camera.y) * camera.scale - (made.height / 2) * ratio;
    if (ratio === 1) {
      // On whole pixels the bitmap is copied as it is, and letters stay sharp.
      x = Math.round(x * this.ratio) / this.ratio;
      y = Math.round(y * this.ratio) / this.ratio;
    }
    this.front.canvas.style.transform = `translate(${x}px, ${y}px) scale(${ratio})`;
  }
}
