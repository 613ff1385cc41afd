// The colours of the page, for the canvas.
export interface Theme {
  ground: string;
  ink: string;
  quiet: string;
  line: string;
  strong: string; // a link that stands out
  ghost: string; // what the filters leave out
  accent: string;
  tints: string[]; // territories
  tint: number; // opacity of a territory
}

const LIGHT: Theme = {
  ground: "#fbfaf7",
  ink: "#2a2925",
  quiet: "#67635a",
  line: "#9d9686",
  strong: "#6b675e",
  ghost: "#ddd8cc",
  accent: "#a03a2a",
  tints: ["#c2a05a", "#7fa377", "#7d97b3", "#c58d80", "#9f8cb5", "#a39a80", "#6fa3a0"],
  tint: 0.17,
};

const DARK: Theme = {
  ground: "#1b1c20",
  ink: "#e7e4dc",
  quiet: "#a8a399",
  line: "#777680",
  strong: "#b3afa5",
  ghost: "#34353b",
  accent: "#f0907a",
  tints: ["#c9a86a", "#8fb386", "#8ba6c4", "#cf998d", "#ac9ac2", "#b0a78d", "#7fb5b2"],
  tint: 0.12,
};

export const themeOf = (dark: boolean): Theme => (dark ? DARK : LIGHT);

export const SANS =
  '"PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "Noto Sans SC", system-ui, sans-serif';
export const SERIF =
  '"Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", SimSun, Georgia, serif';
