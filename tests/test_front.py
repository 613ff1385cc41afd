"""The parts of the front end that need no browser, by node's own test runner on what esbuild makes of them."""

import shutil
import subprocess
from pathlib import Path

from browsers import FRONT, absent

TESTS = FRONT / "tests"


def test_front_end(tmp_path: Path) -> None:
    """Every `tests/*.test.ts` of the front end passes."""
    esbuild = FRONT / "node_modules" / ".bin" / "esbuild"
    if shutil.which("node") is None or not esbuild.exists():
        absent("node or the front end's packages are missing; with node and npm: make front")
    sources = sorted(TESTS.glob("*.test.ts"))
    assert sources
    bundle = [esbuild, *sources, "--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs"]
    subprocess.run([*bundle, "--log-level=warning", f"--outdir={tmp_path}"], check=True)
    made = sorted(tmp_path.glob("*.mjs"))
    assert len(made) == len(sources)
    run = subprocess.run(["node", "--test", *made], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
