"""``jorei compare``: documents of a build side by side."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jorei.cli.bugs import Bugs
from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.cli.output_places import refuse_odd_place
from jorei.dataset.corpus import Corpus
from jorei.errors import Refused
from jorei.whole_file import whole_file, write_whole

if TYPE_CHECKING:
    from jorei.comparison.comparison import Comparison

SUFFIXES: Final = (".html", ".xlsx", ".csv", ".parquet")


def run(arguments: Namespace) -> int:
    """Compare, and write what was asked for; the subjects when no document is named."""
    bugs = Bugs()
    with needing("compare"):
        corpus = Corpus(arguments.corpus)
        if not arguments.docs:
            print(_topics(corpus))
            return ExitCode.DONE
        comparison = _comparison(corpus, arguments, bugs)
        for path in filter(None, (arguments.output, arguments.matrix)):
            if not path.parent.is_dir():
                raise Refused(f"フォルダがありません: {path.parent}", f"no such folder: {path.parent}")
            refuse_odd_place(path)
        if arguments.keep:
            comparison.keep(corpus)
        if arguments.output:
            _write(comparison, arguments.output)
        if arguments.matrix:
            _write_matrix(comparison, arguments.matrix)
    groups = comparison.groups("article")
    shared = sum(len(group.members) > 1 for group in groups)
    written = arguments.output or arguments.corpus / "alignments"
    contradicted = comparison.conflicts  # pairs of two documents that the others contradict: method conflict
    in_japanese, in_english = (
        (f"、矛盾する対応{contradicted}", f", {contradicted} contradicted pairs") if contradicted else ("", "")
    )
    print(f"→ {written}  {len(comparison.documents)}件、条の組{len(groups)}（うち複数にあるもの{shared}）{in_japanese} / "
          f"{len(comparison.documents)} documents, {len(groups)} groups of articles, {shared} in several{in_english}")  # fmt: skip
    return ExitCode.BUG if bugs.count else ExitCode.DONE


def _comparison(corpus: Corpus, arguments: Namespace, bugs: Bugs) -> Comparison:
    """The documents side by side; one that meets a bug is told and left out, as long as two are left."""
    from jorei.comparison.comparison import Comparison
    from jorei.comparison.documents import document_from_corpus

    if len(arguments.docs) < 2:
        raise Refused("比較には2件以上の文書が必要です", "comparison needs two documents or more")
    if arguments.output is None and not arguments.keep:
        raise Refused("出力先（-o）か --keep を指定してください", "say where to write (-o), or --keep")
    if arguments.output and arguments.output.suffix.lower() not in SUFFIXES:
        suffixes = " ".join(SUFFIXES)
        raise Refused(
            f"出力の形が分かりません: {arguments.output.name}（{suffixes}）",
            f"unknown format: {arguments.output.name} ({suffixes})",
        )
    if arguments.matrix and arguments.matrix.suffix.lower() not in (".csv", ".parquet"):
        raise Refused("一覧は .csv 又は .parquet に書き出します", "the matrix is written as .csv or .parquet")
    documents = []
    for name in arguments.docs:
        with bugs.survived(name):
            documents.append(document_from_corpus(corpus, name))
    if len(documents) < min(2, len(arguments.docs)):
        raise Refused("比較できる文書が2件残りません", "fewer than two documents are left to compare")
    return Comparison(documents)


def _write(comparison: Comparison, path: Path) -> None:
    match path.suffix.lower():
        case ".html":
            from jorei.comparison.html import to_html

            write_whole(path, to_html(comparison).encode())
        case ".xlsx":
            from jorei.comparison.xlsx import workbook_bytes

            write_whole(path, workbook_bytes(comparison))
        case ".csv":
            from jorei.comparison.csv import to_csv

            write_whole(path, to_csv(comparison).encode())
        case _:
            import pyarrow.parquet as pq

            with whole_file(path) as new:
                pq.write_table(comparison.to_arrow(), new, compression="zstd")


def _write_matrix(comparison: Comparison, path: Path) -> None:
    from jorei.report.formulas import without_formula

    frame = comparison.features()
    with whole_file(path) as new:
        if path.suffix.lower() == ".csv":
            frame.columns = [without_formula(name) for name in frame.columns]
            frame.rename(index=without_formula).map(without_formula).to_csv(new, encoding="utf-8-sig")
        else:
            frame.reset_index().to_parquet(new)


def _topics(corpus: Corpus) -> str:
    """The documents of each subject that several are about."""
    from jorei.comparison.topics import corpus_topics

    lines = []
    for topic in corpus_topics(corpus):
        lines.append(f"{topic.name}（{len(topic.documents)}件）")
        lines += [f"    {doc_id}  {title or ''}" for doc_id, title in topic.documents]
    return "\n".join(lines) or "同じ主題の文書は見付かりません / no two documents are about the same subject"
