"""S10-S12, S15, S16, S18, S20, S22: the outer form of divisions, articles, items, 附則 and appendices."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jorei.check.appendices import appendix_of
from jorei.check.finding import Finding
from jorei.model import DIVISIONS, Node
from jorei.model.kinds import DIVISION_LETTERS
from jorei.text.numerals import NUMBER, parse_number

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
        if node.label and view.sibling_index[node.id] == 0 and _CIRCLED.match(node.label):
            start, end = view.head_span(node)
            yield Finding(
                node, start, end,
                f"号の番号に「{node.label}」が使われています（号は (1) 又は 一 で数えます）",
                f"items are labelled {node.label}; they are counted (1) or 一",
            )  # fmt: skip


_BRANCH_BEFORE_UNIT: Final = re.compile(
    rf"第(?P<base>{NUMBER})(?P<branch>の{NUMBER}(?:の{NUMBER})*)(?P<unit>[{DIVISION_LETTERS}条])"
)
_AFTER_HEADING_NUMBER: Final = "\n \u3000（("


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
    for match in _BRANCH_BEFORE_UNIT.finditer(view.text):
        before = view.text[view.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if before.strip() or view.text[match.end() : match.end() + 1] not in _AFTER_HEADING_NUMBER:
            continue
        customary = f"第{match['base']}{match['unit']}{match['branch']}"
        yield Finding(
            view.node_at(match.start()), match.start(), match.end(),
            f"「{match.group()}」は「{customary}」と書きます（枝番号は{match['unit']}の後に付けます）",
            f"{match.group()} is written {customary}",
            suggestion=customary,
        )  # fmt: skip


_CHAPTERS_WITH_TOC: Final = 2
"""Divisions of the top level that make a 目次 customary. Chosen: with one there is nothing to list."""


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
    chapters = [
        node
        for kind in DIVISIONS[:2]
        for node in view.by_kind[kind]
        if view.regions[node.id] == "main" and view.nodes[node.parent].kind == "main_provision"
    ]
    if len(chapters) >= _CHAPTERS_WITH_TOC and not view.by_kind["toc"] and not view.by_kind["toc_entry"]:
        start, end = view.head_span(chapters[0])
        yield Finding(
            chapters[0], start, end,
            f"章（編）が{len(chapters)}ありますが、目次がありません",
            f"the main part has {len(chapters)} chapters, but there is no table of contents",
        )  # fmt: skip
    elif view.by_kind["toc"] and not any(view.by_kind[kind] for kind in DIVISIONS) and view.by_kind["article"]:
        node = view.by_kind["toc"][0]
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            "目次がありますが、本則は章（編）に分かれていません",
            "there is a table of contents, but the main part has no chapters",
        )  # fmt: skip


_CLEAR_MAJORITY: Final = 5
"""An article without caption is an exception where five times as many have one. Chosen."""


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
    articles = [node for node in view.by_kind["article"] if view.regions[node.id] == "main" and not node.deleted]
    captioned = {node.parent for node in articles if node.caption}
    # 罰則 and chapters of one article go without by custom; the main part itself is no such division
    bare = [
        node
        for node in articles
        if not node.caption and (node.parent in captioned or view.nodes[node.parent].depth < 2)
    ]
    if view.style.captions == "majority" and _CLEAR_MAJORITY * len(bare) > len(articles) - len(bare):
        return
    for node in bare:
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"{view.cite(node)}に見出しがありません（ほかの{len(articles) - len(bare)}条にはあります）",
            f"{view.cite(node)} has no caption; {len(articles) - len(bare)} other articles have one",
        )  # fmt: skip


_MOST_RELATED: Final = 4
"""Other articles that a finding names. Chosen."""


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
    articles = [
        node for node in view.by_kind["article"] if node.caption and _is_caption_late(node) and not node.is_ladder_unit
    ]
    if articles:
        start, end = view.head_span(articles[0])
        yield Finding(
            articles[0], start, end,
            f"見出しが条名の後にあります（{len(articles)}条）",
            f"captions stand after the number of their article ({len(articles)} articles)",
            related=tuple(view.related(node) for node in articles[1 : 1 + _MOST_RELATED]),
        )  # fmt: skip


def _is_caption_late(node: Node) -> bool:
    """Whether the caption stands behind the label in the source."""
    label = caption = -1
    for piece in node.pieces:
        role = piece.role
        if role == "label" and label < 0:
            label = piece.start
        elif role == "caption" and caption < 0:
            caption = piece.start
    return 0 <= label < caption


_ANNOUNCING: Final = (
    "次",
    "各号",
    "とおり",
    "左",
    "下記",
    "以下",
    "掲げ",
    "うち",
    "右",
    "上記",
    "前記",
    "列記",
    "後記",
)
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
    if view.has_ladder:
        return
    seen: set[int] = set()
    for node in view.by_kind["item"]:
        if node.parent in seen or view.regions[node.id] not in ("main", "suppl"):
            continue
        seen.add(node.parent)
        stem = view.nodes[node.parent]
        text = stem.text
        if stem.kind != "paragraph" or any(word in text for word in _ANNOUNCING):
            continue
        words = text + "".join([child.text for child in view.children[stem.id] if child.kind == "list"])
        if (
            node.ordinal[:1] != (1,)
            or not words
            or any(word in words for word in _ANNOUNCING)
            or _counts_itself(view, stem, node)
            or _BY_NUMBER.search(words)
        ):
            continue
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"{view.cite(stem)}の文に、号を導く言葉（次の、各号 など）がありません",
            f"the text of {view.cite(stem)} does not announce the items below it",
            related=(view.related(stem),),
        )  # fmt: skip


def _counts_itself(view: View, stem: Node, first: Node) -> bool:
    """Whether the items below a paragraph all carry one number: 1 … 1 … 1 … in a 憲章, which announces none."""
    labels = [child.label for child in view.children[stem.id] if child.kind == "item"]
    return len(labels) > 1 and all(label == first.label for label in labels)


_TAKING_EFFECT: Final = ("施行", "適用", "実施", "効力", "公布", "発効", "失効", "廃止", "略", "告示", "施工")


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
        words = "".join([below.text for below in view.nodes[node.id : node.id + node.size]])
        if (
            node.size == 1
            or node.id in view.extracts
            or node.label_inferred
            or any(word in words for word in _TAKING_EFFECT)
        ):
            continue
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"{view.cite(node)}に施行期日がありません",
            f"{view.cite(node)} does not say when it takes effect",
        )  # fmt: skip


_ORIGIN: Final = re.compile(rf"第{NUMBER}条(?:の{NUMBER})*(?=[^()]*関係\))")
_LONGEST_HEADING: Final = 120
"""Code points of an appendix's heading in which (第5条関係) is looked for. Chosen: two lines."""
_MOST_CITING: Final = 3
"""Citing articles that a message names. Chosen."""


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
    for appendix_id, citing in _citing_articles(view).items():
        node = view.nodes[appendix_id]
        origins = [(match, view.by_citation.get(_arabic(match.group()))) for match in _origins(view, node)]
        if any(article is None or article.id in citing for _, article in origins):
            continue  # the others carry the form out: 第7条 says that 第4条 applies
        for match, article in origins:
            if article is None or any(view.nodes[node_id].citation == article.citation for node_id in citing):
                continue
            start = node.start + match.start()
            cited_by = [view.cite(view.nodes[node_id]) for node_id in sorted(citing)][:_MOST_CITING]
            yield Finding(
                node, start, start + len(match.group()),
                f"{view.cite(article)}は{node.label or 'この表'}を引いていません（引くのは{'、'.join(cited_by)}）",
                f"{view.cite(article)} does not cite {node.label}; {', '.join(cited_by)} does",
                related=(view.related(article),),
            )  # fmt: skip


def _origins(view: View, appendix: Node) -> list[re.Match[str]]:
    """The articles that the first two lines of an appendix name in (第5条関係); offsets count from its start."""
    limit = appendix.start + _LONGEST_HEADING
    first = view.text.find("\n", appendix.start, limit)
    second = view.text.find("\n", first + 1, limit) if first >= 0 else -1
    return list(_ORIGIN.finditer(view.folded[appendix.start : max(second, first, appendix.start)]))


def _citing_articles(view: View) -> dict[int, set[int]]:
    """For each appendix that articles of the main part cite, the arena ids of those articles."""
    citing: dict[int, set[int]] = {}
    owners = view.once(appendix_of)
    if not any(owner >= 0 for owner in owners):
        return citing
    for reference in view.internal_references:
        for target in reference.targets:
            owner = owners[target.node] if target.node is not None else -1
            article = view.enclosing(view.nodes[reference.node], "article") if owner >= 0 else None
            if article is not None and view.suppl_of(article) == 0:
                citing.setdefault(owner, set()).add(article.id)
    return citing


_NUMBER: Final = re.compile(NUMBER)


@lru_cache(maxsize=1024)
def _arabic(name: str) -> str:
    return _NUMBER.sub(lambda match: str(parse_number(match.group())), name)
