"""The order of the passes of layout, the table of label styles, and what else the structure promises to its readers."""

from __future__ import annotations

from typing import get_args

import pytest

from jorei.model import Node
from jorei.model.vocabulary import values
from jorei.structure.body.build import HANDLERS
from jorei.structure.lines.habits import LabelTrace
from jorei.structure.lines.labels import LABEL_HEADS, parse_label
from jorei.structure.lines.layout import LAYOUT_PASSES, Settled
from jorei.structure.lines.rules import LINE_RULES
from jorei.structure.lines.typed import LineKind
from jorei.structure.unlabelled.weights import WEIGHTS
from jorei.text.label_styles import BY_ENCLOSED, LABEL_STYLES, LabelStyle, look_of


def test_each_pass_settles_one_thing_and_all_are_settled() -> None:
    assert tuple(layout_pass.settles for layout_pass in LAYOUT_PASSES) == get_args(Settled)


def test_what_a_pass_needs_was_settled_before() -> None:
    settled: set[str] = set()
    for layout_pass in LAYOUT_PASSES:
        assert settled.issuperset(layout_pass.needs), layout_pass.settles
        settled.add(layout_pass.settles)


def test_each_kind_of_line_has_a_handler() -> None:
    assert set(HANDLERS) == set(values(LineKind))


def test_each_trace_of_lost_labels_has_weights() -> None:
    for trace in values(LabelTrace):
        assert any(name.endswith(f" {trace}") for name in WEIGHTS)


def test_nodes_are_frozen_in_the_order_of_their_fields() -> None:
    assert Node.__struct_fields__[:16] == (
        "id", "parent", "size", "depth", "kind", "start", "end", "eid", "text", "num", "label", "label_inferred",
        "confidence", "caption", "caption_shared", "title",
    )  # fmt: skip


@pytest.mark.parametrize("style", LABEL_STYLES, ids=lambda style: style.name)
class TestLabelStyle:
    def test_its_first_three_labels_are_read_in_it(self, style: LabelStyle) -> None:
        for number, label in enumerate(first_labels(style), 1):
            read = parse_label(label + " 市長が認める者")
            assert read is not None
            assert (style.name, (number,)) in read.readings
            assert read.length == len(label)

    def test_a_line_can_begin_with_it(self, style: LabelStyle) -> None:
        heads = {head for rule in LINE_RULES if rule.name.startswith("label") for head in rule.heads}
        assert {label[0] for label in first_labels(style)} <= heads & set(LABEL_HEADS)

    def test_it_looks_like_what_it_is_called(self, style: LabelStyle) -> None:
        assert {look_of(label) for label in first_labels(style)} == {style.look}

    def test_its_enclosed_signs_are_its_own(self, style: LabelStyle) -> None:
        for sign in style.enclosed:
            assert style in BY_ENCLOSED[sign]
            assert style.numerals.read(sign)


def first_labels(style: LabelStyle) -> list[str]:
    if not style.bare and not style.bracketed:
        return list(style.enclosed[:3])
    signs = [sign for number in (1, 2, 3) for sign in style.numerals.alphabet if style.numerals.read(sign) == number]
    signs = ["i", "ii", "iii"] if style.name in ("i", "(i)") else signs
    return [f"({sign})" for sign in signs] if style.bracketed else signs
