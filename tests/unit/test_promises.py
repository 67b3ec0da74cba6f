"""What the READMEs promise, and the tests that hold it: a promise that is reworded or a test that goes fails here.

| in | the words | tests |
|---|---|---|
| README.md | Facts stand beside the tree. Offsets are code points of the source everywhere. | any_text_keeps_the_laws, any_bytes_are_read_or_refused |
| README.md | Every pass is a pure function in linear time, and every repair is marked and reported. | the_same_text_gives_the_same_analysis, a_quarter_of_a_megabyte, no_input_costs_more_than_its_bounds |
| README.md | the same build on Spark, byte for byte | documents_as_rows, the_bytes_do_not_depend_on_the_number_of_workers |
| README.md | again: only what has changed is analysed; --fresh takes nothing over | nothing_changed, a_changed_document, fresh_reuses_nothing |
| README.md | some inputs could not be read; the rest is done | unreadable_files_are_listed_and_the_rest_is_built, a_build_loses_that_document_alone |
| README.md | internal error in some documents; the rest is done | check_goes_on_after_a_bug, export_goes_on_after_a_bug, search_goes_on_after_a_bug, amend_goes_on_after_a_bug |
| README.md | the desk in the browser, on this machine alone | who_does_not_know_the_address_is_kept_out, other_sites_are_refused |
| parser/README.md | Nothing is lost: every character that is not blank lies in exactly one span of exactly one node. | any_text_keeps_the_laws, odd_texts_keep_the_laws_and_are_written, elements_in_any_order_lose_no_word |
| parser/README.md | Bad input is a diagnostic, a bug is an exception; no text makes the parser raise. | any_text_keeps_the_laws, some_of_each_shape, no_bytes_break_a_reader |
| parser/README.md | Linear time and bounded memory. | a_quarter_of_a_megabyte, time_and_memory_stay_in_proportion, a_small_file_that_eats_memory_is_given_up |
| parser/README.md | One analysis, any runner: the same rows. | the_bytes_do_not_depend_on_the_number_of_workers, documents_as_rows, workers_reuse_unchanged_documents |
| parser/README.md | The text of an ordinance is law: it is reported on, never corrected. | any_text_keeps_the_laws, half_width_kana_come_out_whole, no_characters_come_back_from_xml |
| parser/README.md | SudachiPy 0.6.10 to 0.7 and every dictionary since 2023-09 serve. | no_dependency_is_pinned, a_tokenizer_comes_from_either_interface, packages_beside_jorei_resolve_to_current_ones |
| corpus/README.md | it is replaced as a whole, in one step, so a reader sees the old build or the new one and never half of one | random_kills, kill_9_leaves_the_old_build_or_the_new_one, no_reader_sees_two_builds_at_once |
| corpus/README.md | its tables, its SQL and `jorei search` never have rows of two builds | no_reader_sees_two_builds_at_once, nor_without_handles_of_folders, a_query_sees_one_build |
| corpus/README.md | the answer is "has been built anew since it was opened" | a_build_that_is_gone_is_said_to_be |
| raw/README.md | nothing that one saves is lost, and nobody replaces a decision that was not on the page | two_sessions_on_one_file_lose_nothing, a_second_editor_sees_what_the_first_decided |
| raw/README.md | A page that is older than the build decides nothing: it offers to be opened again, and keeps what was typed. | a_page_of_another_build_decides_nothing, what_was_typed_on_a_page_that_is_out_of_date_is_kept |
| raw/README.md | reported as C01 and never applied elsewhere | what_does_not_fit_is_reported |
| raw/README.md | a file that cannot be read stops the build | a_file_that_cannot_be_read_stops_the_build |
"""

from __future__ import annotations

import re
from pathlib import Path

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in (__doc__ or "").splitlines() if line[:1] == "|"
][2:]


def plain(text: str) -> str:
    """Words as they are compared: a line of Markdown may end anywhere."""
    return "".join(text.split())


def test_every_promise_stands_in_its_readme(root: Path) -> None:
    texts = {name: plain((root / name).read_text(encoding="utf-8")) for name in {row[0] for row in ROWS}}
    assert [words for name, words, _ in ROWS if plain(words) not in texts[name]] == []


def test_every_promise_is_held_by_tests(root: Path) -> None:
    files = (root / "tests").rglob("test_*.py")
    existing = {name for file in files for name in re.findall(r"def test_(\w+)", file.read_text(encoding="utf-8"))}
    assert {name for row in ROWS for name in row[2].split(", ")} - existing == set()
    assert len(ROWS) >= 20


def test_every_law_of_the_house_names_its_tests(root: Path) -> None:
    lines = (root / "parser" / "README.md").read_text(encoding="utf-8").partition("\n## Laws\n")[2].splitlines()
    laws = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]
    files = (root / "tests").rglob("test_*.py")
    existing = {name for file in files for name in re.findall(r"def test_(\w+)", file.read_text(encoding="utf-8"))}
    assert [number for number, _, _ in laws] == ["1", "2", "3", "4", "5", "6", "7"]
    assert {name for _, _, tests in laws for name in tests.split(", ")} - existing == set()
