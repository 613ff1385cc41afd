// What the application gives to the overview and hears from it.
export interface Look {
  shape: string; // dot square diamond hexagon triangle triangleDown star
  filled: boolean;
  light: string;
  dark: string;
}

export interface Community {
  entities: number[]; // its strongest, foremost first
  x: number;
  y: number;
  radius: number;
  size: number;
}

export interface OverviewData {
  x: Int32Array; // row = entity, foremost first; positions in pixels at scale 1
  y: Int32Array;
  type: Uint8Array;
  degree: Uint32Array;
  community: Int32Array;
  from: Uint32Array; // distinct connected pairs
  to: Uint32Array;
  weight: Uint16Array; // how many claims connect the pair
  communities: Community[];
  looks: Look[]; // by type
  label(row: number): string; // in the language at hand
}

export interface View {
  x: number; // the point of the map in the middle
  y: number;
  scale: number; // pixels on the screen for one unit of the map
}

export interface Handlers {
  pick(row: number | null): void;
  pickLink(link: number): void;
  hover(row: number | null, link: number | null, x: number, y: number): void;
  moved(view: View): void; // the map came to rest at another place
}
