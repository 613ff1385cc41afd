// The part of vis-network 9.1.2 that the view uses. It comes with the page's last script, after the data.

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
export interface Happening { nodes: number[]; edges: number[]; node: number; edge: number; pointer: { DOM: { x: number; y: number } } }
export interface Moved { position?: { x: number; y: number }; scale?: number; animation?: false | { duration: number; easingFunction: string } }
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

// The script has run when the document is read to its end: nothing waits for it but this view.
export const vis = (): Promise<Vis> =>
  new Promise((resolve) => {
    const look = (): void => {
      const found = (window as unknown as { vis?: Vis }).vis;
      if (found !== undefined) resolve(found);
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look, { once: true });
    else look();
  });
