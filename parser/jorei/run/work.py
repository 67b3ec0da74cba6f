"""The two kinds of work of a build, done wherever there is a worker."""

from __future__ import annotations

from collections.abc import Callable

from jorei.run.bucket import finish_bucket
from jorei.run.group import analyse_group
from jorei.run.task import Analyse, Begun, Finish, Reply


def run_task(task: Analyse | Finish, say: Callable[[Begun], None]) -> Reply:
    """Do one task; ``say`` hears of each document before it is begun."""
    match task:
        case Analyse():
            return analyse_group(task, say)
        case Finish():
            return finish_bucket(task)
