"""C01: corrections that do not fit the text they were made for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jorei.check.finding import Finding
from jorei.check.view import View
from jorei.model import Node
from jorei.model.corrections import Misfit, Why

_REASONS: Final[dict[Why, tuple[str, str]]] = {
    "gone": ("本文に見当たりません", "its words are not in the text"),
    "ambiguous": ("同じ語句が2か所以上にあり、どれか分かりません", "its words stand in more than one place"),
    "target": ("指定された参照先がありません", "there is no such target"),
    "overruled": ("指定どおりの種類にできません", "the line cannot be that where it stands"),
    "unused": ("該当する指摘はもうありません", "there is no such finding any more"),
}
_MOST_QUOTED: Final = 24
"""Code points of a correction's words that a message quotes. Chosen."""


def correction_misfit(view: View) -> Iterator[Finding]:
    """合わない修正 / a correction that does not fit

    何を見るか: corrections.toml の修正のうち、本文に当てはまらなくなったもの（引用した語句がない、2か所以上にある、
    参照先がない、その位置ではその種類にできない）と、該当する指摘がなくなった却下。
    なぜ大切か: 改正で本文が変わると、以前の修正は意味を失うことがある。黙って捨てれば、直したはずの誤りが戻る。
    例: 「市長は、前項の申請が…」を第2項とする修正があるが、その文は改正で削られた。
    確かさ: H。修正は語句とその前後で照合し、同じように当てはまる場所が複数あればどれにも適用しない。

    What it does: reports corrections of corrections.toml that do not fit the text (their words are gone, stand in more
    than one place, the target does not exist, the line cannot be that kind there) and dismissals without a finding.
    Why it matters: an amendment may take the ground from under a correction; dropped silently, the error would be back.
    Example: a line is corrected to be paragraph 2, but an amendment has deleted that sentence.
    How sure: H. Corrections are matched by their words and their surroundings; where two places fit, none is taken.
    """
    for misfit in view.analysis.misfits:
        yield misfit_finding(view.nodes[0], misfit)


def misfit_finding(node: Node | None, misfit: Misfit) -> Finding:
    """The finding for one correction."""
    quote = " ".join(misfit.quote.text.split())
    quote = quote if len(quote) <= _MOST_QUOTED else quote[:_MOST_QUOTED] + "…"
    ja, en = _REASONS[misfit.why]
    return Finding(
        node, misfit.start, misfit.end, f"「{quote}」の修正（{misfit.about}）が合いません: {ja}",
        f"the correction of {quote!r} ({misfit.about}) does not fit: {en}",
        severity="info" if misfit.elsewhere else None,
    )  # fmt: skip
