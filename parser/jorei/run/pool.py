"""Worker processes for tasks, with one thread for each: it takes a task when its worker is free, so nothing queues up.

A worker that dies (killed, out of memory, segmentation fault) is replaced. The document it died on is analysed alone,
in a task of its own; if that worker dies too, the document is given up, so a death costs at most that one document.
Then the task is started again without it. When the build is interrupted, the workers may finish their groups."""

from __future__ import annotations

import math
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Final, Self

import msgspec

from jorei.errors import PoolError, Refused
from jorei.read.frames import command_of
from jorei.run.task import AnalyseGroup, DocumentStarted, Reply, Task, TaskFailed
from jorei.run.worker import receive_reply, send

_MAX_DEATHS: Final = 3
"""Workers that may die at one task without having started a document."""
_GRACE_SECONDS: Final = 5.0
"""Time that workers have to finish their groups after an interruption."""
_POLL_SECONDS: Final = 0.05
_MAX_REPLIES: Final = 64
"""Replies that may wait to be read; then the threads wait."""
_Worker = subprocess.Popen[bytes]


class Pool:
    """Workers for several rounds of tasks; its ``with`` block ends them. With ``jobs`` 1 this process works."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._workers: set[_Worker] = set()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._replies: queue.Queue[Reply | BaseException | None] = queue.Queue(maxsize=_MAX_REPLIES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._stopping.set()
        try:
            if kind is not None and issubclass(kind, KeyboardInterrupt):
                self._drain(_GRACE_SECONDS)
        finally:  # also when interrupted again
            with self._lock:
                for worker in self._workers - set(self._idle):
                    worker.kill()
            self._drain()
            for worker in self._idle:
                self._retire(worker)

    def _drain(self, seconds: float = math.inf) -> None:
        """Wait until the threads have ended; replies are discarded, so that none waits for space in the queue."""
        end = time.monotonic() + seconds
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < end:
            try:
                self._replies.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue

    def start_no_more(self) -> None:
        """Work in this process from now on if there is no worker yet: the rest takes less time than starting one."""
        if not self._idle:
            self.jobs = 1

    def renew(self) -> None:
        """End the workers; where there are more tasks, new ones take their place. Those that have analysed hold the parser
        and its caches (0.2 GB each), and those that write need room for tables instead."""
        for worker in self._idle:
            self._retire(worker)
        self._idle.clear()

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[Reply]:
        """The replies to ``count`` tasks, in the order in which they come."""
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
        """The work of one thread: tasks, one after the other, by one worker."""
        try:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            while (task := self._next_task(tasks)) is not None:
                worker = self._do(worker, task)
            if worker is not None:
                with self._lock:
                    self._idle.append(worker)
        except BaseException as error:  # noqa: BLE001  # raised again where the replies are read
            self._replies.put(error)
        finally:
            self._replies.put(None)

    def _next_task(self, tasks: Iterator[Task]) -> Task | None:
        with self._lock:
            return None if self._stopping.is_set() else next(tasks, None)

    def _do(self, worker: _Worker | None, task: Task) -> _Worker:
        """Do one task with as many workers as it takes; returns the worker that is alive after it."""
        deaths = 0
        while True:
            worker = worker or self._start()
            last_started, reply = self._request(worker, task)
            if isinstance(reply, TaskFailed):
                raise _error_of(reply)
            if reply is not None:
                self._replies.put(reply)
                return worker
            code = self._retire(worker)
            worker = None
            if self._stopping.is_set():
                raise PoolError("中断しました", "stopped")
            if isinstance(task, AnalyseGroup) and last_started is not None:
                task, worker = self._try_alone(task, last_started)
                continue
            deaths += 1  # not at a document: when the worker started, or when it wrote
            if deaths >= _MAX_DEATHS:
                name = type(task).__name__
                raise PoolError(
                    f"作業プロセスが終了しました（{name}、終了コード {code}）",
                    f"a worker died (exit code {code}) at {name}",
                )

    def _try_alone(self, task: AnalyseGroup, document: int) -> tuple[AnalyseGroup, _Worker | None]:
        """Analyse a document, of which a worker died, alone, or give it up; returns the task to go on with."""
        worker = self._start()
        _, reply = self._request(worker, msgspec.structs.replace(task, only=document))
        if isinstance(reply, TaskFailed):
            raise _error_of(reply)
        if reply is not None:
            return msgspec.structs.replace(task, analysed_alone=task.analysed_alone | {document}), worker
        code = self._retire(worker)
        reason = f"解析中に作業プロセスが終了しました / the worker died while analysing it (exit code {code})"
        return msgspec.structs.replace(task, given_up={**task.given_up, document: reason}), None

    def _request(self, worker: _Worker, task: Task) -> tuple[int | None, Reply | None]:
        """The document last started, and the reply to a task: None when the worker died."""
        last_started = None
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            send(worker.stdin, task)
            while isinstance(reply := receive_reply(worker.stdout), DocumentStarted):
                last_started = reply.index
        except OSError:
            return last_started, None
        return last_started, reply

    def _start(self) -> _Worker:
        worker = subprocess.Popen(command_of("jorei.run.worker"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with self._lock:
            self._workers.add(worker)
            if self._stopping.is_set():
                worker.kill()
        return worker

    def _retire(self, worker: _Worker) -> int:
        """End a worker by closing its pipes; returns its exit code."""
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


def _error_of(reply: TaskFailed) -> Exception:
    if reply.refused:
        return Refused(*reply.refused)
    if reply.errno:
        return OSError(reply.errno, os.strerror(reply.errno))
    return PoolError("作業プロセスの内部エラー", f"internal error of a worker:\n{reply.error}")


def _run_here(tasks: Iterable[Task]) -> Iterator[Reply]:
    from jorei.run.worker import run_task

    for task in tasks:
        yield run_task(task, lambda _: None)
