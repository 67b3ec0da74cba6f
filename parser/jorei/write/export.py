"""A build written out in another form, a file for each document."""

from __future__ import annotations

from pathlib import Path

from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import is_build
from jorei.dataset.restore import restore_all
from jorei.errors import Refused
from jorei.identity.documents import file_name
from jorei.write.formats import FORMS


def export(corpus: Corpus, form: str, folder: Path) -> int:
    """Write every document that could be read as ``folder/<doc_id><suffix>``; returns how many they are.

    One part of the build is in memory at a time. Raises `Refused` when the folder is a build, or cannot be written.
    """
    if is_build(folder):
        raise Refused(
            f"{folder} はjoreiのビルドです。別のフォルダを指定してください",
            f"{folder} is a build; choose another folder",
        )
    export_format = FORMS[form]
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for doc_id, analysis in restore_all(corpus, ("references", "definitions")):
            name = file_name(doc_id)
            new = folder / f".{name}.new"
            new.write_bytes(export_format.write(analysis))
            new.replace(folder / f"{name}{export_format.suffix}")
            count += 1
    except OSError as error:
        raise Refused(f"{folder} に書けません: {error}", f"cannot write to {folder}: {error}") from error
    return count
