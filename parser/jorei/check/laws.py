"""R13-R15: the names and numbers of other laws."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.passages import squeezed
from jorei.model import Definition, Reference, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_NAME: Final = re.compile(
    r"[^、。()（）「」\s]{2,60}(?:法|法律|施行令|施行規則|(?:[市町村区都道府県][^の]+|[^の]{3,}に関する)条例)$"
)
_SHORT_NAMES: Final = frozenset(("民法", "刑法", "商法"))
_PRONOUN: Final = "^(?:施行[前後]|結果|旧|新|改正|同|この|当該|本|各|他の|前の|中|等|元年|平成|令和|昭和)"
_CLAUSE: Final = ".[がをはに].*(?:の規定|[^関基]する|した)"
_UNNUMBERED: Final = re.compile(f"憲法$|{_PRONOUN}|(?:改正|整備|施行)する(?:法律|条例)$|{_CLAUSE}")
"""Names that take no number, or that were read together with words before them."""
_NUMBER_FOLLOWS: Final = re.compile("[（(](?:(?:明治|大正|昭和|平成|令和)|[^()（）]{0,10}年立法)")
_LONGEST_NAME: Final = 40
"""Code points before a number in which the name of the law is looked for. Chosen."""


def law_number_missing(view: View) -> Iterator[Finding]:
    """法令番号のない法令名 · Another law cited without its number.

    何を見るか: 本則で法律・政令・条例を名前で引くとき、文書のどこかに番号（昭和22年法律第67号など）があるかを見ます。
    なぜ大切か: 初めて引くときは「地方自治法（昭和22年法律第67号）」と番号を添えます。同じ名前の旧法と区別するためです。
    例: 地方自治法第244条の2の規定に基づき
    確かさ: 高い。憲法、略称、旧法・新法は除きます。

    What it does: looks for laws and ordinances named in the main part whose number stands nowhere in the document.
    Why it matters: the first citation gives the number: 地方自治法（昭和22年法律第67号）.
    Example: 地方自治法第244条の2の規定に基づき
    How sure: high; the constitution, abbreviations and old or new laws are left out.
    """
    first_by_name = _first_by_name(view)
    if not first_by_name:
        return
    explained = {title for reference in view.analysis.references if (title := _numbered(reference))}
    explained |= {definition.term for definition in view.analysis.definitions if len(definition.term) > 1}
    starts = [match.start() for match in _NUMBER_FOLLOWS.finditer(view.text)]
    leads = ["".join(view.folded[max(0, start - _LONGEST_NAME) : start].split()) for start in starts]
    for name, reference in first_by_name.items():
        if _is_explained(name, explained, leads) or any(term.startswith(name) for term in explained):
            continue  # 祝日法 of 「祝日法による休日」
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"「{name}」の法令番号が、この文書のどこにもありません",
            f"the number of {name} is given nowhere in this document",
        )  # fmt: skip


_GENERIC: Final = frozenset(("法", "法律", "条例", "規則", "施行令", "施行規則", "施行細則"))


def _is_explained(name: str, explained: set[str], leads: list[str]) -> bool:
    """Whether a number is given for a name, or for its end where other words were read together with it: the end is then a
    name of its own, not 法 nor the half of a word."""
    for start in range(len(name)):
        end = name[start:]
        if start and (end in _GENERIC or not ("ぁ" <= name[start - 1] <= "ん" or name[:start] in ("旧", "新"))):
            continue
        if end in explained or any(lead.endswith(end) for lead in leads):
            return True
    return False


def _first_by_name(view: View) -> dict[str, Reference]:
    """The first reference of the main part to each law that is known by its name alone."""
    first_by_name: dict[str, Reference] = {}
    if not view.by_kind["article"]:
        return first_by_name  # a notice of one sentence names laws without their numbers
    own = view.analysis.metadata.title
    # 地方公務員の退職年金に関する条例: in a law those of every municipality, not one
    is_national = view.analysis.metadata.kind in ("act", "cabinet_order", "imperial_order", "ministerial_ordinance")
    for reference in view.analysis.references:
        law = reference.target_law
        if law is None or law.endswith("号") or reference.as_of is not None or reference.status != "external":
            continue
        name = squeezed(reference.target_law_title or law)
        if (
            view.regions[reference.node] == "main"
            and name != own
            and _is_name(name)
            and not (is_national and name.endswith("条例"))
            and not _NUMBER_FOLLOWS.match(view.text, reference.end)
            and not _is_method(view, reference)
        ):
            first_by_name.setdefault(name, reference)
    return first_by_name


_METHOD: Final = re.compile(
    "法(?:に(?:よる(?:もの|こと|とき|場合|計算|算定)|より(?:算|計|評価|行))|を(?:用い|採用)|で(?:算|計|行))"
)


def _is_method(view: View, reference: Reference) -> bool:
    """Whether a name alone is that of a way of doing something, as what follows says: 先入先出法によるものとする."""
    return not reference.targets and _METHOD.match(view.folded, reference.end - 1) is not None


def _is_name(name: str) -> bool:
    return name in _SHORT_NAMES or (_NAME.match(name) is not None and _UNNUMBERED.search(name) is None)


def _numbered(reference: Reference) -> str | None:
    law = reference.target_law
    return squeezed(reference.target_law_title) if law and law.endswith("号") and reference.target_law_title else None


_NATIONAL: Final = re.compile("(?:法律|政令|勅令|省令|府令)第")


def law_title_number_mismatch(view: View) -> Iterator[Finding]:
    """法令名と番号の食い違い · Title and number of a law disagree.

    何を見るか: 国の法令の名前と番号の組を、取り込んだ法令一覧（jorei registry import laws）と比べます。
    なぜ大切か: 名前か番号のどちらかが誤っているか、改題・廃止された法律を引いています。
    例: 地方自治法（昭和22年法律第76号）
    確かさ: 高い。一覧を取り込んでいないときは何も報告しません。番号が一覧にないときは、廃止された法律かもしれないので警告にします。

    What it does: compares names and numbers of national laws with the registry (jorei registry import laws).
    Why it matters: one of the two is wrong, or the law was renamed or abolished.
    Example: 地方自治法（昭和22年法律第76号）
    How sure: high; silent without a registry; a warning where the number is not in it (an abolished law, perhaps).
    """
    if view.registry is None:
        return
    seen: set[tuple[str, str]] = set()
    for reference in view.analysis.references:
        law, title = reference.target_law, reference.target_law_title
        if not law or not title or reference.target_law_id or (law, title) in seen or not _NATIONAL.search(law):
            continue
        seen.add((law, title))
        if view.regions[reference.node] != "main":
            continue
        by_title, by_number = view.registry.law_by_title(title), view.registry.law_by_number(law)
        if by_title is None or by_title == by_number:
            continue
        other = f"（{law}は「{by_number.title}」です）" if by_number else ""
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"「{title}」の番号は{by_title.number}で、{law}ではありません{other}",
            f"the number of {title} is {by_title.number}, not {law}"
            + (f", which is {by_number.title}" if by_number else ""),
            severity=None if by_number else "warning",
        )  # fmt: skip


def abbreviation_before_definition(view: View) -> Iterator[Finding]:
    """定義より前の略称 · An abbreviation of a law used before it is given.

    何を見るか: 「以下「法」という。」より前に、その略称で法令を引いていないかを見ます。
    なぜ大切か: 読む人には、まだ何の法律か分かりません。条の追加や移動で起きます。
    例: 第2条で「法第5条」、第3条で「○○法（以下「法」という。）」。
    確かさ: 中くらい。

    What it does: looks for an abbreviation that cites a law before 以下「…」という。 gives it.
    Why it matters: the reader does not know yet which law is meant; articles were added or moved.
    Example: 法第5条 in 第2条, 以下「法」という。 in 第3条.
    How sure: medium.
    """
    aliases = _first_aliases(view)
    if not aliases:
        return
    latest = max(definition.start for definition in aliases.values())
    lengths = sorted({len(term) for term in aliases}, reverse=True)
    for reference in view.analysis.references:
        if reference.start > latest or view.regions[reference.node] != "main" or reference.form != "external":
            continue
        names = (view.text[reference.start - length : reference.start] for length in lengths)
        term = next((name for name in names if name in aliases), "")
        definition = aliases.get(term)
        if definition is None or reference.start > definition.start or reference.as_of is not None:
            continue
        start = reference.start - len(term)
        if not _BORDER.match(view.text, start - 1, start):
            continue  # part of a longer name
        cited = view.cite(view.nodes[definition.node])
        yield Finding(
            view.nodes[reference.node], start, reference.end,
            f"略称「{term}」が、定義される{cited}より前で使われています",
            f"{term} is used before {cited} defines it",
            related=(Related(definition.start, definition.end, cited),),
        )  # fmt: skip


def _first_aliases(view: View) -> dict[str, Definition]:
    """The first definition of each alias of a law that holds for the whole document, those after its first article."""
    aliases: dict[str, Definition] = {}
    for definition in view.analysis.definitions:
        if definition.kind == "law_alias" and definition.scope == "document":
            aliases.setdefault(definition.term, definition)
    regions = view.regions
    return {term: alias for term, alias in aliases.items() if regions[alias.node] == "main"}


_BORDER: Final = re.compile(r"[、。()「」（）\s\nはがをにのとび又て]")
