// Which rectangles of the screen are taken.
const CELL = 64;

export class Room {
  private cells: number[][] = [];
  private boxes: number[] = []; // left, top, right, bottom, laid end to end
  private columns: number;
  private rows: number;

  constructor(width: number, height: number) {
    this.columns = Math.max(1, Math.ceil(width / CELL));
    this.rows = Math.max(1, Math.ceil(height / CELL));
  }

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    const { boxes } = this;
    return !this.over(left, top, right, bottom, (cell) =>
      (this.cells[cell] ?? []).some(
        (at) => left < boxes[at + 2] && right > boxes[at] && top < boxes[at + 3] && bottom > boxes[at + 1],
      ),
    );
  }

  take(left: number, top: number, right: number, bottom: number): void {
    const at = this.boxes.push(left, top, right, bottom) - 4;
    this.over(left, top, right, bottom, (cell) => {
      (this.cells[cell] ??= []).push(at);
      return false;
    });
  }

  // What lies outside counts with the cells of the border.
  private over(left: number, top: number, right: number, bottom: number, stop: (cell: number) => boolean): boolean {
    const column = (x: number) => Math.min(this.columns - 1, Math.max(0, Math.floor(x / CELL)));
    const row = (y: number) => Math.min(this.rows - 1, Math.max(0, Math.floor(y / CELL)));
    for (let y = row(top); y <= row(bottom); y += 1) {
      for (let x = column(left); x <= column(right); x += 1) if (stop(y * this.columns + x)) return true;
    }
    return false;
  }
}
