"""What act a time limit is for: 説明会の開催, 廃止の届出, 協議, whatever caption and words a document has for it.

An act is the last verb of its sentence, with its object where the verb says little without, and with the stage of an
undertaking that it belongs to: a notice that work is done and one that the business changes hands are two acts. The stage
is in the caption, or in the words from which the time runs. What is no such act has no name here: a wrong name would put
different things in one column.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.comparison.documents import ComparedDocument
from jorei.model import Node, Norm
from jorei.text.fold import fold
from jorei.text.sentences import split_sentences

_BRACKETS: Final = re.compile(r"\([^()]*\)")
_OF_STAGES: Final[dict[str, re.Pattern[str]]] = {
    "届出": re.compile("届け?出|届け(?!書)|届$"), "協議": re.compile("協議"), "報告": re.compile("報告"), "周知": re.compile("周知"),
}  # fmt: skip
"""Acts that are told apart by the stage that they belong to, and the verbs and captions that name them."""
_MANIFOLD: Final = frozenset(("報告",))
"""Acts of which an ordinance knows so many that the verb alone tells nothing."""
_WITH_OBJECT: Final[dict[str, re.Pattern[str]]] = {
    "開催": re.compile("開催"), "設置": re.compile("設置|掲示|掲出"), "提出": re.compile("提出"), "納付": re.compile("納付|納入|納め"),
    "返還": re.compile("返還"), "縦覧": re.compile("縦覧"),
}  # fmt: skip
"""Acts that are told apart by what is done so: 説明会の開催, 標識の設置."""
_OBJECT: Final = re.compile(r"(?P<object>[一-龠々ァ-ヶー]{2,12})等?を[^。を]{0,40}$")
_STAGES: Final[dict[str, re.Pattern[str]]] = {
    "変更": re.compile("変更"), "廃止": re.compile("廃止"), "中止": re.compile("中止"), "休止": re.compile("休止"), "再開": re.compile("再開"),
    "承継": re.compile("承継|継承"), "撤去": re.compile("撤去"), "更新": re.compile("更新"), "着手": re.compile("着手"), "開始": re.compile("開始"),
    "完了": re.compile("完了|終了|完成|竣工|しゅん工|竣功"),
}  # fmt: skip
"""Stages of an undertaking by their name, in the order in which names are joined: 撤去完了の届出."""
_END, _POINTS = "完了", frozenset(("着手", "開始"))
"""The stage that other stages have (廃止の完了), and those that a time is often counted from without being what is told."""
_OTHER_ACT: Final = re.compile(
    "(?:協議|説明会|検査|届出|申請|許可|公告|縦覧|周知|認定|審査|調査|通知)[^、]{0,8}(?:完了|終了|変更|開始)"
)
"""The end of another act, from which a time runs: 協議を完了した日から."""
_OCCASION: Final = re.compile("[^、。]{0,40}(?:とき|場合|日)は?[、に]")
_LIST: Final = re.compile("[、・]|又は|及び|若しくは")


def act_of(document: ComparedDocument, norm: Norm) -> str | None:
    """The name of the act that a time limit is for; None when it is for none that is told apart so.

    >>> from jorei import parse
    >>> from jorei.comparison.documents import document_from_analysis
    >>> document = document_from_analysis(parse("○甲市条例\\n\\n（工事完了の届出）\\n第1条 事業者は、完了した日から14日以内に届け出なければならない。"
    ...     "\\n\\n（周知）\\n第2条 事業者は、工事の30日前までに、説明会（以下「説明会」という。）を開催するものとする。"))
    >>> [act_of(document, norm) for norm in document.norms]
    ['完了の届出', '説明会の開催']
    """
    if norm.predicate is None or norm.value_kind != "deadline":
        return None
    node = document.tree.nodes[norm.node]
    caption, predicate = fold(_caption(document, node)), fold(norm.predicate)
    verbs = [verb for verb, written in _OF_STAGES.items() if written.search(predicate)]
    if verbs:
        verb = next((verb for verb in verbs if _OF_STAGES[verb].search(caption)), verbs[-1])
        stages = _stages(caption, fold(norm.counted_from or ""), _sentence(node, norm))
        return f"{stages}の{verb}" if stages else verb if verb not in _MANIFOLD else None
    for verb, written in _WITH_OBJECT.items():
        if written.search(predicate):
            return _with_object(verb, written, _sentence(node, norm))
    return None


def _with_object(verb: str, written: re.Pattern[str], sentence: str) -> str | None:
    """The act with what is done so: the last noun before を, nothing else being done between."""
    uses = list(written.finditer(sentence))
    found = _OBJECT.search(sentence, 0, uses[-1].start()) if uses else None
    return f"{found['object']}の{verb}" if found else None


def _caption(document: ComparedDocument, node: Node) -> str:
    """The caption of the nearest unit that has one."""
    above = (node, *document.tree.ancestors(node))
    return next((unit.caption for unit in above if unit.caption), "")


def _sentence(node: Node, norm: Norm) -> str:
    """The sentence of a norm, without brackets; all of its node when that is counted in another way."""
    sentences = split_sentences(fold(node.text))
    sentence = sentences[norm.sentence - 1] if norm.sentence <= len(sentences) else fold(node.text)
    while (shorter := _BRACKETS.sub("", sentence)) != sentence:
        sentence = shorter
    return sentence


def _stages(caption: str, counted_from: str, sentence: str) -> str:
    """The stages, joined; those of the caption count most, but an end is of what the words say that ends."""
    captioned, counted = _found(caption), set[str]()
    if not _OTHER_ACT.search(counted_from):
        counted = _found(counted_from) - _POINTS
    if len(captioned) > 1 and captioned & counted and _LIST.search(caption):
        captioned &= counted
    if not captioned:
        stages = counted or _of_occasion(sentence)
    elif captioned == {_END}:
        stages = captioned | counted
    else:
        of_counted = set() if _LIST.search(counted_from) and captioned & counted else counted & {_END}
        stages = captioned | of_counted
    return "".join(stage for stage in _STAGES if stage in stages)


def _of_occasion(sentence: str) -> set[str]:
    """The stages in the occasion of an act: 変更しようとするときは、"""
    occasion = _OCCASION.search(sentence)
    if occasion is None or _OTHER_ACT.search(occasion[0]):
        return set()
    return _found(occasion[0]) - _POINTS


def _found(words: str) -> set[str]:
    return {stage for stage, written in _STAGES.items() if written.search(words)}
