"""What can go wrong around a build: what a user sees, and that nothing is lost.

The last column names the tests that make the fault, here and elsewhere; a test sees to it that they are there.

| fault | what a user sees | what is lost | tests |
|---|---|---|---|
| the disk is full, at any moment | exit 2, "the disk is full" | nothing: the old build stands | the_disk_fills_up_at_any_moment, what_a_user_sees_of_a_full_disk_with_workers |
| a file may not grow (quota, ulimit) | exit 2, "larger than is allowed" | nothing | a_file_may_not_grow |
| no memory, or no descriptors left | exit 2, "out of memory", "too many open files" | nothing: the old build stands | out_of_memory_leaves_the_old_build, a_machine_without_anything_left_is_told_without_loading_more |
| the dictionary of Sudachi does not load | exit 2, "cannot be loaded" | nothing: the old build stands | a_dictionary_that_does_not_load_leaves_the_old_build |
| bugs cost more than a tenth of what was read before | exit 2, "internal errors"; `--force` builds all the same | nothing: the old build stands | a_build_that_bugs_have_emptied_is_not_exchanged |
| a build is replaced while it is read | "has been built anew since it was opened" | nothing: never rows of two builds | a_build_that_is_replaced_while_it_is_validated_has_no_faults, what_is_asked_of_a_build_that_is_gone_is_told, no_reader_sees_two_builds_at_once, nor_without_handles_of_folders, a_query_sees_one_build |
| no permission, a read-only disk | exit 2, "cannot write to …" | nothing | no_permission_to_write, a_read_only_disk |
| kill -9, at any moment | nothing; the next build takes up what was done | nothing | random_kills |
| SIGTERM | exit 130, "interrupted" | nothing | a_build_that_is_terminated_leaves_nothing_behind |
| kill -9 of any other command that writes | nothing; the next run removes what was left | nothing: the old file stands | what_a_killed_writer_left_is_removed_by_the_next, some_of_each_shape |
| kill -9 while LibreOffice converts | nothing: it ends, too | nothing | a_program_ends_with_the_process_that_started_it |
| a spill cut short by a power failure | nothing: it is made again | nothing | a_spill_that_is_cut_short |
| a part cut short, changed or gone | `validate` names it; the next build makes it again | nothing | a_damaged_build_is_never_built_upon, a_truncated_part, damaged_files |
| what a build knows of its inputs is damaged | nothing: it is not believed | nothing | a_damaged_build_is_never_built_upon |
| two builds at once on one folder | the second: exit 2, "another build is running" | nothing | two_builds_at_once |
| a folder of RAW that cannot be opened; a link to a folder | a line for each under "skipped" | the rest is built | folders_that_cannot_be_opened_and_links, what_of_raw_cannot_be_opened |
| a link that leads out of RAW | a line under "skipped" | nothing is shown of what it leads to | links_that_lead_out_of_raw_are_not_followed |
| a pipe or a device in the place of a document, of settings, of a build | a line, or exit 2 or 3: "not a regular file" | the rest is built | pipes_and_devices_in_the_place_of_settings_are_passed_over, no_command_waits_for_a_pipe, no_command_waits_for_a_pipe_in_a_build, files_that_are_no_files_say_so, settings_that_are_pipes_are_refused |
| folders in one another, a thousand and more | nothing | nothing | folders_without_end_are_walked |
| build.json that is none (deep, cut short, no number, byte order mark) | the next build begins afresh, or exit 2 | nothing | a_marker_that_is_none_stops_no_build |
| manifest.csv with a field or a date that is none | a warning | that row | a_manifest_that_is_none_is_a_warning, a_date_that_is_none_is_a_warning |
| corrections or a profile with brackets or digits without end | exit 2 with the reason | nothing | settings_that_are_none_are_refused, settings_may_have_a_byte_order_mark |
| a file that eats memory when it is read | "too much memory", exit 3 | that document | a_small_file_that_eats_memory_is_given_up, a_build_loses_that_document_alone |
| a document that takes for ever | "takes more than … seconds", exit 3 | that document, until the next build | a_reader_that_never_ends_is_ended, a_build_lists_what_took_too_long_and_tries_it_again |
| a package beside jorei named like a module of Python | nothing | nothing | a_package_named_like_a_module_of_python_does_no_harm |
| a damaged byte in ISO-2022-JP; a ZIP that is cut short | 〓 and a note; exit 2, "a damaged ZIP" | that place | one_damaged_byte_costs_no_more_than_its_line, a_zip_that_is_cut_short_says_so |
| a 新旧対照表 that eats memory or time, or is none | its name and the reason, exit 3 | nothing else | tables_that_eat_memory_or_time_are_given_up, tables_that_are_none_are_told_by_name |
| an amendment or a draft that takes for ever | its name, "takes more than", exit 3 | that one | what_takes_for_ever_is_ended, what_cannot_be_read_is_named |
| characters that no XML holds, in amendments and tables | nothing | those characters in a workbook or a Word document | characters_of_no_xml_are_written_in_every_form |
| a reader that dies of a file | "the reader died", exit 3 | that document | a_reader_that_dies_costs_its_document |
| one text of two municipalities | nothing: two documents | nothing | the_same_text_of_two_municipalities_is_two_documents |
| a page that lies about its encoding, or names none | nothing: the bytes decide | nothing | a_charset_that_is_none_leaves_it_to_the_bytes, utf_8_is_believed_when_it_is_sound_and_japanese, japanese_is_believed_where_a_page_claims_to_be_western |
| a tag with attributes without end | nothing | the structure of that page | a_tag_with_attributes_without_end_costs_no_more_than_its_size |
| RAW is read-only, or changes during the build | nothing; every document is as it was at one moment | nothing | a_read_only_raw, files_that_change_during_a_build |
| RAW or a file of it is gone | exit 2; a line for each file, exit 3 | the rest is built | no_input_is_2, files_that_change_during_a_build |
| the folder written to is gone | exit 2, "is gone" | nothing | the_folder_written_to_is_gone |
| names that Windows or a shell refuses | nothing: each is a document under its own name | nothing | names_of_any_kind |
| a name of 200 Japanese characters | nothing | nothing | a_name_of_200_characters_in_a_zip |
| one name as NFC and as NFD | nothing: two documents | nothing | two_names_that_look_the_same |
| a ZIP whose names lead out of it (zip slip) | a line under "skipped", "points outside the ZIP" | that entry | a_name_that_points_outside_is_skipped |
| a foreign build whose ids or parts lead out of it (path traversal) | exit 2 or `validate`: "no id of a document" | nothing: not a byte is written | an_id_of_somebody_elses_build_never_leads_outside, an_id_that_leads_elsewhere, files_that_nobody_named |
| a site whose addresses lead out of RAW | nothing: a file of RAW with a tame name | nothing | no_address_names_a_file_elsewhere |
| a site with links, redirects, rules, tags that are none | a line for each | the rest is fetched | links_that_are_no_addresses_are_passed_over, redirects_that_lead_nowhere_are_told, rules_that_say_nothing_are_passed_over, a_tag_that_cannot_be_sent_back_is_dropped, pages_that_are_none_end_no_crawl |
| a site that asks for endless patience | a line: "cut to 300", "takes more than", "too slow" | the pages that never came | a_pause_that_nobody_waits_out_is_cut_and_told, a_server_that_drips_is_left, a_site_that_is_always_busy_is_given_up |
| robots.txt that has moved, or is never found | nothing; a line, and nothing is fetched | nothing | the_rules_of_a_site_may_have_moved, rules_that_are_never_found_forbid_all |
| a page that unpacks to gigabytes | a line: "larger than" | that page | what_is_small_on_its_way_and_large_when_unpacked_is_not_kept |
| two addresses of one file name | nothing: two files | nothing | two_addresses_of_one_name_are_two_files |
| a planted or broken .collect.json; links in RAW | a line | nothing: not a byte is written elsewhere | a_planted_state_names_no_file, a_state_that_is_none_is_not_believed, no_file_is_written_through_a_link |
| manifest.csv in Shift_JIS, or none, where pages are fetched | nothing; a line, and it is left alone | nothing | a_manifest_of_a_spreadsheet_keeps_its_rows_and_gets_new_ones, a_manifest_that_cannot_be_read_is_left_alone |
| RAW cannot be made or written to while pages are fetched | exit 2 | what was fetched before is recorded | a_place_that_cannot_be_made_is_refused, a_file_that_may_not_grow_is_refused |
| a text that once raised, or made a build that `validate` refused | nothing | nothing | odd_texts_keep_the_laws_and_are_written, a_build_of_odd_texts_is_sound_and_exported, a_decimal_in_kanji_is_a_number, half_width_kana_come_out_whole, a_separator_belongs_to_the_head_of_its_table, a_name_whose_quotation_mark_is_lost_begins_on_its_line, the_heading_of_a_page_keeps_its_order, captions_that_nothing_takes_stand_where_they_were |
| a bug in one document, in any command | a line, exit 4, "internal error"; `JOREI_TRACEBACK=1` shows where | that document; the rest is done | check_goes_on_after_a_bug, parse_tells_a_bug_and_shows_the_other_instruments, export_goes_on_after_a_bug, compare_goes_on_after_a_bug, search_goes_on_after_a_bug, amend_goes_on_after_a_bug, a_bug_anywhere_is_one_sentence |
| a damaged build, whatever asks it | exit 2, a sentence that names `jorei validate` | nothing | a_damaged_build_is_told_in_a_sentence |
| a damaged index of the search | nothing: it is made anew | nothing | a_damaged_index_is_made_anew |
| control characters in a document or a name | `·` on a terminal; data is unchanged | nothing | what_a_terminal_would_obey_is_shown, data_is_not_changed_where_no_terminal_reads_it |
| Ctrl-C during a query of SQL | "interrupted", exit 130 | nothing | ctrl_c_ends_a_query_that_never_ends |
| a registry, or the list of them, is damaged | exit 2, "import the registries again" | nothing | a_damaged_registry_is_told_and_made_anew |
| Tesseract that never ends or eats memory | "OCR took more than", "it takes more than", exit 3 | that document | a_page_has_its_time, a_document_has_its_time, its_memory_is_that_of_the_reader |
| LibreOffice that never ends or eats memory or disk | "more than … seconds", exit 3 | that document | a_program_that_does_not_end_is_ended, its_memory_and_files_are_limited |
| streams in CP932 or CP1252, or closed | escapes; nothing | nothing | streams_of_any_encoding, closed_streams_take_nothing_and_stop_nothing |
| a file that cannot be written as a whole | exit 2 with the reason | nothing: the old file stands | a_comparison_that_cannot_be_written_leaves_the_old_one, a_whole_file_is_written_or_not |
| a comparison or anything else that is to be written into a build | exit 2, "is a build" | nothing | no_comparison_is_written_into_a_build, no_command_writes_into_a_build |
| what is to be written over an input, or two over one another | exit 2, "is an input", "two would be written" | nothing | no_command_writes_over_what_it_reads, two_bases_of_one_name_are_not_written_over_one_another |
| a folder or a loop of links in the place of a file; an empty name | exit 2 or 3 with the reason | nothing | folders_and_loops_of_links_are_told, an_empty_name_is_not_the_folder_that_one_stands_in |
| names that are no UTF-8 | nothing; of a build: exit 2, "no UTF-8" | nothing | names_of_any_kind, names_that_are_no_utf_8_reach_the_workers |
| a page of the review that is older than the build | "the page is out of date"; what was typed is kept | nothing | a_page_of_another_build_decides_nothing, what_was_typed_on_a_page_that_is_out_of_date_is_kept |
| two editors at one corrections.toml | the second sees what the first decided | nothing | two_sessions_on_one_file_lose_nothing, a_second_editor_sees_what_the_first_decided, two_editors_see_one_another |
| corrections.toml is a link | nothing | nothing: what it leads to is written | corrections_that_are_a_link_stay_one |
| other users of the machine, other sites | 403, 421 | nothing is shown | who_does_not_know_the_address_is_kept_out, other_sites_are_refused, a_browser_is_led_in_by_a_file_of_its_user_alone |
| requests of no sense to the review: digits, bodies without end | 400, 409, 413, or the first page | nothing | odd_requests_are_answered, requests_without_sense_are_refused_with_a_reason |
| requests to the review that never arrive whole | the connection is closed after 30 seconds | nothing | requests_that_never_arrive_lose_their_connection, work_for_a_request_may_take_longer_than_its_arrival |
| words that a spreadsheet takes for a formula | an apostrophe before them (CSV), text (xlsx) | nothing | csv_has_a_bom_and_no_formula, csv_of_sql_has_no_formula, a_workbook_has_no_formula_and_its_differences_are_coloured |
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from jorei.dataset.exchange import sibling, unfinished
from jorei.dataset.lock import locked
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused
from jorei.model import Source
from jorei.run import analysed_rows
from jorei.run.local import build
from jorei.run.task import Options

pytestmark = pytest.mark.skipif(os.name != "posix", reason="mounts, limits and signals of POSIX")
TEXT = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n(目的)\n第1条 この条例は、甲とする。\n2 前項の乙\n"
JOREI = [sys.executable, "-m", "jorei"]
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_every_fault_of_the_table_is_made_by_a_test() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (__doc__ or "").splitlines()
        if line[:1] == "|"
    ]
    named = {name for row in rows[2:] for name in row[3].split(", ")}
    tests = Path(__file__).parents[1]
    existing = {
        name for file in tests.rglob("test_*.py") for name in re.findall(r"def test_(\w+)", file.read_text("utf-8"))
    }
    assert named - existing == set()
    assert {len(row) for row in rows} == {4}
    assert len(rows) > 20


def fill(raw: Path, count: int, extra: str = "") -> Path:
    raw.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        body = "".join(f"{line} 前条第{number}項の規定を準用する。{extra}\n" for line in range(3, 20))
        (raw / f"d{number}.txt").write_text(TEXT + body, encoding="utf-8")
    return raw


def paths(out: Path) -> set[str]:
    return set(pq.read_table(out / "documents", columns=["source_path"]).column(0).to_pylist())


def jorei(*arguments: object, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [*JOREI, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, preexec_fn=before)


def assert_refused(run: subprocess.CompletedProcess[str], words: str) -> None:
    assert run.returncode == 2, run.stderr
    assert words in run.stderr
    assert "Traceback" not in run.stderr


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mounts real file systems below a folder of the test, where the machine lets us."""
    made: list[Path] = []

    def mount(name: str, *arguments: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        if not ROOT or subprocess.run(["mount", *arguments, str(folder)], capture_output=True, check=False).returncode:
            pytest.skip("mounting is not permitted here")
        made.append(folder)
        return folder

    yield mount
    for folder in reversed(made):
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_the_disk_fills_up_at_any_moment(tmp_path: Path, mounted: Callable[..., Path]) -> None:
    small = mounted("small", "-t", "tmpfs", "-o", "size=16m", "tmpfs")
    raw, out = fill(tmp_path / "raw", 12), small / "out"
    build(raw, out)
    need = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    fill(raw, 14, extra="乙")
    refused = 0
    for free in range(0, 60 * need, max(4096, need // 2)):
        filler = small / "filler"
        filler.unlink(missing_ok=True)
        with filler.open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(small).free - free)))
        refusal = refusal_of(raw, out)
        if not refusal:
            break
        refused += 1
        assert "the disk is full" in refusal
        assert list(validate(out)) == []
        assert len(paths(out)) == 12
        assert unfinished(out) == []
    assert refused > 3
    assert len(paths(out)) == 14
    assert list(validate(out)) == []


def refusal_of(raw: Path, out: Path) -> str:
    """The message of a build that is refused; empty when it is not."""
    try:
        build(raw, out, jobs=1, options=Options(json=True))
    except Refused as refusal:
        return refusal.en
    return ""


def test_what_a_user_sees_of_a_full_disk_with_workers(tmp_path: Path, mounted: Callable[..., Path]) -> None:
    small = mounted("small", "-t", "tmpfs", "-o", "size=8k", "tmpfs")
    assert_refused(jorei("build", fill(tmp_path / "raw", 70), "-o", small / "out", "--jobs", 2), "the disk is full")
    assert not (small / "out").exists()


def test_a_file_may_not_grow(tmp_path: Path) -> None:
    raw, out = fill(tmp_path / "raw", 12), tmp_path / "out"
    build(raw, out)
    fill(raw, 40, extra="乙")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # noqa: E731  # runs in the child
    assert_refused(jorei("build", raw, "-o", out, "--jobs", 1, before=limit), "larger than is allowed")
    assert list(validate(out)) == []
    assert len(paths(out)) == 12


def test_no_permission_to_write(tmp_path: Path) -> None:
    raw, closed = fill(tmp_path / "raw", 2), tmp_path / "closed"
    closed.mkdir(mode=0o555)
    assert_refused(jorei("build", raw, "-o", closed / "out", before=as_anybody), "cannot write")


def as_anybody() -> None:
    """Permissions hold for root, too, in a process that has been told so."""
    if ROOT:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_read_only_disk(tmp_path: Path, mounted: Callable[..., Path]) -> None:
    out = build_on(tmp_path / "kept", tmp_path)
    closed = mounted("closed", "--bind", str(tmp_path / "kept"))
    subprocess.run(["mount", "-o", "remount,ro,bind", str(closed)], check=True)
    assert_refused(jorei("build", tmp_path / "raw", "-o", closed / "out"), "cannot write to")
    assert list(validate(out)) == []


def test_a_read_only_raw(tmp_path: Path, mounted: Callable[..., Path]) -> None:
    fill(tmp_path / "kept", 3)
    raw = mounted("raw", "--bind", str(tmp_path / "kept"))
    subprocess.run(["mount", "-o", "remount,ro,bind", str(raw)], check=True)
    build(raw, tmp_path / "out")
    assert len(paths(tmp_path / "out")) == 3


def build_on(folder: Path, tmp_path: Path) -> Path:
    folder.mkdir()
    build(fill(tmp_path / "raw", 3), folder / "out")
    return folder / "out"


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_random_kills(kills: int) -> None:
    """500 by hand: python tests/kills.py 500"""
    command = [sys.executable, str(Path(__file__).parents[1] / "kills.py"), str(kills), str(os.getpid())]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=6000)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith(f"{kills} kills, 0 corrupt")


def test_a_build_that_is_terminated_leaves_nothing_behind(tmp_path: Path) -> None:
    raw, temporary = fill(tmp_path / "raw", 400), tmp_path / "tmp"
    temporary.mkdir()
    command = [*JOREI, "build", str(raw), "-o", str(tmp_path / "out"), "--jobs", "1"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(temporary)})
    while not unfinished(tmp_path / "out"):
        assert run.poll() is None
        time.sleep(0.02)
    run.terminate()
    said = run.communicate(timeout=120)[1].decode()
    assert (run.returncode, said.splitlines()[-1]) == (130, "中断しました / interrupted")
    assert unfinished(tmp_path / "out") == list(temporary.iterdir()) == []


def test_a_spill_that_is_cut_short(tmp_path: Path) -> None:
    """The next build takes up only whole spills of a build that ended when the machine went down."""
    raw, out, folder = fill(tmp_path / "raw", 3), tmp_path / "out", tmp_path / ".out.work"
    command = "import sys; from jorei.run import local; local.write_links = lambda *_: sys.exit(9); local.build(*map(local.Path, sys.argv[1:]))"
    assert subprocess.run([sys.executable, "-c", command, str(raw), str(out)], check=False).returncode == 9
    spills = list(folder.iterdir())
    assert spills
    for spill in spills:
        spill.write_bytes(spill.read_bytes()[:-100])
    assert build(raw, out).rows["documents"] == 3
    assert list(validate(out)) == []
    assert not folder.exists()


@pytest.mark.parametrize("damage", ["part", "inputs", "json", "gone"])
def test_a_damaged_build_is_never_built_upon(tmp_path: Path, damage: str) -> None:
    raw, out, options = fill(tmp_path / "raw", 3), tmp_path / "out", Options(json=True)
    build(raw, out, options=options)
    pattern = {"part": "nodes/*.parquet", "inputs": ".inputs/*", "json": "json/*/*.json", "gone": "norms/*.parquet"}
    file = min(out.glob(pattern[damage]))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x20
    file.write_bytes(data)
    if damage == "gone":
        file.unlink()
    (raw / "d1.txt").write_text(TEXT, encoding="utf-8")
    build(raw, out, options=options)
    assert list(validate(out)) == []


def test_two_builds_at_once(tmp_path: Path) -> None:
    raw, out = fill(tmp_path / "raw", 3), tmp_path / "out"
    build(raw, out)
    before = (out / "build.json").read_bytes()
    with locked(sibling(out, "lock")):  # as a build under way does
        assert_refused(jorei("build", raw, "-o", out), "another build is running")
    assert (out / "build.json").read_bytes() == before
    assert jorei("build", raw, "-o", out).returncode == 0
    assert list(validate(out)) == []


def test_files_that_change_during_a_build(tmp_path: Path) -> None:
    raw, out, stop = fill(tmp_path / "raw", 30), tmp_path / "out", threading.Event()

    def edit() -> None:
        while not stop.is_set():
            for number in range(30):
                file = raw / f"d{number}.txt"
                if number % 3:
                    file.write_text(TEXT + f"3 {time.monotonic_ns()}とする。\n" * 30, encoding="utf-8")
                else:
                    file.unlink(missing_ok=True)

    thread = threading.Thread(target=edit)
    thread.start()
    try:
        for _ in range(3):
            build(raw, out, jobs=1)
            assert list(validate(out)) == []
    finally:
        stop.set()
        thread.join()
    report = build(fill(raw, 30), out)
    assert report.rows["documents"] == 30
    assert report.unreadable == ()


def test_the_folder_written_to_is_gone(tmp_path: Path) -> None:
    """Moved away by somebody else before the links are written."""
    raw, out = fill(tmp_path / "raw", 3), tmp_path / "there" / "out"
    code = (
        "import os, sys\n"
        "from jorei.cli import main\n"
        "from jorei.run import local\n"
        "there, moved, *arguments = sys.argv[1:]\n"
        "write_links = local.write_links\n"
        "local.write_links = lambda *given: (os.rename(there, moved), write_links(*given))[1]\n"
        "sys.exit(main(arguments))\n"
    )
    names = [out.parent, tmp_path / "moved", "build", raw, "-o", out]
    command = [sys.executable, "-c", code, *map(str, names)]
    assert_refused(subprocess.run(command, capture_output=True, text=True, check=False), "is gone")
    assert build(raw, out).rows["documents"] == 3


def test_folders_that_cannot_be_opened_and_links(tmp_path: Path) -> None:
    raw = fill(tmp_path / "raw", 1)
    fill(tmp_path / "elsewhere", 2)
    (raw / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (raw / "loop").symlink_to(raw, target_is_directory=True)
    (raw / "self.txt").symlink_to("self.txt")
    (raw / "nowhere.txt").symlink_to("not-there.txt")
    (raw / "same.txt").symlink_to("d0.txt")
    os.mkfifo(raw / "pipe.txt")
    report = build(raw, tmp_path / "out")
    assert paths(tmp_path / "out") == {"d0.txt"}
    assert report.duplicates == {"d0.txt": ("same.txt",)}
    skipped = {file.path: file.en for file in report.skipped}
    assert skipped["linked"] == skipped["loop"] == "a link to a folder is not followed"
    assert set(skipped) == {"linked", "loop", "self.txt", "nowhere.txt", "pipe.txt"}


def test_what_of_raw_cannot_be_opened(tmp_path: Path) -> None:
    raw = fill(tmp_path / "raw", 1)
    fill(raw / "closed", 1).chmod(0)
    (raw / "closed.txt").write_text(TEXT, encoding="utf-8")
    (raw / "closed.txt").chmod(0)
    run = jorei("build", raw, "-o", tmp_path / "out", before=as_anybody)
    (raw / "closed").chmod(0o755)
    assert run.returncode == 3, run.stderr
    assert "closed: とばしました" in run.stderr
    assert "cannot open the folder" in run.stderr
    assert re.search(r"closed\.txt: .*unreadable", run.stderr)
    assert paths(tmp_path / "out") == {"d0.txt", "closed.txt"}


HOSTILE = (
    "con.txt", "aux .txt", "a:b?*|<>\".txt", "trailing .txt", "-rf.txt", "a\nb.txt", "a\x1b[31mb.txt", "\u202egnp.txt",
    "条" * 80 + ".txt", "%2e%2e%2f.txt", "が.txt", "か\u3099.txt", "=1+1.txt", "'; drop table nodes; --.txt",
)  # fmt: skip


def test_names_of_any_kind(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number, name in enumerate(HOSTILE):
        (raw / name).write_text(TEXT + f"3 {number}とする。\n", encoding="utf-8")
    (Path(os.fsdecode(os.fsencode(raw) + b"/\xff\xfe.txt"))).write_text(TEXT, encoding="utf-8")
    report = build(raw, tmp_path / "out", options=Options(json=True))
    assert paths(tmp_path / "out") == {*HOSTILE, "\\udcff\\udcfe.txt"}
    assert report.unreadable == ()
    assert list(validate(tmp_path / "out")) == []
    assert build(raw, tmp_path / "out", options=Options(json=True)).reused == len(HOSTILE) + 1


def test_two_names_that_look_the_same(tmp_path: Path) -> None:
    """が as one character and as two: two files on Linux and in a ZIP, and two documents."""
    composed, parted = "が.txt", "か\u3099.txt"
    with zipfile.ZipFile(tmp_path / "raw.zip", "w") as archive:
        archive.writestr(composed, TEXT)
        archive.writestr(parted, TEXT + "3 乙とする。\n")
    build(tmp_path / "raw.zip", tmp_path / "out", options=Options(json=True))
    assert paths(tmp_path / "out") == {composed, parted}
    assert list(validate(tmp_path / "out")) == []


def test_a_name_of_200_characters_in_a_zip(tmp_path: Path) -> None:
    """More bytes than Linux lets a name have, but not Windows: a ZIP is read in place."""
    name = "条" * 200 + ".txt"
    with zipfile.ZipFile(tmp_path / "raw.zip", "w") as archive:
        archive.writestr(name, TEXT)
    build(tmp_path / "raw.zip", tmp_path / "out", options=Options(json=True))
    assert paths(tmp_path / "out") == {name}
    assert list(validate(tmp_path / "out")) == []


def test_a_number_too_long_for_a_file_name(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(TEXT.replace("第1号", f"第{'1' * 400}号"), encoding="utf-8")
    build(raw, tmp_path / "out", options=Options(json=True))
    assert list(validate(tmp_path / "out")) == []


def test_out_of_memory_leaves_the_old_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, out = fill(tmp_path / "raw", 3), tmp_path / "out"
    build(raw, out)
    fill(raw, 3, extra="乙")
    thread, library = (
        RuntimeError("can't start new thread"),
        ImportError("a.so: failed to map segment from shared object"),
    )
    for failure in (MemoryError(), OSError(errno.EMFILE, "Too many open files"), thread, library):
        monkeypatch.setattr("jorei.run.analysed_rows.source_of", raising(failure))
        with pytest.raises(Refused, match=r"out of memory|too many open files"):
            build(raw, out, jobs=1)
        assert list(validate(out)) == []
        assert statuses(out) == {"ok"}


def test_a_dictionary_that_does_not_load_leaves_the_old_build(tmp_path: Path) -> None:
    raw, out = fill(tmp_path / "raw", 40), tmp_path / "out"
    build(raw, out)
    fill(raw, 40, extra="乙")
    broken = tmp_path / "site"
    broken.mkdir()
    code = "import sudachipy\ndef fail(): raise sudachipy.errors.SudachiError('broken')\nsudachipy.Dictionary = fail\n"
    (broken / "sitecustomize.py").write_text(code, encoding="utf-8")
    for jobs in (1, 2):
        command = [*JOREI, "build", str(raw), "-o", str(out), "--tokens", "--jobs", str(jobs)]
        path = os.pathsep.join(filter(None, (str(broken), os.environ.get("PYTHONPATH"))))
        run = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
        )
        assert_refused(run, "the dictionary of Sudachi cannot be loaded")
        assert list(validate(out)) == []
        assert statuses(out) == {"ok"}


def test_a_build_that_bugs_have_emptied_is_not_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, out = fill(tmp_path / "raw", 20), tmp_path / "out"
    build(raw, out)
    real = analysed_rows.analyse_corrected

    def lose(count: int) -> None:
        def analyse(source: Source, *rest: Any, **more: Any) -> Any:
            if int(Path(source.path or "").stem[1:]) < count:
                raise ZeroDivisionError
            return real(source, *rest, **more)

        monkeypatch.setattr(analysed_rows, "analyse_corrected", analyse)

    lose(2)  # a tenth
    build(raw, out, jobs=1, fresh=True)
    lose(5)  # of which two were lost before
    with pytest.raises(Refused, match="3 of the 18"):
        build(raw, out, jobs=1, fresh=True)
    lose(2)
    assert build(raw, out, jobs=1, fresh=True).rows["documents"] == 20
    lose(5)
    assert len(build(raw, out, jobs=1, fresh=True, force=True).unreadable) == 5


def raising(failure: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise failure

    return fail


def statuses(out: Path) -> set[str]:
    return set(pq.read_table(out / "documents", columns=["status"]).column(0).to_pylist())
