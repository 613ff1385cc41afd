// Bundles src/ into the three files that the page is made of; `--out FOLDER` writes them elsewhere.
import { build } from "esbuild";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf("--out");
const out = at > 0 ? process.argv[at + 1] : join(here, "..", "assets");

const result = await build({
  absWorkingDir: here,
  entryPoints: { explorer: "src/main.tsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  // What came with DecompressionStream, which the page needs anyway.
  target: ["chrome103", "firefox113", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});

// The licence of every package of which a line went into the bundle, and of what else the page inlines.
const packages = Object.keys(result.metafile.inputs)
  .map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
  .filter((name) => name !== undefined);
const licences = [];
for (const name of [...new Set(packages)].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const text = await readFile(join(folder, "LICENSE"), "utf8");
  licences.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
for (const name of (await readdir(join(here, "licences"))).sort()) {
  licences.push(`${(await readFile(join(here, "licences", name), "utf8")).trim()}\n`);
}
await mkdir(out, { recursive: true });
await writeFile(join(out, "licences.txt"), licences.join(`\n${"-".repeat(78)}\n\n`));
