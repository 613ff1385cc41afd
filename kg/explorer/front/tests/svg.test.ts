import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../src/overview/camera.ts";
import { themeOf } from "../src/overview/colours.ts";
import { finish } from "../src/overview/paint.ts";
import { compose } from "../src/overview/scene.ts";
import { svg } from "../src/overview/svg.ts";
import { escapeXml } from "../src/overview/text.ts";
import { sketch } from "./sketch.ts";

test("markup, controls and lone surrogates do not get out of a text", () => {
  assert.equal(escapeXml(`<a b="c" d='e'>&`), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  assert.equal(escapeXml("a\u0000b\ud800c\ufffed"), "a b c d");
  assert.equal(escapeXml("🚩红旗"), "🚩红旗");
});

test("the file has the picture's marks, links and names, and names its fonts", () => {
  const source = sketch({ label: (row) => (row === 1 ? "<i>&" : "八八战略") });
  const picture = finish(compose(source, new Camera({ x: 60, y: 0, scale: 4 }, 800, 600)));
  const file = svg(source, picture, themeOf(false), false, "总览 & <图>");
  assert.match(file, /<title>总览 &amp; &lt;图&gt;<\/title>/);
  assert.match(file, />&lt;i&gt;&amp;<\/text>/);
  assert.match(file, /font-family="&quot;PingFang SC/);
  assert.equal(file.match(/<polygon/g)?.length, 1); // the star
  assert.equal(file.match(/<circle/g)?.length, 2);
  assert.equal(file.match(/stroke-width="[\d.]+" stroke-opacity/g)?.length, 3);
});
