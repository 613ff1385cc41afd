// A small map for tests: three entities in a row, a fourth far away, two communities.
import { Emphasis } from "../src/overview/emphasis.ts";
import { regionsOf } from "../src/overview/regions.ts";
import { linksByRank, type Source } from "../src/overview/scene.ts";
import type { OverviewData } from "../src/overview/types.ts";

const LOOK = { shape: "dot", filled: true, light: "#b4442f", dark: "#f0907a" };

export function sketch(changes: Partial<OverviewData> = {}): Source {
  const data: OverviewData = {
    x: Int32Array.of(0, 60, 120, 5000),
    y: Int32Array.of(0, 0, 0, 5000),
    type: Uint8Array.of(0, 1, 0, 1),
    degree: Uint32Array.of(3, 2, 1, 0),
    community: Int32Array.of(0, 0, 0, 1),
    from: Uint32Array.of(0, 0, 1),
    to: Uint32Array.of(1, 2, 2),
    weight: Uint16Array.of(1, 2, 9),
    communities: [
      { entities: [0, 1, 2], x: 60, y: 0, radius: 90, size: 3 },
      { entities: [3], x: 5000, y: 5000, radius: 20, size: 1 },
    ],
    looks: [LOOK, { ...LOOK, shape: "star", filled: false }],
    label: (row) => ["八八战略", "千万工程", "最多跑一次", "枫桥经验"][row],
    ...changes,
  };
  // As wide as so many Chinese characters: a canvas is not at hand here.
  const measure = (text: string, size: number) => [...text].length * size;
  return { data, regions: regionsOf(data, 7), links: linksByRank(data), emphasis: new Emphasis(data), measure };
}
