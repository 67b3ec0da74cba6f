"""D08, D09: terms that are used and never defined, and terms that are defined by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import ENUMERATED
from jorei.text.fold import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Definition

_DAYS: Final = ("施行日", "切替日", "新条例", "旧条例", "新規則", "旧規則", "改正法", "改正条例", "改正規則")
"""Words that have a meaning only where 以下「…」という。 gives it."""
_ALIASES: Final = ("法", "令", "条例", "省令", "政令", "規則")
_COMPOUND: Final = re.compile("[一-龠々ァ-ヶー・の「]$")
"""What makes a word part of another (改正法施行日), or explains it (この条例の施行日)."""
_AFTER: Final = re.compile("[一-龠々](?<![前後以])")


def undefined_term(view: View) -> Iterator[Finding]:
    """定義のない用語 · A term that is used and never defined.

    何を見るか: 「施行日」「切替日」「旧条例」のように定義して使う語と、「法第5条」「条例第3条」の略称が、どこかで
    「以下「施行日」という。」のように定義されているかを見ます。附則の語は、その附則か本則での定義を探します。
    なぜ大切か: どの日、どの法令かが決まりません。定義が改正で落ちたか、ほかの条例から写したときに写し忘れています。
    例: 施行日前に行われた申請は、なお従前の例による。（「施行日」の定義がない）
    確かさ: 高い。「この条例の施行日」、抄の附則、「改正法施行日」のような語の一部は除きます。

    What it does: looks for words like 施行日 and 旧条例, and for short names of laws (法第5条), that no 以下「…」という。 defines.
    Why it matters: nobody can tell which day or which law; the definition was lost or not copied.
    Example: 施行日前に行われた申請は、… where 施行日 is not defined.
    How sure: high; この条例の施行日, extracts (抄) and parts of longer words are left out.
    """
    terms = [definition.term for definition in view.analysis.definitions]
    for word in _DAYS:
        offsets = view.find_all(word)
        if not offsets:
            continue
        seen = _defined_in(view, word)
        if 0 in seen:
            continue
        longer = [term for term in terms if term.startswith(word) and term != word]
        for offset in offsets:
            suppl = view.suppl_of(view.prose_node(offset)[0])
            if suppl in seen or suppl in view.extracts or _is_part(view.prose, offset, word):
                continue
            if _is_own_item(view, offset, word):
                seen.add(suppl)
                continue
            if any(view.prose.startswith(term, offset) for term in longer):
                continue
            seen.add(suppl)
            yield Finding(
                *view.locate(offset, len(word)),
                f"「{word}」の定義（以下「{word}」という。）がありません",
                f"{word} is used, but nothing defines it",
            )  # fmt: skip
    yield from _undefined_aliases(view)


def _is_part(prose: str, offset: int, word: str) -> bool:
    return bool(_COMPOUND.search(prose, max(0, offset - 1), offset) or _AFTER.match(prose, offset + len(word)))


def _is_own_item(view: View, offset: int, word: str) -> bool:
    """Whether a word stands alone on the line of a 号, and its meaning below: (3) 施行日."""
    node, inside = view.prose_node(offset)
    if node.kind not in ENUMERATED or inside:
        return False
    _, _, end = view.locate(offset, len(word))
    return view.text[end : end + _LINE_END].lstrip(" \t\u3000").startswith("\n")


_LINE_END: Final = 4
"""Code points behind a word in which its line ends."""


def _defined_in(view: View, word: str) -> set[int]:
    """Where 「施行日」 stands: the arena ids of the 附則, 0 for the main part, whose definitions hold
    everywhere; the old style is without 「」."""
    quoted = f"「{word}」"
    holders = {
        view.suppl_of(view.nodes[definition.node])
        for definition in view.analysis.definitions
        if definition.term == word
    }
    if f"以下{word}と" in view.text:
        return {0}
    offset = view.text.find(quoted)
    while offset >= 0:
        holders.add(view.suppl_of(view.node_at(offset)))
        offset = view.text.find(quoted, offset + len(quoted))
    return holders


def _undefined_aliases(view: View) -> Iterator[Finding]:
    """The first citation of each short name of a law that is explained nowhere, in the main part."""
    told: set[str] = set()
    for reference in view.analysis.references:
        name = reference.target_law
        if (
            name not in _ALIASES
            or name in told
            or reference.status != "unresolved"
            or view.regions[reference.node] != "main"
        ):
            continue
        start = reference.start - len(name)
        if (
            not view.text.startswith(name, start)
            or view.text.startswith("他", start - 1)
            or f"「{name}」" in view.folded
            or any(f"以下{lead}{name}と" in view.folded for lead in ("", "単に"))
        ):
            continue
        told.add(name)
        yield Finding(
            view.nodes[reference.node], start, reference.end,
            f"略称「{name}」が何を指すか、この文書のどこにも書かれていません",
            f"nothing says which instrument {name} is",
        )  # fmt: skip


_FEW_WORDS: Final = 8
"""Characters before the term that say nothing yet; longer words narrow it: 日照に関する住民との間の紛争. Chosen."""
_REFERS: Final = re.compile("規定|定める|第[0-9０-９一二三四五六七八九十]|掲げる|による|基づく|別表|次の")


def defined_by_itself(view: View) -> Iterator[Finding]:
    """用語そのものによる定義 · A term defined by itself.

    何を見るか: 定義条の「事前協議書　事前協議書をいう。」のように、説明が用語と同じか、用語で終わり、条文や法令を引いていない
    定義を探します。
    なぜ大切か: 何も定義していません。
    例: (3) 事業区域　事業を行う事業区域をいう。
    確かさ: 高い。「条例第2条に規定する事業区域をいう。」のように、ほかの定義を引くものは除きます。

    What it does: looks for definitions that are the term itself, or end in it without citing where it is defined.
    Why it matters: they define nothing.
    Example: (3) 事業区域　事業を行う事業区域をいう。
    How sure: high; those that cite another definition (条例第2条に規定する事業区域) are left out.
    """
    for definition in view.analysis.definitions:
        if definition.kind == "item" and view.regions[definition.node] == "main" and _is_circular(definition):
            yield Finding(
                view.nodes[definition.node], definition.start, definition.end,
                f"「{definition.term}」が「{definition.term}」で定義されています",
                f"{definition.term} is defined by itself",
            )  # fmt: skip


def _is_circular(definition: Definition) -> bool:
    meaning = squeeze(definition.definition).removesuffix("。")
    if not meaning.endswith("をいう") and not squeeze(definition.definition_text).removesuffix("。").endswith("をいう"):
        return False  # 委員会　甲市選挙管理委員会: a short name
    meaning = meaning.removesuffix("をいう")
    term = squeeze(definition.term)
    return meaning.endswith(term) and len(meaning) <= len(term) + _FEW_WORDS and not _REFERS.search(meaning)
