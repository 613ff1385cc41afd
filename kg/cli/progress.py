"""Progress of a build on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from kg.build import Step
from kg.cli.language import Language, choose

_SECONDS_BETWEEN_LINES = 15.0


class Progress:
    """A context manager that shows the steps of a build; quiet shows nothing."""

    def __init__(self, lang: Language, *, quiet: bool) -> None:
        self._lang = lang
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._task = self._bar.add_task(self._stage("load"), total=None, rate="")
        self._clock = self._console.get_time
        self._start = self._told = self._clock()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def advance(self, step: Step) -> None:
        """Show a step."""
        if self._quiet:
            return
        now = self._clock()
        rate = self._rate(step, now)
        self._bar.update(
            self._task, description=self._stage(step.stage), total=step.total, completed=step.done, rate=rate
        )
        if not self._console.is_terminal and now - self._told >= _SECONDS_BETWEEN_LINES:
            self._told = now
            share = f"{100 * step.done // max(step.total, 1)} %"
            self._console.print(f"{self._stage(step.stage)}  {share}  {rate}{self._left(step, now)}", markup=False)

    def _stage(self, stage: str) -> str:
        zh, en = {
            "load": ("载入", "loading"),
            "read": ("阅读", "reading"),
            "export": ("导出", "exporting"),
            "page": ("绘制", "drawing"),
        }[stage]
        return choose(self._lang, zh, en)

    def _rate(self, step: Step, now: float) -> str:
        per_second = step.documents / max(now - self._start, 0.001)
        zh = f"{step.documents} 篇，每秒 {per_second:.1f} 篇"
        return choose(self._lang, zh, f"{step.documents} documents, {per_second:.1f}/s")

    def _left(self, step: Step, now: float) -> str:
        if not step.done:
            return ""
        left = (now - self._start) * (step.total - step.done) / step.done
        return choose(self._lang, f"，约剩 {left:.0f} 秒", f", about {left:.0f} s left")
