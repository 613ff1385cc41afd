// The canvases. A bitmap larger than the window is moved while the reader pans and scaled while they zoom; the next one
// is painted meanwhile on a second canvas, a few milliseconds of every frame, and takes its place when it is ready.
// Below both lies the whole map without names, for what comes into sight faster than it can be painted.
import { type Bounds, Camera } from "./camera.ts";
import { type Theme } from "./colours.ts";
import { Stamps } from "./marks.ts";
import { finish, paint } from "./paint.ts";
import { compose, type Picture, type Source } from "./scene.ts";

const MARGIN = 0.4; // of the window, on every side …
const MARGIN_BRIEF = 0.1; // … and of a bitmap that will not last
const MOST_PIXELS = 9e6; // of one bitmap
const SLICE = { least: 1, most: 10, resting: 40 }; // milliseconds of a frame that painting may take
const LATE = 22; // milliseconds from frame to frame, above which painting takes less of the next
const STALE = 3; // how far the scale may be from the bitmap's while zooming
const REST = 90; // milliseconds without motion, after which the picture is made sharp
const BASE_MARGIN = 8; // pixels around the whole
const AHEAD = 0.5; // of the margin may be used up before the next bitmap is begun

interface Sheet {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  picture: Picture | null;
}

function sheet(): Sheet {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  Object.assign(canvas.style, { position: "absolute", left: "0", top: "0", transformOrigin: "0 0", willChange: "transform" });
  return { canvas, context: canvas.getContext("2d", { alpha: false })!, picture: null };
}

export class Stage {
  readonly camera: Camera;
  picture: Picture | null = null;
  private front: Sheet;
  private back: Sheet;
  private base: Sheet;
  private work: { sheet: Sheet; steps: Generator<undefined, void> } | null = null;
  private frame = 0;
  private stale = true; // the data or their emphasis changed
  private baseStale = true;
  private slice = SLICE.most;
  private before = 0; // when the last frame came
  private movedAt = -Infinity;
  private stamps!: Stamps;

  constructor(
    private host: HTMLElement,
    private source: Source,
    private bounds: Bounds,
    private theme: Theme,
    private dark: boolean,
    private onRest: () => void, // the picture stands still and is sharp
  ) {
    this.camera = new Camera({ x: 0, y: 0, scale: 1 }, 1, 1);
    this.front = sheet();
    this.back = sheet();
    this.base = sheet();
    host.prepend(this.base.canvas, this.front.canvas);
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
    this.stamps = new Stamps(this.source.data.looks, this.theme, this.dark, Math.min(3, window.devicePixelRatio || 1));
    this.change();
  }

  // What is on the picture changed: the next one is painted at once.
  change(): void {
    this.stale = this.baseStale = true;
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
    for (const { canvas } of [this.front, this.back, this.base]) canvas.remove();
  }

  // The whole picture at once, for a file.
  copy(ratio: number): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(this.camera.width * ratio);
    canvas.height = Math.round(this.camera.height * ratio);
    const context = canvas.getContext("2d")!;
    const stamps = new Stamps(this.source.data.looks, this.theme, this.dark, ratio);
    const picture = finish(compose(this.source, this.still()));
    finish(paint(this.source, picture, { context, theme: this.theme, stamps }));
    return canvas;
  }

  still(): Camera {
    return this.camera.widened(0, 0);
  }

  private request(): void {
    if (!this.frame) this.frame = requestAnimationFrame(this.tick);
  }

  private tick = (): void => {
    this.frame = 0;
    const started = performance.now();
    const moving = this.isMoving();
    if (!this.work) this.begin(moving);
    if (this.work) {
      const late = started - this.before > LATE;
      this.slice = Math.min(SLICE.most, Math.max(SLICE.least, this.slice * (late ? 0.6 : 1.2)));
      // The first picture is painted in one go: nothing else is to be seen yet.
      const slice = moving ? this.slice : SLICE.resting;
      const until = this.front.picture === null ? Infinity : started + slice;
      let done = false;
      while (!done && performance.now() < until) done = this.work.steps.next().done === true;
      if (done) this.swap(this.work.sheet);
    }
    const covers = this.place(this.front);
    this.place(this.base);
    // Every canvas in sight is copied in every frame where there is no GPU.
    this.base.canvas.style.visibility = covers ? "hidden" : "visible";
    this.before = started;
    const busy = this.work !== null || moving || this.stale || this.needsNext(false);
    if (!busy) this.onRest();
    if (busy || this.baseStale) this.request();
  };

  private margins(most: number): [number, number] {
    const { width, height } = this.camera;
    const room = Math.sqrt(MOST_PIXELS / (width * height * this.ratio ** 2));
    const share = Math.max(0.02, Math.min(most, (room - 1) / 2));
    return [Math.round(width * share), Math.round(height * share)];
  }

  // Whether the bitmap in front will not do: while moving, when its edge comes near; at rest, when it is not sharp.
  private needsNext(moving: boolean): boolean {
    const made = this.front.picture?.camera;
    if (!made) return true;
    const { camera } = this;
    const ratio = camera.scale / made.scale;
    if (Math.abs(ratio - 1) > 1e-6) return !moving || ratio > STALE || ratio < 1 / STALE;
    const usedX = Math.abs(camera.x - made.x) * camera.scale;
    const usedY = Math.abs(camera.y - made.y) * camera.scale;
    return usedX > ((made.width - camera.width) / 2) * AHEAD || usedY > ((made.height - camera.height) / 2) * AHEAD;
  }

  private begin(moving: boolean): void {
    if (this.stale || this.needsNext(moving)) {
      this.stale = false;
      // The first picture is to come soon; one that is made amid zooming does not last.
      const made = this.front.picture?.camera;
      const brief = !made || (moving && made.scale !== this.camera.scale);
      const [across, down] = this.margins(brief ? MARGIN_BRIEF : MARGIN);
      this.start(this.back, this.camera.widened(across, down), this.stamps, true);
    } else if (this.baseStale && !moving) {
      this.baseStale = false;
      const whole = this.still();
      whole.fit(this.bounds, BASE_MARGIN);
      const stamps = new Stamps(this.source.data.looks, this.theme, this.dark, 1);
      this.start(this.base, whole, stamps, false);
    }
  }

  private start(sheet: Sheet, camera: Camera, stamps: Stamps, named: boolean): void {
    const { canvas, context } = sheet;
    const width = Math.round(camera.width * stamps.ratio);
    const height = Math.round(camera.height * stamps.ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${camera.width}px`;
      canvas.style.height = `${camera.height}px`;
    }
    const { source, theme } = this;
    const steps = function* (): Generator<undefined, void> {
      const picture = yield* compose(source, camera, named);
      yield* paint(source, picture, { context, theme, stamps });
      sheet.picture = picture;
    };
    this.work = { sheet, steps: steps() };
  }

  private swap(sheet: Sheet): void {
    this.work = null;
    if (sheet !== this.back) return;
    // The one that is being painted is not in the document: Chromium would copy it whole after every stroke.
    this.front.canvas.replaceWith(this.back.canvas);
    [this.front, this.back] = [this.back, this.front];
    this.picture = this.front.picture;
  }

  // Moves a bitmap to where its part of the map is now; returns whether it fills the window.
  private place({ canvas, picture }: Sheet): boolean {
    if (!picture) return false;
    const made = picture.camera;
    const { camera } = this;
    const ratio = camera.scale / made.scale;
    let x = camera.width / 2 + (made.x - camera.x) * camera.scale - (made.width / 2) * ratio;
    let y = camera.height / 2 + (made.y - camera.y) * camera.scale - (made.height / 2) * ratio;
    if (ratio === 1) {
      // On whole pixels the bitmap is copied as it is, and letters stay sharp.
      x = Math.round(x * this.ratio) / this.ratio;
      y = Math.round(y * this.ratio) / this.ratio;
    }
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${ratio})`;
    return x <= 0 && y <= 0 && x + made.width * ratio >= camera.width && y + made.height * ratio >= camera.height;
  }
}
