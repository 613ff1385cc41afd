// The IRIs of claims and figures: read only when one is cited or noted.
import type { Iris } from "./format";
import { unpack } from "./unpack";

let reading: Promise<Iris> | null = null;

// By claim number, without the base.
export const iris = (): Promise<Iris> => {
  reading ??= unpack<Iris>("iris");
  return reading;
};
