// Round numbers for an axis.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

// The least 1, 2 or 5 times a power of ten that is not below a number.
export const roundUp = (value: number): number => {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((it) => it * power >= value * 0.999999) ?? 10);
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
