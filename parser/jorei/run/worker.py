"""A worker process: it reads tasks from stdin and writes replies to stdout, each a length and MessagePack.

Started as ``python -m jorei.run.worker`` and not by multiprocessing, so that a script or notebook that calls
`jorei.build` needs no ``if __name__ == "__main__"`` and no state is forked. It ends when its stdin does.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import IO, Final

import msgspec

from jorei.errors import Refused, exhaustion
from jorei.read.frames import receive_frame, send_frame
from jorei.run.task import AnalyseGroup, DocumentStarted, FinishBucket, Reply, Task, TaskFailed

_TASKS: Final = msgspec.msgpack.Decoder(Task)
_REPLIES: Final = msgspec.msgpack.Decoder(Reply)
_ENCODER: Final = msgspec.msgpack.Encoder()


def send(pipe: IO[bytes], message: Task | Reply) -> None:
    """Write a message; `OSError` when the other side is gone."""
    send_frame(pipe, _ENCODER.encode(message))


def receive_reply(pipe: IO[bytes]) -> Reply | None:
    """The next reply of a worker; None when the worker is gone."""
    data = receive_frame(pipe)
    return None if data is None else _REPLIES.decode(data)


def run_task(task: Task, on_start: Callable[[DocumentStarted], None]) -> Reply:
    """Do one task; ``on_start`` is called before each document is analysed."""
    from jorei.run.finish_bucket import finish_bucket  # the coordinator imports this module too, and needs neither
    from jorei.run.group_rows import analyse_group

    match task:
        case AnalyseGroup():
            return analyse_group(task, on_start)
        case FinishBucket():
            return finish_bucket(task)


def main() -> None:
    """Serve tasks until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to answer; it closes our stdin
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the protocol
    from jorei.run.tuning import tune

    tune()

    while (data := receive_frame(sys.stdin.buffer)) is not None:
        try:
            reply = run_task(_TASKS.decode(data), lambda started: send(replies, started))
        except OSError as error:
            reply = TaskFailed(traceback.format_exc(), error.errno or 0)
        except Refused as refusal:
            reply = TaskFailed(traceback.format_exc(), refused=(refusal.ja, refusal.en))
        except Exception as error:  # noqa: BLE001  # handed to the coordinator, which stops the build with it
            reply = TaskFailed(traceback.format_exc(), exhaustion(error) or 0)
        try:
            send(replies, reply)
        except BrokenPipeError:
            os._exit(1)  # the coordinator was killed; what is done lies on the disk for the next build


if __name__ == "__main__":
    main()
