"""Prints how the set comes out: ``python tests/corpus/stress/show.py [WORDS OF A NAME…] [-v] [--variants]``.

``-v`` shows each unit that is wrong and what came; ``--variants`` tries the other looks, too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.stress.margins import Document, Score, load, score
from corpus.stress.read import analyses
from corpus.stress.variants import variants


def lines(came: Score, verbose: bool, look: str = "") -> Iterator[str]:
    """What is wrong with a document."""
    if not came.faults:
        return
    silent = "SILENT " if came.silent else ""
    found = ", ".join(finding[:14] for finding in came.found[:5])
    yield f"{silent}{look}{came.document.name}: {came.right} right, {came.faults} wrong; {found}"
    if verbose:
        yield from (f"     {unit} -> {what}" for unit, what in came.wrong)
        yield from (f"     extra {unit}" for unit in came.extra)


def main(arguments: list[str]) -> None:
    """Prints each document that is wrong, and the sums."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    documents = [document for document in load() if not names or any(name in document.name for name in names)]
    looks: list[tuple[str, Document, bytes | None]] = [("", document, None) for document in documents]
    if "--variants" in arguments:
        looks += [(f"{look}: ", *varied) for document in documents for look, varied in variants(document).items()]
    scores = [(look, score(document, analyses(document, data))) for look, document, data in looks]
    for look, came in scores:
        print(*lines(came, "-v" in arguments, look), sep="\n", end="\n" if came.faults else "")
        if came.errors and not came.faults and not look:
            print(f"right, with errors: {came.document.name}: {came.errors}")
    units = sum(came.right + len(came.wrong) for _, came in scores)
    right = sum(came.right for _, came in scores)
    whole = sum(not came.faults for _, came in scores)
    silent = sum(came.silent for _, came in scores)
    print(
        f"{len(scores)} documents, {whole} right; units {right}/{units} {right / max(1, units):.4f}; wrong without a finding {silent}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
