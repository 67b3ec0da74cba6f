"""How much the cases of references and definitions show: every form at least five times, counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from cases.render import analyse
from cases.test_cases import CASES
from jorei.model import Definition, Reference
from jorei.text.fold import fold

LEAST = 5
N = "[0-9〇零一二三四五六七八九十百千]+"
BRANCH = rf"(?:の{N})*"
J = "(?:及び|又は|若しくは|並びに|および|または|もしくは|ならびに|、|・)"

# form: what stands around and in 【the mention】, folded; the row's form and status where they matter
FORMS: dict[str, tuple[str, str, str]] = {
    "第N条": (rf"【第{N}条】", "explicit", ""),
    "第N条の枝番": (rf"【第{N}条の{N}", "", ""),
    "第N条第N項": (rf"【第{N}条{BRANCH}第{N}項", "", ""),
    "第N条第N号": (rf"【第{N}条{BRANCH}第{N}号", "", ""),
    "第N条第N項第N号": (rf"【第{N}条{BRANCH}第{N}項第{N}号", "", ""),
    "号の細分": (r"【[^】]*号の?[ア-ンa-z]", "", ""),
    "附則第N項": (rf"【附則第{N}項", "", ""),
    "附則第N条": (rf"【附則第{N}条", "", ""),
    "別表": (r"【別表】", "", ""),
    "別表第N": (rf"【別表第?{N}", "", ""),
    "別表第N第N号": (rf"【別表(?:第{N})?第{N}[項号]", "", ""),
    "様式第N号": (rf"【(?:別記)?様式第{N}号", "", ""),
    "第N号様式": (rf"【(?:別記)?第{N}号{BRANCH}様式", "", ""),
    "第N章": (rf"【第{N}章", "", ""),
    "第N節": (rf"【(?:第{N}章)?第{N}節", "", ""),
    "carried over: 項": (rf"条[^】]*{J}【第{N}項", "", ""),
    "carried over: 号": (rf"号{J}【第{N}号", "", ""),
    "carried over: 細分": (rf"[ア-ン]{J}【[ア-ン]】", "", ""),
    "enumerated articles": (rf"条{J}【第{N}条", "", ""),
    "bare 項": (rf"(?<![条及又並、])(?<!若し)【第{N}項】", "explicit", "resolved"),
    "bare 号": (rf"(?<![条項及又並、])【第{N}号】", "explicit", "resolved"),
    "bare ア": (r"(?<![号及又並、])【[ア-ン]】", "explicit", "resolved"),
    "range": (r"【[^】]*から[^】]*まで", "", "resolved"),
    "range with a dash": (r"【[^】]*[―~〜～─-]", "", "resolved"),
    "range of another law": (r"【[^】]*から[^】]*", "external", "external"),
    "次の各号": (r"【次の各号", "relative", ""),
    "前各号": (r"【前各[号項]", "relative", ""),
    "前N号": (rf"【前{N}号", "relative", ""),
    "前N項": (rf"【前{N}項", "relative", ""),
    "前N条": (rf"【前{N}条", "relative", ""),
    "…各号": (r"【(?:第|前|同)[^】]*各号】", "", ""),
    "前条各項": (r"【[^】]*各項】", "", ""),
    "各本条": (r"【各本条】", "", ""),
    "各号": (r"【各号】", "", ""),
    "前条": (r"【前条", "relative", ""),
    "次条": (r"【次条", "relative", ""),
    "前項": (r"【前項", "relative", ""),
    "次項": (r"【次項", "relative", ""),
    "前号": (r"【前号", "relative", ""),
    "次号": (r"【次号", "relative", ""),
    "前章, 次節": (r"【[前次][章節]", "relative", ""),
    "前条から": (r"【[前次][^】]*から", "relative", ""),
    "同条": (r"【同条】", "anaphoric", ""),
    "同項": (r"【同項", "anaphoric", ""),
    "同号": (r"【同号", "anaphoric", ""),
    "同条第N項": (rf"【同条第{N}項", "", ""),
    "同条各号": (r"【同[条項]各号", "", ""),
    "当該各号": (r"【当該各号", "", ""),
    "同章, 同節": (r"【同[章節]", "", ""),
    "同法": (r"(?:【同法|同法【)", "external", ""),
    "同令": (r"(?:【同令|同令【)", "external", ""),
    "同条例": (r"(?:【同条例|同条例【)", "", ""),
    "同規則": (r"(?:【同規則|同規則【)", "", ""),
    "この条例": (r"【(?:この|本)(?:条例|規則|要綱|規程)", "self", ""),
    "この章, この条 …": (r"【この[章節条項号]", "relative", ""),
    "ただし書": (r"【[^】]*ただし書", "", ""),
    "本文": (r"【[^】]*本文", "", ""),
    "前段": (r"【[^】]*前段", "", ""),
    "後段": (r"【[^】]*後段", "", ""),
    "各号列記以外の部分": (r"【[^】]*(?:各号列記以外の部分|柱書|各号以外の部分)", "", ""),
    "次の表": (r"【(?:次の|前)表", "", ""),
    "同表": (r"【同表", "", ""),
    "除く": (r"\([^】]*】[^)]{0,14}を除く", "", ""),
    "準用する場合を含む": (r"】において(?:読み替えて)?準用する", "", ""),
    "a law with its number": (r"号[^)】]{0,24}\)【第", "external", "external"),
    "a law named alone": (r"【[^】]*(?:法|条例|規則|令|要綱)(?:\([^】]*)?】", "external", "external"),
    "a law by name alone": (r"[^旧新同](?:法|条例|規則)【第", "external", "external"),
    "an abbreviation": (r"(?:番号法|(?<![一-龠])法|(?<![一-龠])令|(?<![一-龠])条例|[^市町村]条例)【第", "external", "external"),
    "旧, 新": (r"[旧新][^【]{0,14}【第", "external", ""),
    "改正前, 改正後": (r"改正[前後]の[^【]{0,16}【", "external", ""),
    "external, carried over": (rf"{J}【第{N}[条項号]", "external", "external"),
    "back to this document": (rf"[。、]【第{N}条[^】]*】[^。]{{0,12}}において同じ", "explicit", "resolved"),
    "in an amending 附則": (rf"【第{N}条[^】]*】[^。]{{0,40}}改正規定", "", ""),
    "前条第N項": (rf"【前条第{N}項", "", ""),
    "dangling": (r"【", "", "dangling"),
    "ambiguous": (r"【", "", "ambiguous"),
}  # fmt: skip

RELATIONS = (
    "applies_mutatis_mutandis", "reads_as", "excludes", "notwithstanding", "delegates", "amends", "penalises",
)  # fmt: skip
SCOPES = ("document", "chapter", "article", "paragraph", "item", "list", "suppl_provision")
KINDS = ("iu", "wo_iu", "item", "law_alias")


@cache
def mentions() -> tuple[tuple[str, Reference], ...]:
    """Every mention of the cases with the words around it, folded: …の規定により【前条第1項】の…"""
    return tuple((around, one) for around, one, _ in _mentions())


def sentences() -> set[tuple[int, int]]:
    """The sentences that hold a mention: the number of the case, and where the sentence begins in its text."""
    return {sentence for _, _, sentence in _mentions()}


def _mentions() -> Iterator[tuple[str, Reference, tuple[int, int]]]:
    for number, case in enumerate(CASES):
        if case.path.parent.name == "references":
            analysis = analyse(case.text, case.option)
            whole = fold(analysis.source.text)
            for one in analysis.references:
                around = (
                    whole[max(0, one.start - 40) : one.start],
                    whole[one.start : one.end],
                    whole[one.end : one.end + 60],
                )
                before, named, after = (part.replace("\n", "").replace(" ", "") for part in around)
                begin = max(whole.rfind("。", 0, one.start), whole.rfind("\n\n", 0, one.start))
                yield f"{before}【{named}】{after}", one, (number, begin)


@cache
def definitions() -> tuple[Definition, ...]:
    cases = [case for case in CASES if case.path.parent.name == "definitions"]
    return tuple(one for case in cases for one in analyse(case.text, case.option).definitions)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_reference_is_shown_five_times(name: str) -> None:
    pattern, form, status = FORMS[name]
    shown = [
        around for around, one in mentions()
        if re.search(pattern, around) and form in ("", one.form) and status in ("", one.status)
    ]  # fmt: skip
    assert len(shown) >= LEAST, shown


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_is_shown_five_times(relation: str) -> None:
    assert sum(one.relation == relation for _, one in mentions()) >= LEAST


def test_every_kind_and_scope_of_a_definition_is_shown_five_times() -> None:
    kinds, scopes = Counter(one.kind for one in definitions()), Counter(one.scope for one in definitions())
    assert min(kinds[kind] for kind in KINDS) >= LEAST, kinds
    assert min(scopes[scope] for scope in SCOPES) >= LEAST, scopes


def test_there_are_enough_sentences() -> None:
    """Sentences, not mentions: those of one sentence count once."""
    assert len(sentences()) >= 250
    assert len(definitions()) >= 150
