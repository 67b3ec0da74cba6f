"""What frozen data is made of. This module is never compiled: a compiled class cannot give options to its base."""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast, dataclass_transform

import msgspec

from jorei.model import kinds

INTERPRETED: Final = str(kinds.__file__).endswith(".py")
"""Whether pure Python runs: `kinds` is compiled when any module is."""


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Record(msgspec.Struct, frozen=True, gc=False):
    """Frozen data, known by its fields; it never stands in a ring, so that the garbage collector leaves it out.

    >>> class Point(Record):
    ...     left: int
    ...     top: int = 0
    >>> Point(1), Point(1) == Point(1, 0), len({Point(1), Point(1)})
    (Point(left=1, top=0), True, 1)
    """


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class ArrayRecord(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A `Record` that is an array in JSON, not an object: a span is ``[1, 4]``.

    >>> class Stretch(ArrayRecord):
    ...     start: int
    ...     end: int
    >>> msgspec.json.encode(Stretch(1, 4))
    b'[1,4]'
    """


class Workpiece(msgspec.Struct, gc=False):
    """Data that a pass writes on; it never stands in a ring.

    >>> class Stroke(Workpiece):
    ...     end: int
    >>> stroke = Stroke(1)
    >>> stroke.end += 1
    >>> stroke
    Stroke(end=2)
    """


_Plain = TypeVar("_Plain")


def as_struct(plain: type[_Plain], **fresh: type) -> type[_Plain]:
    """A plain class as a struct, whose instances are made in C: for a class of which a pass makes thousands.

    Compiled, a plain class is the fastest there is; interpreted, a struct is. So a module takes the struct instead where
    ``INTERPRETED and not TYPE_CHECKING``: the first is so at run time, and what the second excludes is never compiled. The arguments of ``__init__`` are the fields, and ``fresh`` are
    those that it makes when they are None. Either is compared by identity.

    >>> class Stroke:
    ...     def __init__(self, start: int, marks: list[int] | None = None) -> None:
    ...         self.start = start
    ...         self.marks: list[int] = [] if marks is None else marks
    >>> as_struct(Stroke, marks=list)(1)
    Stroke(start=1, marks=[])
    """
    make: Any = plain.__init__
    names = make.__code__.co_varnames[1 : make.__code__.co_argcount]
    defaults = dict(zip(reversed(names), reversed(make.__defaults__ or ()), strict=False))
    defaults |= {name: msgspec.field(default_factory=kind) for name, kind in fresh.items()}
    fields = [(name, Any, defaults[name]) if name in defaults else (name, Any) for name in names]
    own = {name: value for name, value in vars(plain).items() if name not in ("__init__", "__dict__", "__weakref__")}
    made: Any = msgspec.defstruct(
        plain.__name__, fields, module=plain.__module__, namespace=own, eq=False, gc=False
    )  # fmt: skip
    return cast("type[_Plain]", made)
