"""Jobs of a running connector: computed one at a time in a process of their own.

The answer comes back as a command, in a transaction of its own, like everything else. Of jobs
about the same matter that wait, the last one holds all that the others do.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from tuowang.flows.base import Command, Job, Note
from tuowang.host.computing import LENGTH_BYTES, frame

MOST_SECONDS = 900.0
"""A job that takes longer never ends."""
TRY_AGAIN_SECONDS = 1.0


class JobLost(Exception):
    """The process that computed ended, or was ended, before it answered."""


class Jobs:
    """What is to be computed.

    keep: takes an answer in; False: it cannot just now, and is to be asked again. report: tells
    people of a job that was lost.
    """

    def __init__(self, keep: Callable[[Command], bool], report: Callable[[Note], None]) -> None:
        self._keep, self._report = keep, report
        self._waiting: dict[tuple[str, str], Job] = {}
        self._count = 0
        self._closed = False
        self._worker: asyncio.Task[None] | None = None
        self._process: Process | None = None

    def put(self, job: Job) -> None:
        """Have it computed when those before it are."""
        self._count += 1
        self._waiting[job.kind, job.about or str(self._count)] = job
        if self._closed:
            return
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())

    @property
    def busy(self) -> bool:
        """Whether anything is computed or waits."""
        return self._worker is not None and not self._worker.done()

    async def close(self) -> None:
        """Let go of all of it, at once; it is handed out again when the connector starts."""
        self._closed = True
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
        await self._end()

    async def _work(self) -> None:
        while self._waiting:
            job = self._waiting.pop(next(iter(self._waiting)))
            try:
                answer = await asyncio.wait_for(self._compute(job), MOST_SECONDS)
            except (TimeoutError, JobLost):
                await self._end()
                self._report(Note("job-lost", {"kind": job.kind}))
                continue
            await self._take(answer)

    async def _take(self, answer: Command) -> None:
        while not self._keep(answer):
            await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _compute(self, job: Job) -> Command:
        process = self._process
        if process is None or process.returncode is not None:
            # Our own packages by their full paths, and never what lies in the folder one works in.
            paths = {"PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
            process = self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "tuowang.host.computing"),
                stdin=PIPE,
                stdout=PIPE,
                env={**os.environ, **paths},
                start_new_session=True,
            )
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(frame((job.kind, job.inputs)))
            await process.stdin.drain()
            head = await process.stdout.readexactly(LENGTH_BYTES)
            data = await process.stdout.readexactly(int.from_bytes(head, "big"))
        except (OSError, asyncio.IncompleteReadError) as gone:
            raise JobLost from gone
        return cast(Command, pickle.loads(data))

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
