"""S10-S12, S15, S16: the outer form of divisions, articles and items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import DIVISIONS, Node, Related
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_CIRCLED: Final = re.compile("[①-⓿Ⅰ-ⅿ❶-➓㊀-㊉]")


def circled_enumerator(view: View) -> Iterator[Finding]:
    """丸数字・ローマ数字の号 · Items labelled with circled or Roman numbers.

    何を見るか: 号の番号が ①② や ⅠⅡ になっていないかを見ます。
    なぜ大切か: 号は (1) 又は 一 で数え、「第1号」と引きます。丸数字では引用の仕方が定まりません。
    例: ① 氏名 ② 住所
    確かさ: 高い。要綱では通例の書き方であることもあるので、列挙ごとに一つ、情報として示します。

    What it does: looks for items labelled ① or Ⅰ.
    Why it matters: items are counted (1) or 一 and cited as 第1号.
    Example: ① 氏名 ② 住所
    How sure: high, but the habit of some guidelines: one piece of information for each list.
    """
    for node in view.by_kind["item"]:
        if node.label and view.places[node.id] == 0 and _CIRCLED.match(node.label):
            start, end = view.head(node)
            yield Finding(
                node, start, end,
                f"号の番号に「{node.label}」が使われています（号は (1) 又は 一 で数えます）",
                f"items are labelled {node.label}; they are counted (1) or 一",
            )  # fmt: skip


_BRANCHED: Final = re.compile(rf"第(?P<base>{NUMBER})(?P<branch>の{NUMBER}(?:の{NUMBER})*)(?P<unit>[編章節款目条])")
_HEAD_ENDS: Final = "\n \u3000（("


def division_branch_form(view: View) -> Iterator[Finding]:
    """枝番号の位置 · A branch number before its unit.

    何を見るか: 見出しの「第2の2節」「第5の2条」のように、枝番号が「節」「条」より前にあるものを探します。
    なぜ大切か: 枝番号は「第2節の2」「第5条の2」と単位の後に付けます。
    例: 第2の2節　監査
    確かさ: 高い。行の初めの見出しだけを見ます。

    What it does: looks for headings like 第2の2節 and 第5の2条.
    Why it matters: a branch number follows its unit: 第2節の2, 第5条の2.
    Example: 第2の2節　監査
    How sure: high; only headings at the beginning of a line.
    """
    for match in _BRANCHED.finditer(view.text):
        before = view.text[view.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if before.strip() or view.text[match.end() : match.end() + 1] not in _HEAD_ENDS:
            continue
        right = f"第{match['base']}{match['unit']}{match['branch']}"
        yield Finding(
            view.node_at(match.start()), match.start(), match.end(),
            f"「{match.group()}」は「{right}」と書きます（枝番号は{match['unit']}の後に付けます）",
            f"{match.group()} is written {right}",
            suggestion=right,
        )  # fmt: skip


_CHAPTERED: Final = 2
"""Divisions of the top level that make a 目次 customary."""


def toc_missing(view: View) -> Iterator[Finding]:
    """目次の過不足 · Chapters without a table of contents, or contents without chapters.

    何を見るか: 章（編）に分かれた本則に目次があるか、章のない本則に目次がないかを見ます。
    なぜ大切か: 章に分けた条例には目次を付けるのが通例で、付けないときは章を読み取りにくくなります。
    例: 第1章から第3章まであるのに「目次」がない。
    確かさ: 高い。profile の toc = "free" で止められます。

    What it does: looks for a 目次 where the main part has chapters, and for chapters where there is a 目次.
    Why it matters: an ordinance in chapters has one by custom.
    Example: 第1章 to 第3章 and no 目次.
    How sure: high; toc = "free" in a profile switches it off.
    """
    if view.style.toc == "free":
        return
    tops = [
        node
        for kind in DIVISIONS[:2]
        for node in view.by_kind[kind]
        if view.regions[node.id] == "main" and view.nodes[node.parent].kind == "main_provision"
    ]
    if len(tops) >= _CHAPTERED and not view.by_kind["toc"] and not view.by_kind["toc_entry"]:
        start, end = view.head(tops[0])
        yield Finding(
            tops[0], start, end,
            f"章（編）が{len(tops)}ありますが、目次がありません",
            f"the main part has {len(tops)} chapters, but there is no table of contents",
        )  # fmt: skip
    elif view.by_kind["toc"] and not any(view.by_kind[kind] for kind in DIVISIONS) and view.by_kind["article"]:
        node = view.by_kind["toc"][0]
        start, end = view.head(node)
        yield Finding(
            node, start, end,
            "目次がありますが、本則は章（編）に分かれていません",
            "there is a table of contents, but the main part has no chapters",
        )  # fmt: skip


_MOSTLY: Final = 5
"""An article without caption is an exception where five times as many have one."""


def caption_missing(view: View) -> Iterator[Finding]:
    """見出しがない条 · An article without a caption.

    何を見るか: 条に見出し（共通見出しを含む）があるかを見ます。見出しを付けない文書では報告しません。
    なぜ大切か: 見出しは条の内容を示すもので、改正で落ちていることがあります。
    例: ほかの条には（目的）（定義）…とあるのに、第8条だけ見出しがない。
    確かさ: 中くらい。六分の五以上の条に見出しがある文書だけを見て（profile の captions = "required" ならすべて）、
    どの条にも見出しのない章・節（罰則、一条だけの節）は除きます。前の条の見出しに続く条は共通見出しとみます。

    What it does: looks for articles without a caption, their own or a shared one.
    Why it matters: the caption says what an article is about; it may have been lost.
    Example: 第8条 alone has none.
    How sure: medium; only where five articles in six have one (or captions = "required"), never in a division where
    no article has one (penalties, a section of one article); after a captioned article the caption counts as shared.
    """
    if view.style.captions == "free":
        return
    articles = [n for n in view.by_kind["article"] if view.regions[n.id] == "main" and not n.deleted]
    captioned = {node.parent for node in articles if node.caption}
    # 罰則 and chapters of one article go without by custom; the main part itself is no such division
    bare = [n for n in articles if not n.caption and (n.parent in captioned or view.nodes[n.parent].depth < 2)]
    if view.style.captions == "majority" and _MOSTLY * len(bare) > len(articles) - len(bare):
        return
    for node in bare:
        start, end = view.head(node)
        yield Finding(
            node, start, end,
            f"{view.cite(node)}に見出しがありません（ほかの{len(articles) - len(bare)}条にはあります）",
            f"{view.cite(node)} has no caption; {len(articles) - len(bare)} other articles have one",
        )  # fmt: skip


_SHOWN: Final = 5


def caption_after_number(view: View) -> Iterator[Finding]:
    """条名の後の見出し · The caption stands after the number.

    何を見るか: 「第1条（目的）」のように、見出しが条名の後にある条を探します。
    なぜ大切か: 見出しは条名の前の行に書くのが今の方式です。
    例: 第1条（目的）　この条例は、…
    確かさ: 高い。その文書の書き方でもあるので、まとめて一つ、情報として示します。

    What it does: looks for captions after the number of their article.
    Why it matters: today a caption stands on the line above.
    Example: 第1条（目的）　この条例は、…
    How sure: high; one piece of information for the document.
    """
    late = [node for node in view.by_kind["article"] if node.caption and _is_late(node)]
    if late:
        start, end = view.head(late[0])
        yield Finding(
            late[0], start, end,
            f"見出しが条名の後にあります（{len(late)}条）",
            f"captions stand after the number of their article ({len(late)} articles)",
            related=tuple(Related(*view.head(node), view.cite(node)) for node in late[1:_SHOWN]),
        )  # fmt: skip


def _is_late(node: Node) -> bool:
    label = next((piece.start for piece in node.pieces if piece.role == "label"), None)
    caption = next((piece.start for piece in node.pieces if piece.role == "caption"), None)
    return label is not None and caption is not None and label < caption


_STEMS: Final = ("次", "各号", "とおり", "左", "下記", "以下", "掲げ", "うち", "右", "上記", "前記", "列記", "後記")
_BY_NUMBER: Final = re.compile(rf"第{NUMBER}号")


def items_without_stem(view: View) -> Iterator[Finding]:
    """柱書のない号 · Items below a text that does not announce them.

    何を見るか: 号のある項の文に、「次の」「各号」「とおり」など、号を導く言葉があるかを見ます。
    なぜ大切か: 柱書の改正で言葉が落ちたか、号でない行を号と読んでいます。
    例: 市長は、使用を許可する。(1) 公益のため (2) …
    確かさ: 中くらい。

    What it does: looks for words that announce items in the text above them.
    Why it matters: the words were lost in an amendment, or the lines are no items.
    Example: 市長は、使用を許可する。 followed by (1), (2).
    How sure: medium.
    """
    seen: set[int] = set()
    for node in view.by_kind["item"]:
        if node.parent in seen or view.regions[node.id] not in ("main", "suppl"):
            continue
        seen.add(node.parent)
        stem = view.nodes[node.parent]
        words = stem.text + "".join([kid.text for kid in view.kids[stem.id] if kid.kind == "list"])
        if (
            stem.kind != "paragraph"
            or node.ordinal[:1] != (1,)
            or not words
            or any(word in words for word in _STEMS)
            or _BY_NUMBER.search(words)
        ):
            continue
        start, end = view.head(node)
        yield Finding(
            node, start, end,
            f"{view.cite(stem)}の文に、号を導く言葉（次の、各号 など）がありません",
            f"the text of {view.cite(stem)} does not announce the items below it",
            related=(Related(*view.head(stem), view.cite(stem)),),
        )  # fmt: skip


_STARTS: Final = ("施行", "適用", "実施", "効力", "公布", "発効", "失効", "廃止", "略", "告示", "施工")


def effective_date_missing(view: View) -> Iterator[Finding]:
    """施行期日がない附則 · A 附則 that does not say when it takes effect.

    何を見るか: 附則ごとに、施行期日（施行する、適用する など）を定める言葉があるかを見ます。
    なぜ大切か: 施行期日は附則の第1項に置きます。ないときは公布の日から起算して10日で施行されます（地方自治法第16条第3項）。
    例: 経過措置だけの附則。
    確かさ: 中くらい。抄と略は除きます。

    What it does: looks for words of taking effect in each supplementary provision.
    Why it matters: without them it takes effect ten days after promulgation (地方自治法第16条第3項).
    Example: a 附則 of transitional measures alone.
    How sure: medium; extracts (抄, 略) are left out.
    """
    for node in view.by_kind["suppl_provision"]:
        words = view.text[node.start : node.end]
        if node.size == 1 or node.id in view.extracts or node.label_inferred or any(w in words for w in _STARTS):
            continue
        start, end = view.head(node)
        yield Finding(
            node, start, end,
            f"{view.cite(node)}に施行期日がありません",
            f"{view.cite(node)} does not say when it takes effect",
        )  # fmt: skip


_FOR: Final = re.compile(rf"第{NUMBER}条(?:の{NUMBER})*(?=[^()]*関係\))")
_FOR_HEAD: Final = 120
"""Code points of an appendix's heading in which (第5条関係) is looked for."""


def appendix_origin_mismatch(view: View) -> Iterator[Finding]:
    """「(第5条関係)」の食い違い · An appendix names articles that do not cite it.

    何を見るか: 別表・様式の見出しの「(第5条関係)」の条が、その別表・様式を引いているかを見ます（幾つかあれば、どれか）。
    なぜ大切か: 条の繰下げや改正に、見出しの改正が追い付いていません。
    例: 別表（第5条関係）とあるのに、別表を引くのは第6条。
    確かさ: 高い。別表・様式をどの条も引かないとき（S21）は報告しません。

    What it does: looks whether one of the articles named in (第5条関係) cites the appendix.
    Why it matters: articles were moved and the heading forgotten.
    Example: 別表（第5条関係）, cited by 第6条 only.
    How sure: high; nothing where no article cites the appendix (S21).
    """
    citing = _citing_articles(view)
    for at, articles in citing.items():
        node = view.nodes[at]
        stop = view.text.find("\n", node.start, node.start + _FOR_HEAD)
        second = view.text.find("\n", stop + 1, node.start + _FOR_HEAD) if stop >= 0 else -1
        head = fold(view.text[node.start : max(second, stop, node.start)])
        named = [(match, view.by_citation.get(_arabic(match.group()))) for match in _FOR.finditer(head)]
        if any(article is None or article.id in articles for _, article in named):
            continue  # the others carry the form out: 第7条 says that 第4条 applies
        for match, article in named:
            if article is None or any(view.nodes[one].citation == article.citation for one in articles):
                continue
            start = node.start + match.start()
            others = [view.nodes[one] for one in sorted(articles)]
            yield Finding(
                node, start, start + len(match.group()),
                f"{view.cite(article)}は{node.label or 'この表'}を引いていません（引くのは{'、'.join(map(view.cite, others[:3]))}）",
                f"{view.cite(article)} does not cite {node.label}; {', '.join(map(view.cite, others[:3]))} does",
                related=(Related(*view.head(article), view.cite(article)),),
            )  # fmt: skip


def _citing_articles(view: View) -> dict[int, set[int]]:
    """For each appendix that articles of the main part cite, the arena ids of those articles."""
    citing: dict[int, set[int]] = {}
    if not any(owner >= 0 for owner in view.appendix_of):
        return citing
    for reference in view.internal:
        for target in reference.targets:
            owner = view.appendix_of[target.node] if target.node is not None else -1
            article = view.enclosing(view.nodes[reference.node], "article") if owner >= 0 else None
            if article is not None and view.home(article) == 0:
                citing.setdefault(owner, set()).add(article.id)
    return citing


def _arabic(name: str) -> str:
    from jorei.text.numerals import parse_number

    return re.sub(NUMBER, lambda match: str(parse_number(match.group())), name)
