"""The engines of a server: whatever comes at the same time, the one that answers stands over the latest build."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.server.sparql import engine
from kg.server.sparql.engine import Engine, Engines

MEMORY = 1 << 30


def run(location: Path, work: Callable[[Engines], Awaitable[None]]) -> None:
    async def whole() -> None:
        engines = Engines(location, MEMORY, 0.5)
        try:
            await engines.start()
            await work(engines)
        finally:
            await engines.close()
            assert all(it.process.returncode is not None for it in engines._all)

    asyncio.run(asyncio.wait_for(whole(), 60))


async def current(engines: Engines) -> Engine:
    async with engines.lease(wait=10) as it:
        return it


async def settled(engines: Engines) -> list[Engine]:
    """Return the engines that live once nothing changes any more."""
    for _ in range(100):
        await asyncio.sleep(0.05)
        if len(engines._all) == 1 and not any(it.leaving for it in engines._all):
            break
    return list(engines._all)


@pytest.fixture
def stores(sample_build: Path, tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old", tmp_path / "new"
    shutil.copytree(sample_build / "store", old)
    shutil.copytree(sample_build / "store", new)
    return old, new


def test_an_engine_that_dies_while_a_build_comes_in_never_brings_the_old_build_back(
    stores: tuple[Path, Path],
) -> None:
    old, new = stores

    async def work(engines: Engines) -> None:
        for ends in (lambda it: it.process.kill(), engines.discard):
            engines.location = old
            moving = asyncio.ensure_future(engines.move(new))
            ends(await current(engines))
            await moving
            (left,) = await settled(engines)
            assert left.location == new
            assert await current(engines) is left

    run(old, work)


def test_a_new_build_comes_in_although_the_old_one_is_gone(stores: tuple[Path, Path]) -> None:
    old, new = stores

    async def work(engines: Engines) -> None:
        shutil.rmtree(old)
        (await current(engines)).process.kill()
        await asyncio.sleep(0.3)
        await engines.move(new)
        (left,) = await settled(engines)
        assert left.location == new

    run(old, work)


def test_no_process_to_be_had_is_a_plain_error_that_passes(
    stores: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = engine._program()

    async def work(engines: Engines) -> None:
        monkeypatch.setattr(engine, "_program", lambda: os.devnull)
        with pytest.raises(StoreError, match="does not start"):
            await engines.move(stores[1])
        (await current(engines)).process.kill()
        await asyncio.sleep(0.3)
        monkeypatch.setattr(engine, "_program", lambda: program)
        (left,) = await settled(engines)
        assert await current(engines) is left

    run(stores[0], work)


def test_an_engine_that_is_discarded_twice_is_replaced_once(stores: tuple[Path, Path]) -> None:
    async def work(engines: Engines) -> None:
        old = await current(engines)
        engines.discard(old)
        engines.discard(old)
        (left,) = await settled(engines)
        assert left is not old
        engines.discard(old)
        await asyncio.sleep(0.3)
        assert await settled(engines) == [left]

    run(stores[0], work)
