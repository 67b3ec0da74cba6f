"""Formulas of Office Math and of MathML on one line: fractions with a stroke, powers with ^, roots with √."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_BEFORE: Final = {"den": "/", "sup": "^", "sub": "_", "lim": "_", "rad": "√", "msqrt": "√", "mroot": "√"}
_BRACKETED: Final = frozenset(("num", "den", "sup", "sub", "lim", "rad", "msqrt"))
"""Parts of Office Math that are put in brackets when they are longer than a letter."""
_SKIPPED: Final = frozenset(("ctrlPr", "rPr", "naryPr", "fPr", "dPr", "radPr", "annotation", "annotation-xml", "deg"))
_SIGNS: Final = {
    "mfrac": ("", "/"),
    "msup": ("", "^"),
    "msub": ("", "_"),
    "msubsup": ("", "_", "^"),
    "munder": ("", "_"),
}
"""What stands before each child of an element of MathML."""


def formula(math: Any) -> str:
    """A formula as text; ``math`` is its element.

    >>> from xml.etree import ElementTree
    >>> formula(ElementTree.fromstring("<math><mfrac><mi>A</mi><mrow><mi>B</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>"))
    'A/(B+1)'
    """
    parts: list[str] = []
    stack: list[Any] = [math]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            parts.append(element)
            continue
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        children: Sequence[Any] = list(element)
        if name in _SKIPPED or not name:
            continue
        if name in _SIGNS:
            _stack_signed(stack, children, _SIGNS[name])
            continue
        opened, closed = _around(element, name)
        stack.append(closed)
        stack.extend(reversed(children))
        stack.append(_BEFORE.get(name, "") + opened + (element.text or "").strip())
    return "".join(parts)


def _around(element: Any, name: str) -> tuple[str, str]:
    bracketed = name in ("d", "mfenced") or (name in _BRACKETED and _is_long(element))
    return ("(", ")") if bracketed else ("", "")


def _is_long(element: Any) -> bool:
    """Whether an element holds more than one letter; looks no further than that."""
    letters = 0
    for words in element.itertext():
        letters += len(words.strip()[:2])
        if letters > 1:
            return True
    return False


def _stack_signed(stack: list[Any], children: Sequence[Any], signs: Sequence[str]) -> None:
    """Children with a sign before each; those that are longer than a letter are put in brackets."""
    for child, sign in reversed(list(zip(children, signs, strict=False))):
        long = _is_long(child)
        stack.append(")" if long else "")
        stack.append(child)
        stack.append(sign + ("(" if long else ""))
