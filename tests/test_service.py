"""A running server and the builds that come into its folder."""

import asyncio
import os
import socket
from pathlib import Path

import pytest

from kg.server import service
from kg.server.service import Options, _Service
from kg.server.site import Snapshot, empty


def test_a_new_build_that_fails_in_any_way_does_not_end_the_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = tmp_path / "manifest.json"
    good = empty(())
    tried: list[Path] = []

    def opened(folder: Path, *_: object) -> Snapshot:
        tried.append(folder)
        if len(tried) == 1:
            raise MemoryError("too much")
        return good

    async def moved(_: Path) -> None:
        pass

    async def watch() -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            it = _Service(tmp_path, Options(), (), bound)
        monkeypatch.setattr(type(it._engines), "move", lambda _, store: moved(store))
        watching = asyncio.ensure_future(it._watch(None))
        for second in (1, 2):
            manifest.write_text("{}")
            os.utime(manifest, (second, second))
            await asyncio.sleep(0.2)
        assert not watching.done()
        assert it._current is good
        watching.cancel()

    monkeypatch.setattr(service, "opened", opened)
    monkeypatch.setattr(service, "_LOOKS_EVERY", 0.02)
    asyncio.run(watch())
    assert len(tried) == 2, "a build that failed is not tried again and again"
    assert "the new build is not served: too much" in caplog.text
