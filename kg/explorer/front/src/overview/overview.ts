// The overview of everything: a map of all entities, drawn on a plain canvas.
import { boundsOf, type Bounds } from "./camera.ts";
import { themeOf, type Theme } from "./colours.ts";
import { Emphasis, HIDDEN, PALE } from "./emphasis.ts";
import { Glide } from "./glide.ts";
import { Input } from "./input.ts";
import { Pointed } from "./pointed.ts";
import { finish, fontOf } from "./paint.ts";
import { Picker } from "./picking.ts";
import { regionsOf } from "./regions.ts";
import { compose, linksByRank, type Source } from "./scene.ts";
import { Stage } from "./stage.ts";
import { svg } from "./svg.ts";
import type { Handlers, OverviewData, View } from "./types.ts";

export type { Community, Handlers, Look, OverviewData, View } from "./types.ts";

const MARGIN = 28; // pixels around the whole
const EDGE = 24; // pixels from the edge at which a node counts as out of sight
const MOUSE = 6; // pixels beside a mark that still count as it
const FINGER = 20;
const WALKED = 60; // nodes that Tab goes through before it leaves the map

export class Overview {
  private stage: Stage;
  private input: Input;
  private picker: Picker;
  private pointed: Pointed;
  private glide: Glide;
  private emphasis: Emphasis;
  private source: Source;
  private bounds: Bounds;
  private dark = false;
  private colours: Theme = themeOf(false);
  private widths = new Map<string, number>();
  private walked: number | null = null;
  private left = false; // Escape ended the walk: the next Tab leaves the map
  private whole = true; // the reader looks at the whole, however large the window is
  private told = "";

  constructor(
    private host: HTMLElement,
    private data: OverviewData,
    private on: Handlers,
  ) {
    Object.assign(host.style, { overflow: "hidden", touchAction: "none", userSelect: "none", cursor: "grab" });
    if (getComputedStyle(host).position === "static") host.style.position = "relative";
    host.tabIndex = 0;
    this.emphasis = new Emphasis(data);
    const regions = regionsOf(data, this.colours.tints.length);
    this.source = { data, regions, links: linksByRank(data), emphasis: this.emphasis, measure: this.measure };
    this.bounds = boundsOf(data.x, data.y);
    this.pointed = new Pointed(host, this.source);
    this.stage = new Stage(host, this.source, this.bounds, this.colours, this.dark, () => this.rested());
    this.picker = new Picker(data, this.emphasis);
    this.glide = new Glide(this.stage.camera, () => this.stage.move());
    this.fitNow();
    this.input = new Input(host, {
      pan: (across, down) => this.still(() => this.stage.camera.pan(across, down)),
      zoom: (factor, atX, atY) => this.still(() => this.stage.camera.zoom(factor, atX, atY)),
      approach: (factor, atX, atY) => this.approach(factor, atX ?? undefined, atY ?? undefined),
      press: (atX, atY, touch) => this.press(atX, atY, touch),
      point: (atX, atY) => this.point(atX, atY),
      leave: () => this.point(null, null),
      fit: () => this.fit(),
      walk: (step) => this.walk(step),
      focus: () => (this.left = false),
      enter: () => {
        if (this.walked !== null) this.on.pick(this.walked);
      },
      escape: () => {
        this.left = this.walked !== null;
        this.escape();
      },
    });
  }

  show(nodes: Uint8Array, links: Uint8Array): void {
    this.emphasis.show(nodes, links);
    this.stage.change();
  }

  select(row: number | null, around: number[]): void {
    this.emphasis.select(row, around);
    this.stage.change();
  }

  highlight(rows: number[]): void {
    this.emphasis.highlight(rows);
    this.stage.change();
  }

  view(): View {
    const { x, y, scale } = this.stage.camera;
    return { x, y, scale };
  }

  go(view: View): void {
    this.whole = false;
    this.glide.to(view);
  }

  fit(): void {
    const camera = this.stage.still();
    camera.fit(this.bounds, Math.min(MARGIN, camera.width / 12));
    this.glide.to(camera);
    this.whole = true;
  }

  // Brings a node to the middle if it is out of sight, or too near the edge for its name.
  reveal(row: number): void {
    const { x, y, scale } = this.glide.rest;
    const { width, height } = this.stage.camera;
    const [across, down] = [this.data.x[row] - x, this.data.y[row] - y].map((it) => Math.abs(it) * scale);
    if (across > width / 2 - EDGE || down > height / 2 - EDGE) this.go({ x: this.data.x[row], y: this.data.y[row], scale });
  }

  zoom(factor: number): void {
    this.approach(factor);
  }

  theme(dark: boolean): void {
    this.dark = dark;
    this.colours = themeOf(dark);
    this.pointed.theme = this.colours;
    this.stage.setTheme(this.colours, dark);
  }

  // The language changed: all names are asked for anew.
  relabel(): void {
    this.widths.clear();
    this.stage.change();
  }

  resize(): void {
    this.stage.resize();
    this.pointed.resize();
    if (this.whole && this.glide.rest === this.stage.camera) this.fitNow();
  }

  svg(): string {
    return svg(this.source, finish(compose(this.source, this.stage.still())), this.colours, this.dark, this.host.getAttribute("aria-label") ?? "");
  }

  png(): Promise<Blob> {
    const canvas = this.stage.copy(Math.max(2, window.devicePixelRatio || 1));
    return new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the picture is too large for this browser")))),
    );
  }

  describe(): number[] {
    const { camera, picture } = this.stage;
    const seen = Array.from(picture?.nodes ?? []).filter((row) => {
      const x = camera.toScreenX(this.data.x[row]);
      const y = camera.toScreenY(this.data.y[row]);
      return this.emphasis.isShown(row) && x >= 0 && y >= 0 && x <= camera.width && y <= camera.height;
    });
    return seen.sort((a, b) => a - b);
  }

  destroy(): void {
    this.input.destroy();
    this.glide.stop();
    this.stage.destroy();
    this.pointed.destroy();
  }

  private fitNow(): void {
    this.stage.camera.fit(this.bounds, Math.min(MARGIN, this.stage.camera.width / 12));
  }

  // A hand on the map ends any glide.
  private still(act: () => void): void {
    this.glide.stop();
    this.whole = false;
    this.point(null, null);
    act();
    this.stage.move();
  }

  private approach(factor: number, atX?: number, atY?: number): void {
    const camera = this.stage.still();
    camera.zoom(factor, atX, atY);
    this.go(camera);
  }

  private rested(): void {
    const { x, y, scale } = this.stage.camera;
    const now = `${x} ${y} ${scale}`;
    if (now === this.told) return;
    this.told = now;
    this.on.moved({ x, y, scale });
  }

  private press(atX: number, atY: number, touch: boolean): void {
    const { camera, picture } = this.stage;
    const row = this.picker.node(camera, atX, atY, touch ? FINGER : MOUSE);
    if (row !== null) return this.on.pick(row);
    const link = this.picker.link(camera, picture, atX, atY);
    if (link !== null) return this.on.pickLink(link);
    return this.on.pick(null);
  }

  private point(atX: number | null, atY: number | null): void {
    const { camera, picture } = this.stage;
    const over = atX !== null && atY !== null && !this.stage.isMoving();
    const row = over ? this.picker.node(camera, atX, atY, MOUSE) : null;
    const link = over && row === null ? this.picker.link(camera, picture, atX, atY) : null;
    this.host.style.cursor = row === null && link === null ? "grab" : "pointer";
    if (!this.pointed.set(camera, row, link)) return;
    this.on.hover(row, link, atX ?? 0, atY ?? 0);
  }

  // Tab goes from one node in sight to the next, the foremost first, and at the end leaves the map.
  private walk(step: number): boolean {
    if (this.left) return false;
    const rows = this.describe()
      .filter((row) => this.emphasis.nodes[row] > PALE)
      .slice(0, WALKED);
    const at = this.walked === null ? (step > 0 ? -1 : rows.length) : rows.indexOf(this.walked);
    const next = rows[at + step];
    if (next === undefined || this.emphasis.nodes[next] === HIDDEN) {
      this.escape();
      return false;
    }
    this.walked = next;
    const { camera } = this.stage;
    this.pointed.set(camera, next, null);
    this.on.hover(next, null, camera.toScreenX(this.data.x[next]), camera.toScreenY(this.data.y[next]));
    return true;
  }

  private escape(): void {
    this.walked = null;
    this.pointed.clear();
    this.on.hover(null, null, 0, 0);
  }

  private measure = (text: string, size: number, weight: number, serif: boolean, spacing: number): number => {
    const key = `${serif ? 1 : 0}${weight} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      const { context } = this.pointed;
      context.font = fontOf({ size: 100, weight, serif });
      context.letterSpacing = "0px";
      this.widths.set(key, (width = context.measureText(text).width / 100));
    }
    return width * size + spacing * text.length;
  };
}
