"""Many findings decided at once: only those that were counted, all or none, and the way back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import jorei
from jorei.config.corrections_file import read_corrections
from jorei.errors import Refused
from jorei.model.corrections import Verdict
from jorei.review.bulk import BulkDecisions, BulkDone, BulkScope
from jorei.review.page_state import Overtaken
from jorei.review.session import ReviewSession
from jorei.review.shown_passage import OutOfDate

SUBJECTS = ("使用料の減免", "占用の許可", "指定管理者の指定", "原状回復の義務")


def ordinance(name: str, number: int, subjects: tuple[str, ...]) -> str:
    """An ordinance whose articles all cite one that it does not have."""
    articles = "".join(f"第{at}条 {words}は、第{at + 30}条で定める。\n" for at, words in enumerate(subjects, 1))
    return f"○青潮市{name}条例\n\n平成15年3月26日\n条例第{number}号\n\n{articles}"


@pytest.fixture
def session(tmp_path: Path) -> ReviewSession:
    """A review of three ordinances; seven dangling references, four of them in the first."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number, (name, subjects) in enumerate((("広場", SUBJECTS), ("公園", SUBJECTS[:2]), ("会館", SUBJECTS[3:])), 1):
        (raw / f"{number}.txt").write_text(ordinance(name, number, subjects), encoding="utf-8")
    jorei.build(raw, tmp_path / "build")
    return ReviewSession(tmp_path / "build", raw, editor="文書課")


@pytest.fixture
def bulk(session: ReviewSession) -> BulkDecisions:
    return BulkDecisions(session)


def said(bulk: BulkDecisions, scope: BulkScope, verdict: Verdict, reason: str = "", by: str = "") -> BulkDone:
    """A decision of somebody who has just seen how many findings it is about."""
    target = bulk.target(scope)
    return bulk.decide(scope, target.build, target.about, verdict, reason, by)


def left(session: ReviewSession) -> int:
    return sum(row["code"] == "R01" and not row["verdict"] for row in session.overview()[1])


def test_all_findings_of_a_check(session: ReviewSession, bulk: BulkDecisions) -> None:
    target = bulk.target(BulkScope("R01"))
    assert (target.count, target.documents) == (7, 3)
    done = said(bulk, BulkScope("R01"), "dismissed", "旧条例の条を指す", "法規係")
    assert (done.decided, done.documents, left(session)) == (7, 3, 0)
    assert session.file is not None
    works = tomllib.loads(session.file.read_text(encoding="utf-8"))["work"]
    assert [len(work["finding"]) for work in works] == [4, 2, 1]
    assert {(entry["reason"], entry["by"]) for work in works for entry in work["finding"]} == {
        ("旧条例の条を指す", "法規係")
    }
    session.rebuild()
    rows = session.corpus.diagnostics.to_arrow().to_pylist()
    assert all(row["suppressed_by"] for row in rows if row["code"] == "R01")
    assert bulk.undo(done.id) == 7
    assert left(session) == 7
    assert bulk.told() == []


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        ({"q": "公園"}, 2),
        ({"severity": "info"}, 0),
        ({"severity": "error"}, 7),
        ({"q": "2.txt"}, 2),
        ({"q": "役場"}, 0),
    ],
)
def test_what_the_filters_of_the_list_leave(bulk: BulkDecisions, scope: dict[str, str], count: int) -> None:
    assert bulk.target(BulkScope("R01", **scope)).count == count


def test_one_document_and_what_was_decided_before_stays(session: ReviewSession, bulk: BulkDecisions) -> None:
    doc = session.document_at("1.txt") or ""
    first = next(row["index"] for row in session.overview()[1] if row["doc_id"] == doc and row["code"] == "R01")
    session.decide(doc, first, "accepted", "直す予定")
    done = said(bulk, BulkScope("R01", doc), "dismissed", "旧条例の条を指す")
    assert (done.decided, left(session)) == (3, 3)
    # of what was decided at once one is decided anew: that one stays when the rest is taken back
    again = next(row for row in session.overview()[1] if row["verdict"] == "dismissed")
    session.decide(doc, again["index"], "accepted", "")
    assert bulk.undo(done.id) == 2
    verdicts = [row["verdict"] for row in session.overview()[1] if row["doc_id"] == doc and row["code"] == "R01"]
    assert sorted(verdicts) == ["", "", "accepted", "accepted"]
    assert [entry.by for work in read_corrections(session.file or Path()) for entry in work.findings] == ["文書課"] * 2


def test_only_what_was_counted_is_decided(session: ReviewSession, bulk: BulkDecisions) -> None:
    scope = BulkScope("R01")
    target = bulk.target(scope)
    with pytest.raises(Refused, match="reason"):
        bulk.decide(scope, target.build, target.about, "dismissed", "")
    # somebody decides one of them meanwhile, or builds anew
    doc = session.document_at("3.txt") or ""
    first = next(row["index"] for row in session.overview()[1] if row["doc_id"] == doc and row["code"] == "R01")
    entry = session.decide(doc, first, "accepted", "")
    with pytest.raises(Overtaken, match="since they were counted"):
        bulk.decide(scope, target.build, target.about, "accepted", "")
    session.undo(doc, entry)
    with pytest.raises(Overtaken):  # the number of one scope says nothing of another
        bulk.decide(BulkScope("R01", doc), target.build, target.about, "accepted", "")
    session.rebuild()
    with pytest.raises(OutOfDate):
        bulk.decide(scope, target.build, target.about, "accepted", "")
    assert left(session) == 7
    with pytest.raises(Overtaken):
        said(bulk, BulkScope("P01"), "accepted")
    with pytest.raises(Overtaken):
        bulk.undo("none")


def test_nothing_is_written_when_the_file_cannot_be_read(session: ReviewSession, bulk: BulkDecisions) -> None:
    target = bulk.target(BulkScope("R01"))
    assert session.file is not None
    session.file.write_text("[[work", encoding="utf-8")
    with pytest.raises(Refused):
        bulk.decide(BulkScope("R01"), target.build, target.about, "accepted", "")
    assert session.file.read_text(encoding="utf-8") == "[[work"
    assert bulk.told() == []


def test_a_name_is_one_line(session: ReviewSession) -> None:
    assert session.named("  法規係\n\x1b[31m ") == "法規係[31m"
    assert session.named("  ") == "文書課"
    assert len(session.named("甲" * 200) or "") == 80
