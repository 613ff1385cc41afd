// The part of vis-network 9.1.2 that the view uses. It lies in the page packed, and runs when the view first opens.
import { unpack } from "../data/unpack";

export interface VisNode {
  id: number; x: number; y: number; shape: string; size: number; borderWidth: number; opacity: number;
  color: { background: string; border: string; highlight: { background: string; border: string }; hover: { background: string; border: string } };
}
export interface VisEdge { id: number; from: number; to: number; arrows: string; width: number; color: { color: string; hover: string; highlight: string } }
export interface DataSet<T> {
  getIds(): number[];
  update(items: T[]): void;
  remove(ids: number[]): void;
}
interface Happening { nodes: number[]; edges: number[]; node: number; edge: number; pointer: { DOM: { x: number; y: number } } }
interface Moved { position?: { x: number; y: number }; scale?: number; animation?: false | { duration: number; easingFunction: string } }
export interface Network {
  on(event: string, heard: (happening: Happening) => void): void;
  on(event: "afterDrawing", heard: (context: CanvasRenderingContext2D) => void): void;
  moveTo(to: Moved): void;
  getScale(): number;
  getViewPosition(): { x: number; y: number };
  getPosition(id: number): { x: number; y: number };
  canvasToDOM(at: { x: number; y: number }): { x: number; y: number };
  selectNodes(ids: number[], edges?: boolean): void;
  unselectAll(): void;
  redraw(): void;
  destroy(): void;
}
export interface Vis {
  DataSet: new <T>() => DataSet<T>;
  Network: new (host: HTMLElement, data: { nodes: DataSet<VisNode>; edges: DataSet<VisEdge> }, options: object) => Network;
}

const read = async (): Promise<Vis> => {
  // Its block is one of the last: a link may open this view before the document is read to its end.
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  const script = document.createElement("script");
  // The page's policy names its hash, so it runs, and nothing else that is put in like this would.
  script.textContent = await unpack<string>("vis");
  document.head.append(script);
  return (window as unknown as { vis: Vis }).vis;
};

let reading: Promise<Vis> | null = null;
export const vis = (): Promise<Vis> => {
  reading ??= read();
  return reading;
};
