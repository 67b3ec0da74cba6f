"""Tasks over worker processes, one thread for each: it pulls a task when its worker is free, so nothing queues up.

A worker that dies (killed, out of memory, segmentation fault) is replaced. The document it died on is analysed alone,
in a task of its own; if that dies too, the document is given up as lost, so a death costs at most that one document.
Then the task is begun again without it. When the build is interrupted, the workers may finish what they are at.
"""

from __future__ import annotations

import math
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Self

import msgspec

from jorei.errors import PoolError
from jorei.run.task import Analyse, Begun, Failed, Reply, Task
from jorei.run.worker import receive_reply, send

_STARTS: Final = 3
_GRACE: Final = 5.0
"""Seconds that workers have to finish their groups after an interruption."""


class Pool:
    """Workers that stay for several rounds of tasks; use it in a ``with`` block, which ends them.

    ``jobs`` 1 does the tasks here, without another process.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[bytes]] = []
        self._workers: set[subprocess.Popen[bytes]] = set()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._replies: queue.Queue[Reply | BaseException | None] = queue.Queue(maxsize=64)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._stopping.set()
        try:
            if kind is not None and issubclass(kind, KeyboardInterrupt):
                self._drain(_GRACE)
        finally:  # also when interrupted again
            with self._lock:
                for worker in self._workers - set(self._idle):
                    worker.kill()
            self._drain()
            for worker in self._idle:
                self._retire(worker)

    def _drain(self, seconds: float = math.inf) -> None:
        """Wait until the threads have ended; one that waits to report may go on."""
        end = time.monotonic() + seconds
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < end:
            try:
                self._replies.get(timeout=0.05)
            except queue.Empty:
                continue

    def stay(self) -> None:
        """Start no worker any more if there is none: what is left to do takes less time than starting one."""
        if not self._idle:
            self.jobs = 1

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[Reply]:
        """The replies to ``count`` tasks, in the order they come. Each thread pulls one when its worker is free."""
        jobs = min(self.jobs, count)
        if jobs <= 1 and not self._idle:
            return _run_here(tasks)
        return self._run(iter(tasks), jobs)

    def _run(self, tasks: Iterator[Task], jobs: int) -> Iterator[Reply]:
        self._threads = [threading.Thread(target=self._serve, args=(tasks,), daemon=True) for _ in range(jobs)]
        for thread in self._threads:
            thread.start()
        running = jobs
        while running:
            reply = self._replies.get()
            if reply is None:
                running -= 1
            elif isinstance(reply, BaseException):
                raise reply
            else:
                yield reply

    def _serve(self, tasks: Iterator[Task]) -> None:
        try:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            while (task := self._next(tasks)) is not None:
                worker = self._do(worker, task)
            if worker is not None:
                with self._lock:
                    self._idle.append(worker)
        except BaseException as error:  # noqa: BLE001  # raised again where the replies are read
            self._replies.put(error)
        finally:
            self._replies.put(None)

    def _next(self, tasks: Iterator[Task]) -> Task | None:
        with self._lock:
            return None if self._stopping.is_set() else next(tasks, None)

    def _do(self, worker: subprocess.Popen[bytes] | None, task: Task) -> subprocess.Popen[bytes]:
        """Have one task done, by as many workers as it takes; the worker that is alive after it."""
        deaths = 0
        while True:
            worker = worker or self._start()
            place, reply = self._ask(worker, task)
            if isinstance(reply, Failed):
                raise _failure(reply)
            if reply is not None:
                self._replies.put(reply)
                return worker
            code = self._retire(worker)
            worker = None
            if self._stopping.is_set():
                raise PoolError("中断しました", "stopped")
            if isinstance(task, Analyse) and place is not None:
                task, worker = self._try_alone(task, place)
                continue
            deaths += 1  # at no document: when it starts, or when it writes
            if deaths >= _STARTS:
                name = type(task).__name__
                raise PoolError(
                    f"作業プロセスが終了しました（{name}、終了コード {code}）",
                    f"a worker died (exit code {code}) at {name}",
                )

    def _try_alone(self, task: Analyse, place: int) -> tuple[Analyse, subprocess.Popen[bytes] | None]:
        """The task to go on with when a worker died of a document: it is analysed alone, or given up."""
        worker = self._start()
        _, reply = self._ask(worker, msgspec.structs.replace(task, only=place))
        if isinstance(reply, Failed):
            raise _failure(reply)
        if reply is not None:
            return msgspec.structs.replace(task, alone=task.alone | {place}), worker
        code = self._retire(worker)
        reason = f"解析中に作業プロセスが終了しました / the worker died while analysing it (exit code {code})"
        return msgspec.structs.replace(task, lost={**task.lost, place: reason}), None

    def _ask(self, worker: subprocess.Popen[bytes], task: Task) -> tuple[int | None, Reply | None]:
        """The reply to a task, and the document last begun; no reply when the worker died."""
        place = None
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            send(worker.stdin, task)
            while isinstance(reply := receive_reply(worker.stdout), Begun):
                place = reply.place
        except OSError:
            return place, None
        return place, reply

    def _start(self) -> subprocess.Popen[bytes]:
        package = str(Path(__file__).parents[2])  # where this package lies, installed or not
        path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "jorei.run.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        with self._lock:
            self._workers.add(worker)
            if self._stopping.is_set():
                worker.kill()
        return worker

    def _retire(self, worker: subprocess.Popen[bytes]) -> int:
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # it died with a task half sent
        code = worker.wait()
        with self._lock:
            self._workers.discard(worker)
        return code


def _failure(reply: Failed) -> Exception:
    return (
        OSError(reply.errno, os.strerror(reply.errno))
        if reply.errno
        else PoolError("作業プロセスの内部エラー", f"internal error of a worker:\n{reply.error}")
    )


def _run_here(tasks: Iterable[Task]) -> Iterator[Reply]:
    from jorei.run.worker import run_task

    for task in tasks:
        yield run_task(task, lambda _: None)
