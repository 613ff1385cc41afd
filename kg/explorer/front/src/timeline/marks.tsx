// Shapes that tell the lines of a chart apart without colour.
const SHAPES = [
  "M-4,0 A4,4 0 1 1 4,0 A4,4 0 1 1 -4,0 Z",
  "M-3.5,-3.5 H3.5 V3.5 H-3.5 Z",
  "M0,-4.5 L4.5,3.5 H-4.5 Z",
  "M0,-5 L5,0 L0,5 L-5,0 Z",
  "M0,4.5 L4.5,-3.5 H-4.5 Z",
  "M-4,-4 L4,4 M-4,4 L4,-4",
  "M-5,0 H5 M0,-5 V5",
  "M-4.5,-2 H4.5 M-4.5,2 H4.5",
];

export const Shape = ({ at, x, y }: { at: number; x: number; y: number }) => (
  <path class={`series series-${at} ${at > 4 ? "open" : "solid"}`} d={SHAPES[at]} transform={`translate(${x.toFixed(1)},${y.toFixed(1)})`} />
);
