"""S27 and S28: a source that holds several instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.structure.several import beginnings, is_aside, may_be_several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View


_SENTENCES: Final = ("ただし、", "この場合", "なお、", "また、", "前項", "同項")
"""What no title begins with, but a sentence whose line was broken does."""


def further_instrument(view: View) -> Iterator[Finding]:
    """一つの文書の中に別の例規 · Another instrument inside a document.

    何を見るか: 附則や別表の後に、別の例規の題名らしい行があり、その下で第1条や目次、改正文が改めて始まっていないかを見ます。
    なぜ大切か: 二つの例規が一つとして読まれると、二つ目の条が一つ目の附則や別表の条になり、引用も検索も誤ります。
    例: 別記の後に「甲市港条例施行規則」の行があり、第1条が始まる。
    確かさ: 高い。文書を分けるか、原本で確かめてください。

    What it does: looks behind a 附則 or an appendix for a line like a title below which 第1条, a 目次 or the words of an
    amendment begin anew.
    Why it matters: two instruments read as one give the articles of the second to the 附則 or appendix of the first, and
    references and search go wrong.
    Example: behind a 別記 the line 甲市港条例施行規則, and below it 第1条.
    How sure: high. Divide the file, or look at the original.
    """
    source = view.analysis.source
    if source.marks or not may_be_several(view.text):
        return
    for beginning in beginnings(view.folded):
        if is_aside(source, beginning.title):
            continue
        end = view.text.find("\n", beginning.start)
        end = len(view.text) if end < 0 else end
        words = view.text[beginning.start : end].strip()
        if words.startswith(_SENTENCES):
            continue
        yield Finding(
            None, beginning.start, beginning.start + len(words),
            f"ここから別の例規（{words[:40]}）が始まるようです。一つの文書として読んでいます",
            f"another instrument seems to begin here ({words[:40]}); all is read as one document",
        )  # fmt: skip


def one_of_several(view: View) -> Iterator[Finding]:
    """複数の例規のうちの一つ · One of several instruments of a source.

    何を見るか: 公報、議案書、例規集のように、一つの入力に複数の例規があるかを見ます。最初の例規に付きます。
    なぜ大切か: この文書は、入力の全部ではありません。
    例: 公報の一号に条例と規則がある。
    確かさ: 高い。

    What it does: tells of a source that holds several instruments, as 公報, 議案書 and 規程集 do, at the first of them.
    Why it matters: this document is not all of its source.
    Example: an issue of a 公報 with an ordinance and a rule.
    How sure: high.
    """
    source = view.analysis.source
    if source.part == 1 and source.parts > 1:
        yield Finding(
            None, 0, 0,
            f"この入力には例規が{source.parts}本あります。これは1本目です（全部は jorei.parse_all）",
            f"the source holds {source.parts} instruments, and this is the first (jorei.parse_all gives all)",
        )  # fmt: skip
