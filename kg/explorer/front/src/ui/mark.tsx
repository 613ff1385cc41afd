// The mark of a class: shape and fill tell the classes apart without colour.
import { graph, dark } from "../state";

const polygon = (sides: number, turn: number): string =>
  Array.from({ length: sides }, (_, corner) => {
    const angle = turn + (corner * 2 * Math.PI) / sides;
    return `${(8 + 6.5 * Math.cos(angle)).toFixed(2)},${(8 + 6.5 * Math.sin(angle)).toFixed(2)}`;
  }).join(" ");

const star = Array.from({ length: 10 }, (_, corner) => {
  const angle = -Math.PI / 2 + (corner * Math.PI) / 5;
  const radius = corner % 2 ? 3 : 7;
  return `${(8 + radius * Math.cos(angle)).toFixed(2)},${(8 + radius * Math.sin(angle)).toFixed(2)}`;
}).join(" ");

const OUTLINES: Record<string, string> = {
  square: "2.5,2.5 13.5,2.5 13.5,13.5 2.5,13.5",
  diamond: polygon(4, 0),
  hexagon: polygon(6, 0),
  triangle: polygon(3, -Math.PI / 2),
  triangleDown: polygon(3, Math.PI / 2),
  star,
};

export const colourOf = (type: number): string => graph().core.classes[type][dark.value ? "dark" : "light"];

export const Mark = ({ type }: { type: number }) => {
  const { shape, filled } = graph().core.classes[type];
  const colour = colourOf(type);
  const paint = { fill: filled ? colour : "none", stroke: colour, "stroke-width": 2 };
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
      {shape === "dot" ? <circle cx="8" cy="8" r="5.8" {...paint} /> : <polygon points={OUTLINES[shape]} {...paint} />}
    </svg>
  );
};
