// The IRIs of claims and figures: read only when one is cited or noted.
import type { Iris, Names } from "./format";
import { unpack } from "./unpack";

let reading: Promise<string[]> | null = null;

const spelled = ({ before, width, rest }: Names): string[] => {
  if (width === 0) return rest === "" ? [] : rest.split("\n").map((name) => before + name);
  return Array.from({ length: rest.length / width }, (_, row) => before + rest.slice(row * width, (row + 1) * width));
};

// By claim number, without the base.
export const iris = (): Promise<string[]> => {
  reading ??= unpack<Iris>("iris").then(({ claims, figures }) => [...spelled(claims), ...spelled(figures)]);
  return reading;
};
