"""What of the citations of a text is true: tests/cases/cite/texts.md against the build of cite/ordinances.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import jorei
from cases.test_cases import Case, load, update
from jorei.cite import CitationChecker, CitedProvision

HERE = Path(__file__).parent / "cite"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> CitationChecker:
    folder = tmp_path_factory.mktemp("cite")
    (folder / "raw").mkdir()
    for document in load(HERE / "ordinances.md"):
        (folder / "raw" / document.heading).write_text(document.text, "utf-8")
    return CitationChecker(jorei.build(folder / "raw", folder / "build", jobs=1))


@pytest.mark.parametrize("case", load(HERE / "texts.md"), ids=lambda case: case.heading)
def test_what_of_the_citations_is_true(case: Case, checker: CitationChecker, regenerate: bool) -> None:
    [(name, option, expected)] = case.expected
    found = "".join(verdicts(checker.check(case.text, case.option)))
    if found != expected and regenerate:
        update(case, (name, option), expected, found)
    else:
        assert found == expected


def verdicts(cited: tuple[CitedProvision, ...]) -> Iterator[str]:
    """A line for each: the citation, the verdict, the document of the build."""
    for one in cited:
        yield f"{one.citation or '—'} {one.status} {one.title or '—'}\n"
