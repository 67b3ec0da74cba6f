"""What a case shows of an analysis, one line a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from jorei.check import BY_CODE, check
from jorei.config.corrections_file import Corrections, parse_corrections
from jorei.model import Analysis, Node, Norm, Reference
from jorei.model.profile import Profile
from jorei.pipeline.pipeline import analyse as run
from jorei.read import read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Callable


def analyse(text: str, option: str = "", corrections: str = "") -> Analysis:
    """The analysis of a case's text: with the option ``escaped`` its escapes mean what they mean in Python, with the
    name of an encoding its bytes in that encoding are read."""
    if option == "escaped":
        return run(read_text(text.replace("\n", "").encode("latin-1", "backslashreplace").decode("unicode_escape")))
    source = read_bytes(text.encode(option)) if option else read_text(text)
    if corrections:
        source = msgspec.structs.replace(source, path="case.txt")
        work = parse_corrections(f'[[work]]\nwork_id = "case"\npath = "case.txt"\n{corrections}')
        return run(source, corrections=Corrections(work))
    return run(source)


def outline(analysis: Analysis, option: str = "") -> str:
    """One line a node: ``kind num [label] (caption) «title» flags: text``."""
    del option
    return "".join("  " * node.depth + _line(node) + "\n" for node in analysis.tree.nodes)


def _line(node: Node) -> str:
    flags = (
        ("inferred", node.label_inferred),
        ("shared", node.caption_shared),
        ("deleted", node.deleted),
        ("corrected", node.corrected),
        (f"law={node.law_number}", bool(node.law_number)),
    )
    parts = [
        node.kind,
        node.num or "",
        f"[{node.label}]" if node.label is not None else "",
        f"({node.caption})" if node.caption is not None else "",
        f"«{node.title}»" if node.title is not None else "",
        *(name for name, on in flags if on),
    ]
    return " ".join(part for part in parts if part) + (f": {_printable(node.text)}" if node.text else "")


def _printable(text: str) -> str:
    return "".join([c if c >= " " else repr(c)[1:-1] for c in text])


def metadata(analysis: Analysis, option: str = "") -> str:
    """The fields asked for by name, ``name: value``; the encoding and format of the source may be asked too."""
    sources = (analysis.metadata, analysis.source)
    return "".join(
        f"{name}: {next(getattr(source, name) for source in sources if hasattr(source, name))}\n"
        for name in option.split()
    )


def references(analysis: Analysis, option: str = "") -> str:
    """``where: mention form status → targets``."""
    del option
    return "".join(_reference(analysis, reference) + "\n" for reference in analysis.references)


def _reference(analysis: Analysis, reference: Reference) -> str:
    targets = "; ".join(target.citation or "—" for target in reference.targets) or "—"
    extra = [
        f"law={reference.target_law}" if reference.target_law else "",
        reference.target_part or "",
        f"as_of={reference.as_of}" if reference.as_of else "",
        reference.relation if reference.relation != "cites" else "",
        "of " + "; ".join(reference.candidates) if reference.candidates else "",
        "basis" if reference.basis else "",
        f"delegated={reference.delegated}" if reference.delegated else "",
        *(f"「{words}」→「{others}」" for words, others in reference.reads),
    ]
    where = analysis.tree.nodes[reference.node]
    head = (
        f"{where.citation or where.kind}: {_one_line(reference.text)} {reference.form} {reference.status} → {targets}"
    )
    return " ".join(part for part in (head, *extra) if part)


def definitions(analysis: Analysis, option: str = "") -> str:
    """``where: 「term」 kind scope``."""
    del option
    return "".join(
        f"{analysis.tree.nodes[d.node].citation}: 「{d.term}」 {d.kind} {d.scope}"
        + (f" ({d.scope_text})" if d.scope_text else "")
        + (f" law={d.target_law}" if d.target_law else "")
        + "\n"
        for d in analysis.definitions
    )


def diagnostics(analysis: Analysis, option: str = "") -> str:
    """``code severity "the text it is about": message``; with codes as option, only those, also if off by default."""
    codes = option.split()
    off = tuple(code for code in codes if BY_CODE[code].confidence == "L")
    found = check(analysis, Profile(select=off)) if off else analysis.diagnostics
    return "".join(
        f"{d.code} {d.severity} 「{_one_line(analysis.source.text[d.start : d.end])}」: {d.message}\n"
        for d in found
        if not codes or d.code in codes
    )


def norms(analysis: Analysis, option: str = "") -> str:
    """``where sentence part: modality 【subject】〈topic, if another〉 predicate`` and the value, when there is one."""
    del option
    return "".join(_norm(analysis, norm) + "\n" for norm in analysis.norms)


def _norm(analysis: Analysis, norm: Norm) -> str:
    node = analysis.tree.nodes[norm.node]
    place = " ".join(filter(None, (node.citation or node.kind, str(norm.sentence), norm.part)))
    who = f"【{norm.subject}】" if norm.subject else ""
    if norm.topic and norm.topic != norm.subject:
        who += f"〈{norm.topic}〉"
    told = " ".join(filter(None, (f"{place}: {norm.modality}", who, norm.predicate)))
    if norm.value is None:
        return told
    words = (norm.value_kind, norm.penalty_kind, norm.counted_from, f"{norm.value:g}{norm.unit}", norm.bound)
    return f"{told} | " + " ".join(filter(None, words))


def _one_line(text: str) -> str:
    return " ".join(text.split())


RENDERERS: dict[str, Callable[[Analysis, str], str]] = {
    "tree": outline,
    "metadata": metadata,
    "refs": references,
    "definitions": definitions,
    "diagnostics": diagnostics,
    "norms": norms,
}
