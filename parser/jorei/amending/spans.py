"""Where the clauses of a sentence stand in the text of the amending ordinance."""

from __future__ import annotations

import msgspec

from jorei.amending.operation import Amending, AmendingSentence
from jorei.text.fold import fold


class ClauseSpan(msgspec.Struct, frozen=True, gc=False):
    """A stretch of a sentence; ``whole`` is the number of its clause (None: no clause was read there)."""

    start: int
    end: int
    whole: int | None = None


def clause_spans(amending: Amending, sentence: AmendingSentence) -> list[ClauseSpan]:
    """The sentence in stretches, in order and without gaps: a clause, or words between clauses.

    >>> from jorei.amending.document import read_amending
    >>> one = read_amending("甲市条例（平成9年甲市条例第3号）の一部を次のように改正する。\\n　第1条を削り、第2条を第1条とする。\\n")
    >>> [(one.text[s.start : s.end], s.whole) for s in clause_spans(one, one.acts[0].sentences[0])]
    [('第1条を削り、', 0), ('第2条を第1条とする。', 1)]
    """
    text = amending.text
    places = [i for i in range(sentence.start, sentence.end) if not text[i].isspace()]
    words = fold("".join([text[i] for i in places]))
    spans: list[ClauseSpan] = []
    at = 0
    for whole, clause in sorted({one.whole: one.words for one in sentence.operations}.items()):
        wanted = fold("".join(clause.split()))
        found = words.find(wanted, at) if wanted else -1
        if found < 0:
            continue
        if found > at:
            spans.append(ClauseSpan(places[at], places[found]))
        at = found + len(wanted)
        while at < len(words) and words[at] in "、。":
            at += 1
        spans.append(ClauseSpan(places[found], places[at - 1] + 1, whole))
    if at < len(words):
        spans.append(ClauseSpan(places[at], places[-1] + 1))
    return spans
