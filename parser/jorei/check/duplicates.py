"""S25: the same text twice, which only a whole build can see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_MOST_NAMED: Final = 5
"""Paths that the message names; chosen so that it stays a line or two."""


def duplicate_document(view: View) -> Iterator[Finding]:
    """同じ文書の重複 · The same text twice.

    何を見るか: 一緒に点検し、又はビルドした文書の中に、まったく同じ本文の文書が二つ以上ないかを見ます。
    なぜ大切か: 件数や比較の結果が狂います。同じ文書は一つとして数え、ほかのパスを示します。
    例: a/koen.txt と b/koen.txt の本文が同じ。
    確かさ: 高い。

    What it does: looks for documents with the same text among those that are checked or built together.
    Why it matters: counts and comparisons go wrong; they are one document, and the finding names the other paths.
    Example: a/koen.txt and b/koen.txt hold the same text.
    How sure: high.
    """
    paths = view.context.copies
    if not paths:
        return
    named, more = paths[:_MOST_NAMED], len(paths) - _MOST_NAMED
    yield Finding(
        None, 0, 0,
        f"同じ本文の文書が他に{len(paths)}件あります（{'、'.join(named)}{f'ほか{more}件' if more > 0 else ''}）",
        f"{len(paths)} more document(s) with the same text: {', '.join(named)}"
        + (f" and {more} more" if more > 0 else ""),
    )  # fmt: skip
