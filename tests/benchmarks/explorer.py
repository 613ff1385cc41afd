"""How fast the explorer is in Chromium without a GPU: the first picture, panning, zooming, searching, reading.

Run: python tests/benchmarks/explorer.py [--nodes 1000 5000 20000 100000] [--page FILE …] [--seconds 2]

Each size is measured for the overview alone (the harness of the front end's tests, with made-up columns), for pyvis as
it comes (physics on; at 1,000 nodes, larger ones would not be ready in minutes) and for pyvis with positions given and
physics off. `--page` adds complete pages of the explorer. Input is real: a finger that drags, a wheel that turns; a frame
counts when the picture moved in it.
"""

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright
from pyvis.network import Network

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import FLAGS  # noqa: E402

from kg.explorer.palette import LOOKS  # noqa: E402

FRONT = ROOT / "kg/explorer/front"
LINKS_A_NODE = 2.5
PHYSICS_UP_TO = 1000
PATIENCE = 180  # seconds until a page that is not ready is given up
DRAG = {"xDistance": 600, "yDistance": 200, "speed": 800, "gestureSourceType": "touch", "preventFling": True}
WHEEL = {"yDistance": 1500, "speed": 1200, "gestureSourceType": "mouse", "preventFling": True}
SEARCH, RESULTS, PANEL = "[role=combobox]", "[role=listbox]", "#panel"
SIZE = {"width": 1280, "height": 800}
HAN = "浙江千村示范万工程八战略最多跑一次改革数字乡村振兴共同富裕平安建设枫桥经验法治政府创新驱动发展山海协作"

# Runs before the page's own scripts: notes when a page is ready and when the picture moves.
WATCH = """
window.bench = { ready: null, since: 0 };
bench.settled = () => {
  if (document.documentElement.dataset.ready) return true;
  // A script of pyvis leaves its network and, with physics, a bar that goes when the network is stable.
  const bar = document.getElementById("loadingBar");
  return typeof network === "object" && network !== null && (!bar || bar.style.display === "none");
};
bench.wait = () => {
  if (!bench.settled()) requestAnimationFrame(bench.wait);
  else requestAnimationFrame(() => setTimeout(() => (bench.ready = performance.now())));
};
requestAnimationFrame(bench.wait);
bench.place = () => {
  if (typeof network === "object" && network !== null) {
    const { x, y } = network.getViewPosition();
    return `${x} ${y} ${network.getScale()}`;
  }
  return [...document.querySelectorAll("canvas")]
    .filter((canvas) => canvas.style.visibility !== "hidden").map((canvas) => canvas.style.transform).join();
};
bench.box = () => {
  const canvas = [...document.querySelectorAll("canvas")].find((it) => it.checkVisibility({ visibilityProperty: true }));
  const box = (canvas ?? document.body).getBoundingClientRect();
  const [width, height] = [innerWidth, innerHeight];
  return {
    left: Math.max(0, box.left), right: Math.min(width, box.right),
    top: Math.max(0, box.top), bottom: Math.min(height, box.bottom),
  };
};
bench.start = () => {
  bench.frames = []; // times of the frames in which the picture moved
  let before = bench.place();
  const look = (now) => {
    if (!bench.frames) return;
    const place = bench.place();
    // A loop of the time before may still run: a frame counts once.
    if (place !== before && bench.frames.at(-1) !== now) bench.frames.push(now);
    before = place;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};
bench.stop = () => {
  const { frames } = bench;
  bench.frames = null;
  return frames;
};
bench.changed = (selector) => new Promise((done) => {
  addEventListener("keydown", (event) => (bench.since = event.timeStamp), { capture: true, once: true });
  const watcher = new MutationObserver(() => {
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - bench.since)));
  });
  watcher.observe(document.querySelector(selector), { childList: true, subtree: true, characterData: true, attributes: true });
  // Not for ever: what changes nothing is told as NaN.
  setTimeout(() => done(NaN), 5000);
});
"""


@dataclass(frozen=True, slots=True)
class Graph:
    """Made-up columns as the overview takes them: rows from the foremost on."""

    columns: dict[str, Any]

    @property
    def size(self) -> int:
        """Return the number of nodes."""
        return len(self.columns["x"])


def made_up(number: int) -> Graph:
    """Return a graph of so many nodes: few well connected, in communities of very different size, always the same."""
    chance = random.Random(number)
    shares = [1 / (3 + rank) for rank in range(max(4, int(math.sqrt(number) / 1.6)))]
    community = chance.choices(range(len(shares)), shares, k=number)
    members: dict[int, list[int]] = {}
    for node, home in enumerate(community):
        members.setdefault(home, []).append(node)
    pairs: dict[tuple[int, int], int] = {}
    while len(pairs) < number * LINKS_A_NODE:
        a = int(number * chance.random() ** 2)
        home = members[community[a]]
        b = (
            home[int(len(home) * chance.random() ** 2)]
            if chance.random() < 0.8
            else int(number * chance.random() ** 2)
        )
        if a != b:
            pairs[a, b] = pairs.get((a, b), 0) + 1
    degree = [0] * number
    for ends in pairs:
        for end in ends:
            degree[end] += 1
    order = sorted(range(number), key=lambda node: -degree[node])
    row = {node: rank for rank, node in enumerate(order)}
    x, y, circles = _discs([community[node] for node in order])
    return Graph(
        {
            "x": x,
            "y": y,
            "type": [chance.randrange(len(LOOKS)) for _ in order],
            "degree": [degree[node] for node in order],
            "community": [community[node] for node in order],
            "from": [row[a] for a, _ in pairs],
            "to": [row[b] for _, b in pairs],
            "weight": list(pairs.values()),
            "communities": circles,
            "looks": [
                {"shape": look.shape, "filled": look.filled, "light": look.light, "dark": look.dark}
                for look in LOOKS.values()
            ],
            "labels": ["".join(chance.choices(HAN, k=chance.randint(2, 11))) for _ in order],
        }
    )


def _discs(community: list[int]) -> tuple[list[int], list[int], list[dict[str, Any]]]:
    """Return where nodes stand: each community a disc, the discs on a spiral."""
    members: dict[int, list[int]] = {}
    for row, home in enumerate(community):
        members.setdefault(home, []).append(row)
    x, y = [0] * len(community), [0] * len(community)
    circles: list[dict[str, Any]] = [{} for _ in range(max(members) + 1)]
    turn, placed = 0.0, list[tuple[float, float, float]]()
    for home, rows in sorted(members.items(), key=lambda item: -len(item[1])):
        radius = 40 * math.sqrt(len(rows)) + 30
        while True:
            left, top = 18 * turn * math.cos(turn), 14 * turn * math.sin(turn)
            if all(math.hypot(left - a, top - b) > radius + other + 20 for a, b, other in placed):
                break
            turn += 0.2
        placed.append((left, top, radius))
        for rank, row in enumerate(rows):
            out, angle = 40 * math.sqrt(rank), rank * math.pi * (3 - math.sqrt(5))
            x[row], y[row] = round(left + out * math.cos(angle)), round(top + out * math.sin(angle))
        circles[home] = {
            "entities": rows[:5],
            "x": round(left),
            "y": round(top),
            "radius": round(radius),
            "size": len(rows),
        }
    empty = {"entities": [], "x": 0, "y": 0, "radius": 0, "size": 0}
    return x, y, [circle or empty for circle in circles]


def overview_page(graph: Graph, folder: Path) -> Path:
    """Write the overview alone, bundled as the product's page is."""
    script = folder / "harness.js"
    if not script.exists():
        esbuild = FRONT / "node_modules/.bin/esbuild"
        subprocess.run(
            [esbuild, "tests/harness.ts", "--bundle", "--minify", "--format=iife", f"--outfile={script}"],
            cwd=FRONT,
            check=True,
            capture_output=True,
        )
    data = json.dumps(graph.columns, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    page = folder / f"overview-{graph.size}.html"
    page.write_text(
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>overview</title>'
        "<style>html, body, #host { margin: 0; width: 100%; height: 100% }</style>"
        f'<body><div id="host"></div><script type="application/json" id="data">{data}</script>'
        f"<script>{script.read_text('utf-8')}</script></body></html>",
        encoding="utf-8",
    )
    return page


def pyvis_page(graph: Graph, folder: Path, *, physics: bool) -> Path:
    """Write the same graph with pyvis; its lists are filled in bulk, as its own methods are quadratic."""
    columns = graph.columns
    network = Network(height="780px", directed=True, cdn_resources="in_line")
    rows = range(graph.size)
    network.nodes = [{"id": row, "label": columns["labels"][row], "shape": "dot"} for row in rows]
    if not physics:
        for row, node in enumerate(network.nodes):
            node |= {"x": columns["x"][row], "y": columns["y"][row]}
        network.set_options('{"physics": {"enabled": false}}')
    network.node_ids = list(rows)
    network.edges = [{"from": a, "to": b} for a, b in zip(columns["from"], columns["to"], strict=True)]
    page = folder / f"pyvis-{graph.size}-{physics}.html"
    page.write_text(network.generate_html(), encoding="utf-8")
    return page


def measure(browser: Browser, file: Path, seconds: float) -> dict[str, float | str]:
    """Return what a reader waits for on one page: milliseconds, frames a second, bytes."""
    page = browser.new_page(viewport=SIZE)
    # What a page asks of the network fails at once, as on a train; pyvis asks for Bootstrap.
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.add_init_script(WATCH)
    result: dict[str, float | str] = {"kilobytes": round(file.stat().st_size / 1000)}
    try:
        page.goto(file.as_uri(), wait_until="commit")
        until = time.monotonic() + PATIENCE
        # Asked from here: the page's own policy forbids what wait_for_function does.
        while (ready := page.evaluate("bench.ready")) is None and time.monotonic() < until:
            page.wait_for_timeout(200)
        if ready is None:
            return result | {"gave up": f"not ready after {PATIENCE} s"}
        result["first picture, ms"] = round(ready)
        page.wait_for_timeout(500)
        result["panning, fps"] = _frames(page, seconds, DRAG)
        page.wait_for_timeout(500)
        result["zooming, fps"] = _frames(page, seconds, WHEEL)
        if page.query_selector(SEARCH):
            result |= _reading(page)
    except Error as error:
        result["gave up"] = error.message.splitlines()[0]
    finally:
        page.close()
    return result


def _frames(page: Page, seconds: float, gesture: dict[str, Any]) -> float:
    """Return in how many frames a second the picture moved while Chromium made the events of a hand.

    Chromium makes them itself, one a frame: sent from here, they would measure how fast they come.
    """
    box = page.evaluate("bench.box()")
    middle = {"x": (box["left"] + box["right"]) / 2, "y": (box["top"] + box["bottom"]) / 2}
    session = page.context.new_cdp_session(page)
    moved, lasted, way = 0, 0.0, 1
    while lasted < seconds:
        turned = {key: way * value if key.endswith("Distance") else value for key, value in gesture.items()}
        page.evaluate("bench.start()")
        began = time.monotonic()
        session.send("Input.synthesizeScrollGesture", middle | turned)
        took = time.monotonic() - began
        frames = page.evaluate("bench.stop()")
        # From the first frame to the last: before and after, Chromium prepares the hand.
        several = len(frames) > 2
        moved += len(frames) - 1 if several else len(frames)
        lasted += (frames[-1] - frames[0]) / 1000 if several else took
        way = -way
    return round(moved / lasted, 1)


def _reading(page: Page) -> dict[str, float | str]:
    """Return how long a complete page takes for a keystroke in the search and to open the panel of what it found."""
    page.focus(SEARCH)
    strokes = []
    for key in "shiwei":
        page.evaluate(f"bench.wanted = bench.changed({RESULTS!r}), null")
        page.keyboard.press(key)
        strokes.append(page.evaluate("bench.wanted"))
    page.keyboard.press("ArrowDown")
    page.evaluate(f"bench.wanted = bench.changed({PANEL!r}), null")
    page.keyboard.press("Enter")
    return {"a keystroke, ms": round(max(strokes)), "the panel, ms": round(page.evaluate("bench.wanted"))}


def main() -> None:
    """Measure what is asked for and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="*", default=[1000, 5000, 20000, 100000])
    parser.add_argument("--page", type=Path, nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--no-pyvis", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        flags = [flag for flag in FLAGS.split() if not flag.startswith("--headless")]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)

        def row(what: str, file: Path) -> None:
            figures = measure(browser, file, arguments.seconds)
            sys.stdout.write(f"{what} {json.dumps(figures, ensure_ascii=False)}\n")
            sys.stdout.flush()

        for number in arguments.nodes:
            graph = made_up(number)
            row(f"overview alone, {number}:", overview_page(graph, folder))
            if arguments.no_pyvis:
                continue
            if number <= PHYSICS_UP_TO:
                row(f"pyvis as it comes, {number}:", pyvis_page(graph, folder, physics=True))
            else:
                sys.stdout.write(f"pyvis as it comes, {number}: left out, not ready within minutes\n")
            row(f"pyvis, positions given, {number}:", pyvis_page(graph, folder, physics=False))
        for file in arguments.page:
            row(f"{file.name}:", file)
        browser.close()


if __name__ == "__main__":
    main()
