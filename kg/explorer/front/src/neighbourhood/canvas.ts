// The picture on vis-network: positions ours, no physics; only what differs goes to it at each step.
import { themeOf } from "../overview/colours";
import { dark, entity, graph } from "../state";
import { colourOf } from "../ui/mark";
import { names, write } from "./names";
import { options } from "./picture";
import { boxOf } from "./places";
import { put, type Bond, type Scene } from "./scene";
import type { DataSet, Network, Vis, VisEdge, VisNode } from "./vis";

interface Heard {
  pick(row: number): void;
  grow(row: number): void;
  bond(it: Bond): void;
  point(row: number | null, bond: Bond | null): void;
}

const SCALE = 1.15; // nearer than this a small picture only looks coarse
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Canvas {
  private readonly nodes: DataSet<VisNode>;
  private readonly edges: DataSet<VisEdge>;
  private readonly given = new Map<DataSet<VisNode> | DataSet<VisEdge>, Map<number, string>>();
  private readonly network: Network;
  private scene: Scene | null = null;
  private pointed: number | null = null;

  constructor(private readonly host: HTMLElement, vis: Vis, heard: Heard) {
    this.nodes = new vis.DataSet<VisNode>();
    this.edges = new vis.DataSet<VisEdge>();
    this.network = new vis.Network(host, { nodes: this.nodes, edges: this.edges }, options());
    this.network.on("afterDrawing", (context: CanvasRenderingContext2D) => this.write(context));
    const bond = (id: number): Bond | null => this.scene?.bonds.find((it) => it.id === id) ?? null;
    this.network.on("click", ({ nodes: [row], edges: [id] }) => {
      if (row !== undefined) heard.pick(row);
      else if (id !== undefined && bond(id) !== null) heard.bond(bond(id)!);
    });
    this.network.on("doubleClick", ({ nodes: [row] }) => row !== undefined && heard.grow(row));
    const moved = ({ nodes: [row] }: { nodes: number[] }): void => {
      if (row === undefined || this.scene === null) return;
      const at = this.network.getPosition(row);
      put(row, at);
      this.scene.places.set(row, at);
    };
    this.network.on("dragging", moved);
    this.network.on("dragEnd", moved);
    const point = (row: number | null, it: Bond | null): void => {
      this.pointed = row;
      heard.point(row, it);
    };
    this.network.on("hoverNode", ({ node }) => point(node, null));
    this.network.on("hoverEdge", ({ edge }) => point(null, bond(edge)));
    this.network.on("blurNode", () => point(null, null));
    this.network.on("blurEdge", () => point(null, null));
  }

  show(scene: Scene): void {
    const first = this.scene === null || this.scene.start !== scene.start;
    const came = [...scene.places.keys()].filter((row) => !this.scene?.places.has(row));
    this.scene = scene;
    this.change(this.nodes, [...scene.places.keys()].map((row) => this.node(row, scene)));
    this.change(this.edges, scene.bonds.map((it) => this.edge(it)));
    const row = entity.value;
    if (row !== null && scene.places.has(row)) this.network.selectNodes([row], false);
    else this.network.unselectAll();
    // What stands stays where it is on the screen, as long as all that comes can be seen.
    if (first) this.fit(false);
    else if (came.some((it) => !this.seen(it))) this.fit(true);
    this.network.redraw();
  }

  zoom(by: number): void {
    this.network.moveTo({ scale: this.network.getScale() * by });
  }

  // The whole picture, names included.
  fit(gliding: boolean): void {
    const boxes = [...(this.scene?.places ?? [])].map(([row, at]) => boxOf(at, { radius: this.scene!.radius(row), width: 130 }));
    if (boxes.length === 0) return;
    const [left, top] = [Math.min(...boxes.map((it) => it.left)), Math.min(...boxes.map((it) => it.top))];
    const [right, bottom] = [Math.max(...boxes.map((it) => it.right)), Math.max(...boxes.map((it) => it.bottom))];
    const { clientWidth: width, clientHeight: height } = this.host;
    const scale = Math.min(SCALE, (width - 40) / (right - left), (height - 110) / (bottom - top));
    const animation = gliding && !still.matches ? { duration: 250, easingFunction: "easeInOutQuad" } : false;
    // The tools stand below: the middle of what is left is a little higher.
    this.network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + 20 / scale }, scale, animation });
  }

  // Bring an entity into sight.
  reach(row: number): void {
    const at = this.scene?.places.get(row);
    if (at !== undefined && !this.seen(row)) this.network.moveTo({ position: at, scale: Math.max(this.network.getScale(), 0.6) });
  }

  destroy(): void {
    this.network.destroy();
  }

  private seen(row: number): boolean {
    const { x, y } = this.network.canvasToDOM(this.scene!.places.get(row)!);
    return x > 20 && y > 20 && x < this.host.clientWidth - 20 && y < this.host.clientHeight - 40;
  }

  private node(row: number, scene: Scene): VisNode {
    const { shape, filled } = graph().core.classes[graph().core.entities.type[row]];
    const theme = themeOf(dark.value);
    const colour = colourOf(graph().core.entities.type[row]);
    const background = filled ? colour : theme.ground;
    const chosen = { background, border: filled ? theme.ink : colour };
    const { x, y } = scene.places.get(row)!;
    const borderWidth = row === entity.value ? 4 : 2;
    return { id: row, x, y, shape, size: scene.radius(row), borderWidth, opacity: 1, color: { background, border: row === entity.value ? chosen.border : colour, highlight: chosen, hover: chosen } };
  }

  private edge({ id, from, to, both, claims }: Bond): VisEdge {
    const theme = themeOf(dark.value);
    const touches = from === entity.value || to === entity.value;
    const color = { color: touches ? theme.strong : theme.line, hover: theme.accent, highlight: theme.strong };
    // Among the foremost, lines stand too close for arrows to be seen, but not to be paid for.
    const arrows = this.scene?.start === null && !touches ? "" : both ? "to, from" : "to";
    return { id, from, to, arrows, width: Math.min(1 + Math.log2(claims), 5), color };
  }

  // vis-network works out each item anew that it is given: it gets only those that differ.
  private change<T extends VisNode | VisEdge>(set: DataSet<T>, items: T[]): void {
    const key = set as DataSet<VisNode> | DataSet<VisEdge>;
    const former = this.given.get(key) ?? new Map<number, string>();
    const now = new Map(items.map((it) => [it.id, JSON.stringify(it)]));
    this.given.set(key, now);
    set.remove([...former.keys()].filter((id) => !now.has(id)));
    set.update(items.filter((it) => former.get(it.id) !== now.get(it.id)));
  }

  private write(context: CanvasRenderingContext2D): void {
    if (this.scene === null) return;
    const scale = this.network.getScale();
    const middle = this.network.getViewPosition();
    const { clientWidth: width, clientHeight: height } = this.host;
    const onto = ({ x, y }: { x: number; y: number }) => ({ x: (x - middle.x) * scale + width / 2, y: (y - middle.y) * scale + height / 2 });
    write(context, names(this.scene, { width, height, scale, onto }, this.pointed), context.canvas.width / width);
  }
}
