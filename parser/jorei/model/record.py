"""What frozen data is made of. This module is never compiled: a compiled class cannot give options to its base."""

from __future__ import annotations

from typing import dataclass_transform

import msgspec


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
