"""R18: provisions that the ordinance of a rule does not have, which only the ordinance shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jorei.check.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View


def provision_not_in_parent(view: View) -> Iterator[Finding]:
    """規則の引く条が条例にない · A rule cites a provision that its ordinance does not have.

    何を見るか: 規則などが「条例第9条」と引く条、項、号が、一緒に点検し、又はビルドした文書の中のその条例にあるかを見ます。
    条例は、規則の中の「以下「条例」という。」、又は規則の題名（…条例施行規則）から、題名と番号で探します。
    なぜ大切か: 条例の改正で条がずれたのに、規則が直されていません。読む人は別の条に行き着くか、何も見つけられません。
    例: 条例は第8条までなのに、規則に「条例第9条の規定により」とある。
    確かさ: 高い。条例の版が幾つもあるときは、どの版にもないものだけを報告します。附則の中の引用、旧条例の引用、
    条例の一部しか手元にないとき（附則がない、条の番号が抜けている、略した所がある）は、見ません。

    What it does: looks for each article, paragraph and item that a rule cites of its ordinance (条例第9条) in that
    ordinance, where it is among the documents checked or built together. The ordinance is the one that the rule calls
    条例 for short, else the one its title begins with (…条例施行規則), found by title and number.
    Why it matters: the articles of the ordinance were moved and the rule was not changed; a reader finds another
    provision, or none.
    Example: 条例第9条の規定により where the ordinance ends at 第8条.
    How sure: high. Of several versions of the ordinance, none may have it. References in a 附則, to a former ordinance,
    and to an ordinance of which only a part is there (no 附則, a gap among its articles, an omission) are not looked at.
    """
    ordinance = view.context.parent
    for cited in view.context.missing:
        yield Finding(
            view.node_at(cited.start), cited.start, cited.end,
            f"{cited.citation}は{ordinance}にありません",
            f"{ordinance} has no {cited.citation}",
        )  # fmt: skip
