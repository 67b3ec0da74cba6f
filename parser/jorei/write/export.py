"""A build written out in another form, a file for each document."""

from __future__ import annotations

from pathlib import Path

from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import EXPORT_MARKER, is_build, is_export
from jorei.dataset.restore import restore_all
from jorei.errors import Refused, Survived, raised
from jorei.identity.documents import file_name
from jorei.write.formats import FORMS


def export(corpus: Corpus, form: str, folder: Path, survived: Survived = raised) -> int:
    """Write every document that could be read as ``folder/<doc_id><suffix>``; returns how many they are.

    One part of the build is in memory at a time. Raises `Refused` when the folder is a build, or cannot be written.
    """
    if is_build(folder):
        raise Refused(
            f"{folder} はjoreiのビルドです。別のフォルダを指定してください",
            f"{folder} is a build; choose another folder",
        )
    export_format = FORMS[form]
    _refuse_foreign(folder)
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / EXPORT_MARKER).write_text(f"{form}\n", "utf-8")
        for doc_id, analysis in restore_all(corpus, ("references", "definitions")):
            with survived(doc_id):
                name = file_name(doc_id)
                new = folder / f".{name}.new"
                new.write_bytes(export_format.write(analysis))
                new.replace(folder / f"{name}{export_format.suffix}")
                count += 1
    except OSError as error:
        raise Refused(f"{folder} に書けません: {error}", f"cannot write to {folder}: {error}") from error
    return count


def _refuse_foreign(folder: Path) -> None:
    """Raise `Refused` unless the folder is absent, empty or from an earlier export."""
    if folder.is_dir() and not is_export(folder) and any(folder.iterdir()):
        raise Refused(
            f"{folder} は空でなく、前の書き出しでもありません（{EXPORT_MARKER}がありません）。別のフォルダを指定してください",
            f"{folder} is not empty and holds no earlier export (no {EXPORT_MARKER}); choose another folder",
        )
