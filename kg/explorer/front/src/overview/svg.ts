// The picture as an SVG file: the same lists as on the canvas, every text escaped.
import { SANS, SERIF, type Theme } from "./colours.ts";
import { CHOSEN, HIDDEN, STRONG } from "./emphasis.ts";
import { outlineOf, radiusOf, strokeOf } from "./marks.ts";
import { arrowOf, arrowOpacity, linkStyle, opacityOf } from "./paint.ts";
import type { Picture, Source } from "./scene.ts";
import { escapeXml } from "./text.ts";

const short = (value: number): string => String(Math.round(value * 10) / 10);
const fine = (value: number): string => String(Math.round(value * 100) / 100);

export function svg(source: Source, picture: Picture, theme: Theme, dark: boolean, title: string): string {
  const { width, height } = picture.camera;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    title ? `<title>${escapeXml(title)}</title>` : "",
    `<rect width="${width}" height="${height}" fill="${theme.ground}"/>`,
    ...regions(source, picture, theme),
    `<g fill="none" stroke-linecap="round">`,
    ...links(source, picture, theme),
    "</g>",
    ...(picture.arrows ? arrows(source, picture, theme) : []),
    ...nodes(source, picture, theme, dark),
    `<g text-anchor="middle" paint-order="stroke" stroke="${theme.ground}" stroke-linejoin="round">`,
    ...labels(picture, theme),
    "</g>",
    "</svg>",
    "",
  ].filter(Boolean).join("\n");
}

function regions(source: Source, { camera, regions: shown }: Picture, theme: Theme): string[] {
  return shown.map((number) => {
    const { outline, tint } = source.regions[number];
    const corners = outline.length / 2;
    const x = (at: number) => camera.toScreenX(outline[2 * (at % corners)]);
    const y = (at: number) => camera.toScreenY(outline[2 * (at % corners) + 1]);
    const point = (at: number, next: number) => `${short((x(at) + x(next)) / 2)} ${short((y(at) + y(next)) / 2)}`;
    let path = `M${point(0, 1)}`;
    for (let at = 1; at <= corners; at += 1) path += `Q${short(x(at))} ${short(y(at))} ${point(at, at + 1)}`;
    const colour = theme.tints[tint];
    return `<path d="${path}Z" fill="${colour}" fill-opacity="${theme.tint}" stroke="${colour}" stroke-opacity="${fine(theme.tint * 1.6)}"/>`;
  });
}

function links(source: Source, { camera, links: shown }: Picture, theme: Theme): string[] {
  const { data, emphasis } = source;
  return Array.from(shown, (link) => {
    const fromX = camera.toScreenX(data.x[data.from[link]]);
    const fromY = camera.toScreenY(data.y[data.from[link]]);
    const toX = camera.toScreenX(data.x[data.to[link]]);
    const toY = camera.toScreenY(data.y[data.to[link]]);
    const tone = emphasis.links[link];
    const style = linkStyle(tone, Math.hypot(toX - fromX, toY - fromY), data.weight[link], camera.scale);
    const colour = tone >= STRONG ? theme.strong : theme.line;
    return `<path d="M${short(fromX)} ${short(fromY)}L${short(toX)} ${short(toY)}" stroke="${colour}" stroke-width="${fine(style.width)}" stroke-opacity="${fine(style.opacity)}"/>`;
  });
}

function arrows(source: Source, picture: Picture, theme: Theme): string[] {
  return Array.from(picture.links).flatMap((link) => {
    const arrow = arrowOf(source, picture, link);
    if (!arrow) return [];
    const corner = (turn: number) =>
      `${short(arrow.x + arrow.size * Math.cos(arrow.angle + turn))} ${short(arrow.y + arrow.size * Math.sin(arrow.angle + turn))}`;
    const tone = source.emphasis.links[link];
    const colour = tone >= STRONG ? theme.strong : theme.line;
    return [`<path d="M${short(arrow.x)} ${short(arrow.y)}L${corner(Math.PI - 0.42)}L${corner(Math.PI + 0.42)}Z" fill="${colour}" fill-opacity="${arrowOpacity(tone)}"/>`];
  });
}

function nodes(source: Source, { camera, nodes: shown }: Picture, theme: Theme, dark: boolean): string[] {
  const { data, emphasis } = source;
  return Array.from(shown)
    .reverse()
    .map((row) => {
      const tone = emphasis.nodes[row];
      const look = data.looks[data.type[row]];
      const x = camera.toScreenX(data.x[row]);
      const y = camera.toScreenY(data.y[row]);
      if (tone === HIDDEN) return `<circle cx="${short(x)}" cy="${short(y)}" r="1" fill="${theme.ghost}"/>`;
      const radius = radiusOf(data.degree[row], camera.scale);
      const colour = dark ? look.dark : look.light;
      const paint = look.filled
        ? `fill="${colour}" stroke="${theme.ground}" stroke-width="0.8"`
        : `fill="${theme.ground}" stroke="${colour}" stroke-width="${fine(strokeOf(radius))}"`;
      const opacity = opacityOf(tone, radius) < 1 ? ` opacity="${fine(opacityOf(tone, radius))}"` : "";
      const corners = outlineOf(look.shape).map(([dx, dy]) => `${short(x + dx * radius)},${short(y + dy * radius)}`);
      const mark = corners.length
        ? `<polygon points="${corners.join(" ")}" ${paint}${opacity}/>`
        : `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" ${paint}${opacity}/>`;
      if (tone !== CHOSEN && !emphasis.marked.has(row)) return mark;
      return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius + (tone === CHOSEN ? 7 : 4))}" fill="none" stroke="${theme.accent}" stroke-width="2"/>${mark}`;
    });
}

function labels({ labels: shown }: Picture, theme: Theme): string[] {
  const family = { true: escapeXml(SERIF), false: escapeXml(SANS) };
  return [...shown].reverse().map((label) => {
    const weight = label.weight === 400 ? "" : ` font-weight="${label.weight}"`;
    const spacing = label.spacing ? ` letter-spacing="${fine(label.spacing)}"` : "";
    const opacity = label.opacity < 1 ? ` opacity="${fine(label.opacity)}"` : "";
    return `<text x="${short(label.x)}" y="${short(label.y)}" font-family="${family[`${label.serif}`]}" font-size="${label.size}"${weight}${spacing}${opacity} fill="${theme[label.tone]}" stroke-width="3">${escapeXml(label.text)}</text>`;
  });
}
