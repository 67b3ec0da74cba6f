"""What the registries add to an analysis. Pure: facts in, facts out."""

from __future__ import annotations

import msgspec

from jorei.model import Metadata, Reference
from jorei.registry.lookup import Registry

_Key = tuple[str, str | None]


def identify(references: tuple[Reference, ...], registry: Registry) -> tuple[Reference, ...]:
    """References with the e-Gov id of the law they lead to, as far as the registry is sure of it.

    The number decides; a name alone counts when it is one law's only. Where number and name are of two different
    laws the text is wrong somewhere, and no id is given: which of the two was meant is not ours to say.
    """
    known: dict[_Key, str | None] = {}
    return tuple(_identified(reference, known, registry) for reference in references)


def _identified(reference: Reference, known: dict[_Key, str | None], registry: Registry) -> Reference:
    law = reference.target_law
    if law is None or reference.target_law_id is not None:
        return reference
    key = (law, reference.target_law_title)
    if key not in known:
        known[key] = _law_id(*key, registry)
    return reference if known[key] is None else msgspec.structs.replace(reference, target_law_id=known[key])


def _law_id(law: str, title: str | None, registry: Registry) -> str | None:
    by_number = registry.law_by_number(law)
    by_title = registry.law_by_title(title or law)
    if by_number and by_title and by_number.id != by_title.id:
        return None
    known = by_number or (by_title if not _is_number(law) else None)
    return known.id if known else None


def _is_number(law: str) -> bool:
    return law.endswith("号")


def locate(metadata: Metadata, registry: Registry, hint: str = "") -> Metadata:
    """Metadata with the municipality, code and prefecture as the registry knows them.

    The longest name that the title begins with is the municipality, when only a part of it was read. A code is left out
    when the name is not enough; one that is given stays.
    """
    name = _name_in_title(metadata, registry)
    if name:
        metadata = msgspec.structs.replace(metadata, municipality=name)
    if not metadata.municipality or metadata.municipality_code:
        return metadata
    code = registry.municipality(metadata.municipality, f"{hint} {metadata.prefecture or ''}")
    if not code:
        return metadata
    prefecture = metadata.prefecture or registry.prefecture(code)
    return msgspec.structs.replace(metadata, municipality_code=code, prefecture=prefecture)


def _name_in_title(metadata: Metadata, registry: Registry) -> str | None:
    """The registry's name at the beginning of the title, behind the prefecture, when it is longer than what was read."""
    title = "".join((metadata.title or "").split())
    rest = title.removeprefix(metadata.prefecture or "")
    length = registry.place_at(rest)
    read = metadata.municipality
    # what reading found no name in stays so: the 町 of a title may be a district, and the text speaks of a 市長
    is_shorter = read is not None and (read == metadata.prefecture or (rest.startswith(read) and length > len(read)))
    return rest[:length] if length and is_shorter else None
