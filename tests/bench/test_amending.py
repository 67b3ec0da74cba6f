"""Amendments carried out: a hundred of usual size within ten seconds, and linear in base and amendment."""

from __future__ import annotations

from jorei.amending.amended import amend
from jorei.amending.draft import draft
from jorei.amending.table import comparison_of
from property.amendments import Maker, written
from timing import growth, seconds, slowness

HUNDRED = 10.0
"""Seconds for a hundred amendments of usual size."""
QUADRUPLED = 9.0
"""How much longer four times the text may take: 4 is linear, 16 quadratic; machines are noisy."""
MEASURABLE = 0.1
SIZES = (100, 400)
"""Articles."""
HEAD = "　緑川町試験条例(令和2年条例第8号)の一部を次のように改正する。\n"
SUPPL = "　　　附　則\n　この条例は、公布の日から施行する。\n"


def base_of(articles: int) -> str:
    """An ordinance of so many articles, each with a paragraph that refers to the article before."""
    body = "".join(
        f"(見出し{n})\n第{n}条　町長は、前条の許可を受けた者の事項{n}を定める。\n2　前項の事項{n}は、規則で定める。\n"
        for n in range(2, articles + 1)
    )
    first = "(見出し1)\n第1条　町長は、公園を置く。\n"
    return f"○緑川町試験条例\n令和2年3月19日\n条例第8号\n{first}{body}附　則\nこの条例は、公布の日から施行する。\n"


def bill_of(articles: int, clauses: int) -> str:
    """An amendment of so many articles, spread over the base."""
    step = max(1, articles // clauses)
    body = "".join(
        f"　第{n}条第1項中「事項{n}」を「項目{n}」に改め、同条に次の1項を加える。\n3　第1項の項目{n}は、公表する。\n"
        for n in range(2, articles + 1, step)
    )
    return f"{HEAD}{body}{SUPPL}"


def test_a_hundred_amendments_take_less_than_ten_seconds() -> None:
    pairs = [
        (written(base), written(maker.edited(base))) for maker in map(Maker, range(100)) for base in [maker.ordinance()]
    ]
    bills = [(old, draft(old, new)) for old, new in pairs]
    took = seconds(lambda: [amend(old, [bill]) for old, bill in bills])
    assert took <= HUNDRED * slowness()


def test_a_larger_base_takes_linear_time() -> None:
    def cost(articles: int) -> float:
        return seconds(lambda: amend(base_of(articles), [bill_of(articles, 5)]))

    assert growth(cost, SIZES, measurable=MEASURABLE, tolerated=QUADRUPLED) <= QUADRUPLED


def test_a_larger_amendment_takes_linear_time() -> None:
    def cost(articles: int) -> float:
        return seconds(lambda: amend(base_of(articles), [bill_of(articles, articles)]))

    assert growth(cost, SIZES, measurable=MEASURABLE, tolerated=QUADRUPLED) <= QUADRUPLED


def test_a_larger_draft_and_table_take_linear_time() -> None:
    def cost(articles: int) -> float:
        old = base_of(articles)
        new = old.replace("町長", "市長")
        return seconds(lambda: (draft(old, new), comparison_of(old, new)))

    assert growth(cost, SIZES, measurable=MEASURABLE, tolerated=QUADRUPLED) <= QUADRUPLED
