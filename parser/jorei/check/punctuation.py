"""P03, P04, P07, P08: full stops, brackets and lost commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.passages import INLINE_ITEM, is_quoted
from jorei.check.view import View
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.numerals import NUMBER
from jorei.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.model import Node

_OLD_STYLE: Final = re.compile("(?:[ァ-ヴ]|得)$")
"""The end of a sentence in the old written style, which takes no full stop: 之ヲ定ム, 施行ス."""
_SENTENCE_ENDS: Final = (*"。．.」』）)］]〕】…―-：:", "略", "削除")
_SHORTEST_SENTENCE: Final = 10
"""Code points; a shorter paragraph is a heading or a name. Chosen: sentences are longer."""
_BARE_SHARE: Final = 10
"""One paragraph in so many may lack its full stop before that is the habit of the document. Chosen."""
_QUOTED_END: Final = 8
"""Code points of the end of a paragraph that a message quotes. Chosen."""


def sentence_period_missing(view: View) -> Iterator[Finding]:
    """文末の「。」がない · A paragraph without its full stop.

    何を見るか: 条や附則の項の終わりに「。」があるかを見ます。「。」を付けない文書では報告しません。
    なぜ大切か: 文が途中で切れている（後ろが落ちている）ことがあります。
    例: 2 市長は、前項の届出を受理したときは、その内容を公表する
    確かさ: 高い。項の9割以上が「。」で終わる文書だけを見ます。

    What it does: looks for paragraphs that do not end with 。.
    Why it matters: the rest of the sentence may have been lost.
    Example: 2 市長は、…その内容を公表する
    How sure: high; only documents where nine paragraphs in ten end with one.
    """
    bare, total, old = [], 0, 0
    for node in view.by_kind["paragraph"]:
        if view.regions[node.id] not in ("main", "suppl") or view.children[node.id] or node.deleted:
            continue
        total += 1
        text = node.text.rstrip()
        if len(text) < _SHORTEST_SENTENCE or text.endswith(_SENTENCE_ENDS) or INLINE_ITEM.search(text):
            continue
        if _LEFT_OUT.search(text):
            continue
        if _OLD_STYLE.search(text) and any(particle in text for particle in "ヲノニハ"):
            old += 1
            continue
        bare.append(node)
    if _BARE_SHARE * (len(bare) + old) > total:
        return
    for node in bare:
        text = node.text.rstrip()
        end = node.to_source_end(len(text))
        yield Finding(
            node, end - 1, end,
            f"{view.cite(node)}が「。」で終わっていません（「…{text[-_QUOTED_END:]}」）",
            f"{view.cite(node)} does not end with 。",
            suggestion=f"{text[-1]}。",
        )  # fmt: skip


_LEFT_OUT: Final = re.compile(r"(?:略|削除)[ \u3000]*[(（]?[0-9０-９一二三四五六七八九十]+[)）]?[ \u3000]")
"""Items run on in the line of their stem, some of them left out: 一から四まで　略(5)　第10条."""


_PROVISOS: Final = ("ただし、", "但し、")
_BLANKS: Final = " \t\u3000"
_BLANK_LINES: Final = 200
"""Code points before a proviso in which the end of the text before is looked for. Chosen: blank lines are short."""


def proviso_on_new_line(view: View) -> Iterator[Finding]:
    """ただし書の改行 · A proviso on a line of its own.

    何を見るか: 行の初めにある「ただし、」を探します。
    なぜ大切か: ただし書は前の文と一つの項であり、改行しません。改行すると別の項に見えます。
    例: 改行して「ただし、市長が認めるときは、この限りでない。」
    確かさ: 高い。折り返しの行（前の行が文の途中）は報告しません。

    What it does: looks for lines that begin with ただし、.
    Why it matters: a proviso belongs to the paragraph before it and takes no new line.
    Example: a line ただし、市長が認めるときは、この限りでない。
    How sure: high; wraps inside a sentence are left out.
    """
    text = view.text
    for start in occurrences(text, _PROVISOS):
        end = text.index("、", start) + 1
        ahead = text[max(0, start - _BLANK_LINES) : start].rstrip(_BLANKS)
        if not ahead.endswith("\n"):
            continue
        line = max(0, start - _BLANK_LINES) + len(ahead)
        before = text[max(0, line - 1 - _BLANK_LINES) : line - 1].rstrip()
        node = view.node_at(end)
        if not before.endswith(("。", ")", "）")) or view.regions[node.id] not in ("main", "suppl"):
            continue
        if _fills_its_line(text, before, end):
            continue
        yield Finding(
            node, max(line, end - 1 - len("ただし")), end,
            "ただし書が改行されています（前の文に続けて書きます）",
            "a proviso stands on a line of its own; it belongs to the sentence before it",
        )  # fmt: skip


_LONG_LINE: Final = 30
"""Code points of a line that may have been broken because it was full. Chosen: paper takes 35 to 45."""


def _fills_its_line(text: str, before: str, offset: int) -> bool:
    """Whether the line before is as long as the line at an offset: the text was broken where its lines were full."""
    line = len(before) - before.rfind("\n") - 1
    end = text.find("\n", offset)
    return line >= _LONG_LINE and end >= 0 and abs(end - text.rfind("\n", 0, offset) - 1 - line) <= 1


_PAIRS: Final = {"）": "（", ")": "（", "」": "「", "』": "『", "〕": "〔"}
_OPENERS: Final = {"（": "（", "(": "（", "「": "「", "『": "『", "〔": "〔"}
_BRACKET: Final = re.compile("[()（）「」『』〔〕]")
_SIDES: Final = (("（(", "）)"), ("「", "」"), ("『", "』"), ("〔", "〕"))
_DEPTH: Final = 5
# five deep, and those still deeper: many brackets in a row are one finding
_DEEP: Final = re.compile(rf"([（(](?:[^（()）\n]*[（(]){{{_DEPTH - 1}}})(?:[^（()）\n]*[（(])*+")
_ENUMERATOR: Final = re.compile(r"(?:^|[ \u3000。、])[0-9０-９a-zア-ンｱ-ﾝ一二三四五六七八九十]{1,2}$")


def unbalanced_brackets(view: View) -> Iterator[Finding]:
    """括弧の不対応 · Brackets that do not match, or are nested deeply.

    何を見るか: 条（附則では項）ごとに、（）「」『』〔〕が開いた数だけ閉じているかを見ます。五重以上の括弧も示します。
    なぜ大切か: どこまでが括弧の中か決まらず、読み違えます。文字が落ちていることもあります。
    例: 書類(以下「申請書という。)
    確かさ: 高い。五重の括弧は誤りではないので、情報として示します。

    What it does: counts opening and closing brackets of each article; shows brackets five deep.
    Why it matters: the reader cannot tell where a bracket ends; characters may be missing.
    Example: 書類(以下「申請書という。)
    How sure: high; deep nesting is no mistake and is only information.
    """
    sides = [pair for left, right in _SIDES if any(pair := (_occurring(view, left), _occurring(view, right)))]
    prose = view.prose
    deep: list[re.Match[str]] = []
    for first, last, start, end in _articles(view) if sides else ():
        if not _balanced(prose, start, end, sides):
            yield from _unmatched(view, view.wording[first:last])
        if prose.count("(", start, end) + prose.count("（", start, end) >= _DEPTH:
            deep += _DEEP.finditer(prose, start, end)
    for match in deep:
        yield Finding(
            *view.locate(match.start(), len(match.group(1))),
            "括弧が五重以上です（分けて書けないか確かめてください）",
            "brackets are nested five deep or more",
            severity="info",
        )  # fmt: skip


def _occurring(view: View, brackets: str) -> str:
    return "".join(bracket for bracket in brackets if bracket in view.prose)


def _articles(view: View) -> list[tuple[int, int, int, int]]:
    """The articles, or paragraphs where there is none: a stretch of `View.wording`, and the same of `View.prose`."""
    units: list[tuple[int, int, int, int]] = []
    first = start = at = 0
    beyond = -1
    for index, node in enumerate(view.wording):
        if node.id >= beyond:
            if index:
                units.append((first, index, start, at))
            top = view.enclosing(node, "article") or view.enclosing(node, "paragraph") or node
            first, start, beyond = index, at, top.id + top.size
        at += len(node.text) + 1
    if view.wording:
        units.append((first, len(view.wording), start, at))
    return units


def _balanced(prose: str, start: int, end: int, sides: list[tuple[str, str]]) -> bool:
    for opening, closing in sides:
        surplus = 0
        for bracket in opening:
            surplus += prose.count(bracket, start, end)
        for bracket in closing:
            surplus -= prose.count(bracket, start, end)
        if surplus:
            return False
    return True


_AFTER_QUOTED: Final = ("とある", "と、", "と読み替え", "とする", "を「", "に改め", "に、")
"""What follows words that are read as others, or the words that they are read as."""
_AMENDS: Final = "改正規定"
_DEEPEST: Final = 1_000
"""Open brackets that are remembered. Chosen, so that hostile text costs no memory."""


def _unmatched(view: View, nodes: list[Node]) -> Iterator[Finding]:
    """The first bracket of an article that has no partner; words quoted may be cut out of their brackets."""
    stack: list[tuple[str, Node, int]] = []
    for node in nodes:
        cut = node.text.count("「") > node.text.count("」")
        for match in _BRACKET.finditer(node.text):
            bracket = match.group()
            quoting = bool(stack) and stack[-1][0] == "「"
            if bracket in _OPENERS:
                # deeper than any text: the bracket stays open, and that is reported
                if (not quoting or bracket == "「") and len(stack) < _DEEPEST:
                    stack.append((_OPENERS[bracket], node, match.start()))
            elif stack and stack[-1][0] == _PAIRS[bracket]:
                _close(stack, cuts_words=quoting and cut and node.text.startswith(_AFTER_QUOTED, match.end()))
            elif bracket == "」" and _AMENDS in node.text:
                continue  # 「…」と」の下に: words with brackets of their own are amended
            elif not quoting and not _ENUMERATOR.search(node.text, max(0, match.start() - 3), match.start()):
                yield _unpaired(view, node, match.start())
                return
    if stack:
        # an open quotation hides the bracket that should have closed the one below it on the stack
        unclosed = next((opened for opened in reversed(stack) if opened[0] == "「"), stack[0])
        if not _quotes_lines(view, unclosed) and not _closed_by_label(unclosed, nodes):
            yield _unpaired(view, unclosed[1], unclosed[2])


def _closed_by_label(opened: tuple[str, Node, int], nodes: list[Node]) -> bool:
    """Whether the label of a node below is the end of the brackets, on a line that was broken: （メ / ン）."""
    bracket, node, _ = opened
    return bracket == "（" and any(
        below.id > node.id and below.label and _BROKEN_END.fullmatch(below.label) is not None for below in nodes
    )


_BROKEN_END: Final = re.compile("[^(（]{1,3}[)）]")


def _close(stack: list[tuple[str, Node, int]], *, cuts_words: bool) -> None:
    """Take the last bracket off; all quotations where words are cut out of their brackets: 「許可（以下「許可証」とあるのは."""
    stack.pop()
    while cuts_words and stack and stack[-1][0] == "「":
        stack.pop()


def _quotes_lines(view: View, opened: tuple[str, Node, int]) -> bool:
    """Whether an open 「 quotes lines of their own: a table or whole provisions."""
    bracket, node, offset = opened
    return bracket == "「" and (offset >= len(node.text.rstrip()) - 1 or bool(view.children[node.id]))


def _unpaired(view: View, node: Node, offset: int) -> Finding:
    bracket = node.text[offset]
    closing = bracket in _PAIRS
    return Finding(
        node, node.to_source(offset), node.to_source_end(offset + 1),
        f"「{bracket}」に対応する括弧がありません（{view.cite(node)}）",
        f"{bracket} has no {'opening' if closing else 'closing'} partner in {view.cite(node)}",
    )  # fmt: skip


_OPENINGS: Final = (("ただし、", ("",)), ("この場合にお", ("いて、", "いて「", "ける")))
"""What begins a sentence of its own in a provision: letters that are looked for, and the rest."""
_ENDED: Final = re.compile("(?:[うくすつぬむるたいん]|とき)$(?<![がにをはも])")
"""The last letters of a sentence whose full stop is lost."""
_LOST: Final = (
    re.compile(rf"第(?:(?<=[条項号]第)|(?<=条の.第)){NUMBER}条(?:の{NUMBER})*(?![例件])"),
    re.compile("次(?<=[条項号]次)[条項号]"),
    re.compile("前(?<=[条項号]前)[条項号]"),
)
"""Each begins with a letter, for a quick scan."""
_LONGEST_QUOTE: Final = 100
"""Code points before a sentence in which a 「 is looked for. Chosen."""
_LONGEST_DESIGNATOR: Final = 16
"""Code points before a citation in which the end of another is looked for. Chosen: 第百二十三条の二の三 has ten."""
_DESIGNATOR: Final = re.compile(rf"第{NUMBER}[条項号](?:の{NUMBER})*$")
_LAW_NUMBER: Final = re.compile(rf"(?:{alternation(*NUMBERED)}|布令|指令|通達|布告)[甲乙丙]?第[^第]{{1,8}}号$")


def lost_delimiter(view: View) -> Iterator[Finding]:
    """区切りの「、」「。」の欠落 · A lost comma between two references, or a lost full stop between two sentences.

    何を見るか: 「第11条第1項第11条の2第1項」のように、区切りなしに続く二つの引用と、「…しなければならないただし、」のように
    「。」なしに続く二つの文を探します。
    なぜ大切か: リンクの変換などで「、」や「及び」が落ちています。
    例: 第8条第9条及び第10条。第3号次条第2項。
    確かさ: 高い。

    What it does: looks for two citations with nothing between them, and for ただし、 or この場合において、 right behind a verb.
    Why it matters: a 、, 及び or 。 was lost, often where links were converted.
    Example: 第8条第9条及び第10条; 第3号次条第2項.
    How sure: high.
    """
    prose = view.prose
    for letters, rests in _OPENINGS:
        for offset in view.find_all(letters):
            if _ENDED.search(prose, max(0, offset - 2), offset) is None:
                continue
            rest = next((rest for rest in rests if prose.startswith(rest, offset + len(letters))), None)
            if rest is not None and not is_quoted(prose, offset, max(0, offset - _LONGEST_QUOTE)):
                words = letters + rest
                yield Finding(
                    *view.locate(offset - 1, 1 + len(words)),
                    f"「{words.rstrip('、「')}」の前に「。」がありません",
                    f"there is no 。 before {words.rstrip('、「')}",
                    suggestion=f"{prose[offset - 1]}。{words}",
                )  # fmt: skip
    for match in [match for pattern in _LOST for match in pattern.finditer(prose)]:
        node, offset = view.prose_node(match.start())
        words = node.text[max(0, offset - _LONGEST_DESIGNATOR) : offset]
        before = _DESIGNATOR.search(words)
        if (
            before is None
            or _LAW_NUMBER.search(words)
            or is_quoted(node.text, offset, max(0, offset - _LONGEST_DESIGNATOR))
        ):
            continue  # 平成15年条例第5号第3条: the number of a law and its article
        yield Finding(
            *view.locate(match.start(), len(match.group())),
            f"「{before.group()}」と「{match.group()}」の間に区切りがありません",
            f"nothing separates {match.group()} from the citation before it",
            suggestion=f"、{match.group()}",
        )  # fmt: skip
