"""The errors that jorei raises, each with its message in Japanese and English. All are exported by `jorei`."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, Self

__all__ = ["BadRegistry", "JoreiError", "PoolError", "Refused", "Unreadable"]


class JoreiError(Exception):
    """The base of all errors that jorei raises on purpose; ``ja`` and ``en`` are its message.

    >>> str(JoreiError("甲", "A"))
    '甲 / A'
    """

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja = ja
        self.en = en

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return type(self), (self.ja, self.en)


class Refused(JoreiError, RuntimeError):
    """A request that would destroy something or makes no sense, or that the machine cannot carry out."""


class Unreadable(JoreiError, ValueError):
    """An input that is no text this version can read: the file is listed with the reason and the rest goes on.

    >>> str(Unreadable("空のファイルです", "the file is empty"))
    '空のファイルです / the file is empty'
    """


class BadRegistry(JoreiError, ValueError):
    """A file that is no registry of the kind it was given as."""


class PoolError(JoreiError, RuntimeError):
    """A worker process of a build reported a bug, or no worker can be kept alive."""


def install_command(extra: str) -> str:
    """How to add an extra of the package: by the folder that it was installed from, or by name from an index.

    >>> install_command("sql").startswith("pip install '"), install_command("sql").endswith("[sql]'")
    (True, True)
    """
    return f"pip install '{_installed_from()}[{extra}]'"


def _installed_from() -> str:
    """The folder of the checkout (PEP 610), or the name of the package."""
    from importlib.metadata import PackageNotFoundError, distribution
    from json import loads
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        origin = loads(distribution("jorei").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return "jorei"
    url = urlsplit(origin.get("url", ""))
    return url2pathname(url.path) if url.scheme == "file" and "dir_info" in origin else "jorei"


OS_FAILURES: Final[dict[int, tuple[str, str]]] = {
    errno.ENOSPC: ("ディスクがいっぱいです", "the disk is full"),
    errno.EDQUOT: ("ディスクの割当てを使い切りました", "the disk quota is used up"),
    errno.EFBIG: ("ファイルの大きさの上限を超えました", "a file would be larger than is allowed"),
    errno.EACCES: ("書き込む権限がありません", "no permission to write"),
    errno.EPERM: ("書き込みが許されていません", "writing is not permitted"),
    errno.EROFS: ("読み取り専用のファイルシステムです", "the file system is read-only"),
    errno.EIO: ("ディスクの読み書きに失敗しました", "the disk cannot be read or written"),
    errno.EMFILE: ("開いているファイルが多すぎます", "too many open files"),
    errno.ENFILE: ("開いているファイルが多すぎます", "too many open files"),
    errno.ENOMEM: ("メモリが足りません", "out of memory"),
    errno.ENAMETOOLONG: ("名前が長すぎます", "a name is too long"),
    errno.ENOENT: ("書込み先のフォルダがなくなりました", "the folder written to is gone"),
    errno.EISDIR: ("フォルダです", "it is a folder"),
    errno.ENOTDIR: ("フォルダではありません", "it is no folder"),
    errno.EEXIST: ("フォルダではないものがあります", "something that is no folder stands there"),
    errno.ELOOP: ("リンクが堂々巡りしています", "links lead in a circle"),
}
"""What the machine may refuse while a build is written, by errno, in Japanese and English."""
EXHAUSTED: Final = frozenset((errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE))
"""What is no fault of a document, and will befall the next one too."""


_IN_WORDS: Final = (
    ("failed to map segment", errno.ENOMEM), ("annot allocate memory", errno.ENOMEM), ("Too many open files", errno.EMFILE),
    ("can't start new thread", errno.ENOMEM),
)  # fmt: skip
"""What the loader of libraries says in an `ImportError`, and threads in a `RuntimeError`, and what it means."""


def exhaustion(error: BaseException) -> int | None:
    """What the machine has run out of, memory, disk or descriptors, as an errno of `EXHAUSTED`; None when it has not.

    >>> exhaustion(MemoryError()) == errno.ENOMEM, exhaustion(OSError(errno.EACCES, "")) is None
    (True, True)
    >>> exhaustion(ImportError("a.so: failed to map segment from shared object")) == errno.ENOMEM
    True
    """
    match error:
        case MemoryError():
            return errno.ENOMEM
        case OSError():
            return error.errno if error.errno in EXHAUSTED else None
        case ImportError() | RuntimeError():
            return next((number for words, number in _IN_WORDS if words in str(error)), None)
    return None


def is_exhausted(error: BaseException) -> bool:
    """Whether the machine has run out of something: the work ends, whichever document it was at.

    >>> is_exhausted(MemoryError()), is_exhausted(OSError(errno.EMFILE, "")), is_exhausted(OSError(errno.EACCES, ""))
    (True, True, False)
    """
    return exhaustion(error) is not None


Survived = Callable[[str], AbstractContextManager[None]]
"""The context in which something is done for one document, by its name: a command tells a bug, and goes on."""


def raised(_: str) -> AbstractContextManager[None]:
    """A `Survived` that survives nothing: what a library does."""
    return nullcontext()


@contextmanager
def refusing(ja: str, en: str) -> Iterator[None]:
    """Raise `Refused` where the machine refuses something (`OS_FAILURES`): ``ja`` and ``en``, then the reason.

    >>> with refusing("甲を書けません", "cannot write A"):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    jorei.errors.Refused: 甲を書けません: ディスクがいっぱいです / cannot write A: the disk is full
    """
    try:
        yield
    except JoreiError:
        raise
    except (MemoryError, ImportError, RuntimeError) as error:
        lacking = exhaustion(error)
        if lacking is None:
            raise
        why, why_en = OS_FAILURES[lacking]
        raise Refused(f"{ja}: {why}", f"{en}: {why_en}") from error
    except OSError as error:
        if error.errno not in OS_FAILURES:
            raise
        why, why_en = OS_FAILURES[error.errno]
        file, file_en = (f"（{error.filename}）", f" ({error.filename})") if error.filename else ("", "")
        raise Refused(f"{ja}: {why}{file}", f"{en}: {why_en}{file_en}") from error
