"""S25: the same text twice, which only a whole build can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.finding import Finding
    from jorei.check.view import View


def duplicate_document(view: View) -> Iterator[Finding]:
    """同じ文書の重複 · The same text twice.

    何を見るか: 一つのビルドに、まったく同じ本文の文書が二つ以上ないかを見ます（jorei build が報告します）。
    なぜ大切か: 件数や比較の結果が狂います。同じ文書は一つとして数え、ほかのパスを示します。
    例: a/koen.txt と b/koen.txt の本文が同じ。
    確かさ: 高い。

    What it does: looks for documents of one build whose texts are the same (reported by jorei build).
    Why it matters: counts and comparisons go wrong; they are one document, and the finding names the other paths.
    Example: a/koen.txt and b/koen.txt hold the same text.
    How sure: high.
    """
    del view  # one document cannot tell
    return iter(())
