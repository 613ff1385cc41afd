// What stands at the foot of every picture: nearer, farther, the whole, and the picture as a file.
import { useState } from "preact/hooks";
import { tongue } from "../tongue";
import "./picture-tools.css";
import { pngOf, save, saveText } from "./save";

const words = tongue({
  zh: { tools: "图的工具", nearer: "放大", farther: "缩小", whole: "全图", save: "导出", svg: "SVG（矢量）", png: "PNG（位图）" },
  en: { tools: "Picture tools", nearer: "Zoom in", farther: "Zoom out", whole: "Fit", save: "Export", svg: "SVG (vector)", png: "PNG (pixels)" },
});

interface Tools { zoom(by: number): void; fit(): void; svg(): string; png?(): Promise<Blob>; name: string }

export const PictureTools = ({ zoom, fit, svg, png = () => pngOf(svg()), name }: Tools) => {
  const [open, setOpen] = useState(false);
  const take = (how: () => void) => () => {
    setOpen(false);
    how();
  };
  return (
    <div class="picture-tools" role="group" aria-label={words.value.tools}>
      <button type="button" data-do="nearer" aria-label={words.value.nearer} title={words.value.nearer} onClick={() => zoom(1.4)}>+</button>
      <button type="button" data-do="farther" aria-label={words.value.farther} title={words.value.farther} onClick={() => zoom(1 / 1.4)}>−</button>
      <button type="button" data-do="fit" onClick={fit}>{words.value.whole}</button>
      <div class="export" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
        <button type="button" data-do="export" aria-expanded={open} onClick={() => setOpen(!open)}>{words.value.save}</button>
        {open && (
          <div class="choices">
            <button type="button" data-do="svg" onClick={take(() => saveText(`tifa-${name}.svg`, "image/svg+xml", svg()))}>{words.value.svg}</button>
            <button type="button" data-do="png" onClick={take(() => void png().then((it) => save(`tifa-${name}.png`, it)))}>{words.value.png}</button>
          </div>
        )}
      </div>
    </div>
  );
};
