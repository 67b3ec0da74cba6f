"""Files of other word processors (.doc, .odt, .rtf), by LibreOffice where it is installed: converted to .docx and read.

`JOREI_OFFICE=off` in the environment keeps it from running at all. It runs without a screen, in a folder of its own
that goes with this process, one at a time on a machine, no longer than `SECONDS` and with no more than `MEMORY`; macros and links to elsewhere are off. It runs for these files alone, and never for one that jorei reads
itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from jorei.errors import Unreadable
from jorei.leftovers import make_temporary_folder
from jorei.model import Source

PROGRAMS: Final = ("soffice", "libreoffice")
SECONDS: Final = 90
MEMORY: Final = 3 << 30
LARGEST_FILE: Final = 1 << 30
"""Bytes: of memory, and of any file that it writes. It takes less than 1 GB of memory for a document of some pages."""
SWITCH: Final = "JOREI_OFFICE"
NAMES: Final = {"doc": "旧形式のWord文書", "odt": "OpenDocument", "rtf": "リッチテキスト"}
_CONVERTED: Final = "LibreOfficeで変換して読みました / converted by LibreOffice"
_RTF: Final = "RTFから変換した番号は崩れていることがあります / labels that come from RTF may be damaged"
_LIMITED: Final = """ulimit -v "$1" 2>/dev/null; ulimit -f "$2"; shift 2
exec 3<&0 </dev/null
(read _ <&3; kill -KILL 0) &
"$@" 3<&-
code=$?
kill $!; wait
exit $code"""
"""A shell sets the limits, in kilobytes and blocks: this process has threads, and may run nothing between fork and exec.
Beside the program it waits for the end of a pipe that this process holds: when this one is killed, the program is, too."""
_SETTINGS: Final = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
)


def read_office(data: bytes, path: str | None, kind: str) -> Source:
    """A .doc, .odt or .rtf (``kind``) as a `Source`; raises `Unreadable` when LibreOffice is not there or gives
    nothing."""
    from jorei.read import read_format  # which leads here

    source = read_format("docx", to_docx(data, kind), path)
    notes = (_CONVERTED, *((_RTF,) if kind == "rtf" else ()), *source.notes)
    return msgspec.structs.replace(source, sha256=hashlib.sha256(data).hexdigest(), notes=notes)


def to_docx(data: bytes, kind: str) -> bytes:
    """What LibreOffice makes of a file; raises `Unreadable`."""
    from jorei.read import file_bytes

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None or os.environ.get(SWITCH) == "off":
        raise Unreadable(
            f"{NAMES[kind]}（.{kind}）を読むにはLibreOfficeが要ります（.docx又はPDFとして保存しても読めます）",
            f"reading .{kind} needs LibreOffice (or save it as .docx or PDF)",
        )
    with _alone(), tempfile.TemporaryDirectory(dir=_own_folder()) as folder:
        file = Path(folder, f"document.{kind}")
        file.write_bytes(data)
        _run([
            program, "--headless", "--norestore", "--nodefault", "--nologo", "--nolockcheck",
            f"-env:UserInstallation={(_own_folder() / 'profile').as_uri()}", "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(file),
        ], folder)  # fmt: skip
        made = file.with_suffix(".docx")
        if not made.is_file():
            raise Unreadable(
                "LibreOfficeで開けません（破損、又はパスワード）", "LibreOffice cannot open it (damaged or locked)"
            )
        return file_bytes(made)


def _run(command: list[str], folder: str) -> None:
    """Runs a program and all that it starts, no longer than `SECONDS`, nor longer than this process lives."""
    if os.name == "posix":
        command = ["sh", "-c", _LIMITED, "sh", str(MEMORY >> 10), str(LARGEST_FILE >> 9), *command]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env={**os.environ, "TMPDIR": folder},
    ) as process:  # fmt: skip
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Unreadable(
                f"LibreOfficeが{SECONDS}秒で終わりません", f"LibreOffice took more than {SECONDS} seconds"
            ) from None
        finally:  # also of what it has left running
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


@cache
def _own_folder() -> Path:
    """A folder that goes with this process, with settings of LibreOffice: the next file need not wait for new ones."""
    folder = make_temporary_folder()
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    user.joinpath("registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )
    return folder


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Waits until no other process of this user converts a file: each takes hundreds of megabytes."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    name = Path(tempfile.gettempdir(), f"jorei-office-{os.getuid()}.lock")
    lock = os.open(name, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
