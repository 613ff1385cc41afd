// Mouse, finger and keyboard, as moves of the camera and picks.
interface Gestures {
  pan(across: number, down: number): void;
  zoom(factor: number, atX: number, atY: number): void;
  approach(factor: number, atX: number | null, atY: number | null): void; // in a short glide
  press(atX: number, atY: number, touch: boolean): void;
  point(atX: number, atY: number): void;
  leave(): void;
  fit(): void;
  walk(step: number): boolean; // false: there is nothing further to walk to
  focus(): void;
  enter(): void;
  escape(): void;
}

const STILL = 5; // pixels that a press may tremble
const STRIDE = 80; // pixels of an arrow key
const WHEEL = 0.0016;
const PINCH = 0.01; // a pinch on a touchpad comes as a wheel with Ctrl

interface Finger { x: number; y: number }

export class Input {
  private fingers = new Map<number, Finger>();
  private travelled = 0;
  private wasPinch = false;
  private stop = new AbortController();

  constructor(
    private host: HTMLElement,
    private to: Gestures,
  ) {
    const { signal } = this.stop;
    const on = <K extends keyof HTMLElementEventMap>(name: K, heard: (event: HTMLElementEventMap[K]) => void) =>
      host.addEventListener(name, heard, { signal, passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.fingers.delete(event.pointerId));
    on("pointerleave", (event) => {
      if (event.pointerType === "mouse") to.leave();
    });
    on("wheel", (event) => this.wheel(event));
    on("dblclick", (event) => {
      const { x, y } = this.spot(event);
      to.approach(event.shiftKey ? 0.5 : 2, x, y);
    });
    on("keydown", (event) => this.key(event));
    on("focus", () => to.focus());
  }

  destroy(): void {
    this.stop.abort();
  }

  private spot(event: MouseEvent): Finger {
    const { left, top } = this.host.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || event.target instanceof HTMLButtonElement) return;
    // Focus goes to the map, so that its keys work; preventScroll keeps a phone's page where it is.
    this.host.focus({ preventScroll: true });
    this.host.setPointerCapture(event.pointerId);
    if (this.fingers.size === 0) {
      this.travelled = 0;
      this.wasPinch = false;
    }
    this.fingers.set(event.pointerId, this.spot(event));
    if (this.fingers.size > 1) this.wasPinch = true;
  }

  private move(event: PointerEvent): void {
    const now = this.spot(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") this.to.point(now.x, now.y);
      return;
    }
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (other) {
      const apart = (finger: Finger) => Math.max(20, Math.hypot(finger.x - other.x, finger.y - other.y));
      this.to.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      this.to.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
      return;
    }
    const had = this.travelled;
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (had > STILL) this.to.pan(now.x - before.x, now.y - before.y);
    else if (this.travelled > STILL) this.to.leave();
  }

  private up(event: PointerEvent): void {
    if (!this.fingers.delete(event.pointerId)) return;
    if (this.fingers.size > 0 || this.wasPinch || this.travelled > STILL) return;
    const { x, y } = this.spot(event);
    this.to.press(x, y, event.pointerType !== "mouse");
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { x, y } = this.spot(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const turn = Math.max(-300, Math.min(300, event.deltaY * lines));
    this.to.zoom(Math.exp(-turn * (event.ctrlKey ? PINCH : WHEEL)), x, y);
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.host || event.altKey || event.metaKey || event.ctrlKey) return;
    if (this.act(event)) event.preventDefault();
  }

  private act({ key, shiftKey }: KeyboardEvent): boolean {
    const stride = shiftKey ? 3 * STRIDE : STRIDE;
    switch (key) {
      case "ArrowLeft": this.to.pan(stride, 0); return true;
      case "ArrowRight": this.to.pan(-stride, 0); return true;
      case "ArrowUp": this.to.pan(0, stride); return true;
      case "ArrowDown": this.to.pan(0, -stride); return true;
      case "+": case "=": this.to.approach(1.5, null, null); return true;
      case "-": case "_": this.to.approach(1 / 1.5, null, null); return true;
      case "0": this.to.fit(); return true;
      case "Tab": return this.to.walk(shiftKey ? -1 : 1);
      case "Enter": case " ": this.to.enter(); return true;
      case "Escape": this.to.escape(); return true;
      default: return false;
    }
  }
}
