// Round numbers for an axis.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

// The least round number that is not below a number.
export const roundUp = (value: number): number => {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((it) => it * power >= value * 0.999999) ?? 10);
};

// The width that an element has at the moment.
export const useWidth = <T extends HTMLElement>(): [RefObject<T | null>, number] => {
  const host = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    watch.observe(host.current!);
    return () => watch.disconnect();
  }, []);
  return [host, width];
};

const pen = document.createElement("canvas").getContext("2d")!;

// As much of a text as fits into a width, in the bold type of a chart's labels.
export const fitting = (text: string, width: number): string => {
  pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
  if (pen.measureText(text).width <= width) return text;
  const characters = [...text].slice(0, 200);
  while (characters.length > 1 && pen.measureText(`${characters.join("")}…`).width > width) characters.pop();
  return `${characters.join("")}…`;
};
