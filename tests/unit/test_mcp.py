"""A build asked by the client of the Model Context Protocol's own package, over stdio."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

import jorei
from jorei.cli import main
from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import sibling
from jorei.errors import Refused
from jorei.mcp import BuildTools
from jorei.mcp.tools import LONGEST_ANSWER, LONGEST_CHECKED, LONGEST_TEXT

PARK = "朝凪町海浜公園条例"


def ask(build: Path, questions: Callable[[Client], Awaitable[None]]) -> None:
    """Run ``jorei mcp`` and talk to it."""
    command = StdioServerParameters(command=sys.executable, args=["-m", "jorei", "mcp", str(build)], env=_environment())

    async def talk() -> None:
        async with Client(command) as client:
            await questions(client)

    anyio.run(talk)


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(jorei.__file__).parent.parent)}


async def answer(client: Client, name: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def refusal(client: Client, name: str, **arguments: Any) -> str:
    result = await client.call_tool(name, arguments)
    assert result.is_error, result
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_a_model_looks_up_what_it_cites(built: Path, tmp_path: Path) -> None:
    build = Path(shutil.copytree(built, tmp_path / "build"))

    async def questions(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == ["search", "provision", "cited_by", "cite_check"]
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())

        found = await answer(client, "search", words="物品 販売", kind="号")
        assert [(hit["document"], hit["citation"]) for hit in found["hits"]] == [(PARK, "第4条第1項第1号")]

        provision = await answer(client, "provision", document=PARK, citation="第四条")
        assert (provision["caption"], provision["municipality"]) == ("行為の許可", "朝凪町")
        assert provision["text"].startswith("（行為の許可）\n第4条　")
        assert "第4条第2項" in provision["parts"]
        assert await answer(client, "provision", document=provision["doc_id"], citation="第4条") == provision

        citing = await answer(client, "cited_by", document=PARK, citation="第4条", limit=3)
        assert ("第4条第2項", "前項") in [(one["citation"], one["text"]) for one in citing["references"]]
        assert (len(citing["references"]), citing["more"]) == (3, citing["count"] - 3)

        checked = await answer(client, "cite_check", text=f"{PARK}第4条第1項及び第90条によれば、許可が要る。")
        assert [(one["citation"], one["status"]) for one in checked["citations"]] == [
            ("第4条第1項", "exists"), ("第90条", "missing"),
        ]  # fmt: skip
        assert checked["counts"] == {"exists": 1, "missing": 1}

    ask(build, questions)


def test_what_is_asked_in_vain_is_an_error_with_the_reason(built: Path, tmp_path: Path) -> None:
    build = Path(shutil.copytree(built, tmp_path / "build"))

    async def questions(client: Client) -> None:
        assert "丙村条例" in await refusal(client, "provision", document="丙村条例", citation="第1条")
        assert "第400条はありません" in await refusal(client, "provision", document=PARK, citation="第400条")
        assert "第400条" in await refusal(client, "cited_by", document=PARK, citation="第400条")
        assert "appdx_table" in await refusal(client, "search", words="許可", kind="卦")
        assert "too long" in await refusal(client, "cite_check", text="条" * (LONGEST_CHECKED + 1))
        assert "too long" in await refusal(client, "search", words="許可 " * 200)
        assert "valid string" in await refusal(client, "search", words=["許可"])
        assert "required" in await refusal(client, "provision")
        assert "forget" in await refusal(client, "forget", document=PARK)
        # and it still answers
        assert (await answer(client, "provision", document=PARK))["outline"]

    ask(build, questions)


def test_no_line_ends_the_server(built: Path) -> None:
    """What is no message is passed over; control characters, surrogates and odd numbers are arguments like others."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jorei", "mcp", str(built)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        answers = _say(process, [
            _message("initialize", 0, protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "test", "version": "1"}),
            b"no message", b"\xff\xfe\x00", b'{"a":' * 5_000, _tool(1, "cite_check", text="\ud800第1条"),
            _tool(2, "cite_check", text="\x00\x1b]0;\u202e第1条", skip=-3),
            _tool(3, "provision", document=PARK, citation="\x00第1条\n"),
            _tool(4, "cited_by", document="../../build.json", citation="第1条", limit=10**30),
            _tool(5, "provision", document=PARK, citation="第1条", unknown=1),
        ], last=5)  # fmt: skip
        assert process.stdin is not None
        process.stdin.close()
        assert process.stderr is not None
        told = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in told
    failed = {number: answers[number]["result"].get("isError", False) for number in (2, 3, 4, 5)}
    assert failed == {2: False, 3: True, 4: True, 5: False}


def _message(method: str, number: int, **params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()


def _tool(number: int, name: str, **arguments: Any) -> bytes:
    return _message("tools/call", number, name=name, arguments=arguments)


def _say(process: subprocess.Popen[bytes], lines: list[bytes], last: int) -> dict[int, dict[str, Any]]:
    """The answers by their numbers, up to that of the last question."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"\n".join(lines) + b"\n")
    process.stdin.flush()
    answers: dict[int, dict[str, Any]] = {}
    while last not in answers:
        answered = json.loads(process.stdout.readline())
        answers[answered.get("id")] = answered
    return answers


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> BuildTools:
    """Two parks of one name, and a document with more of everything than an answer holds."""
    folder = tmp_path_factory.mktemp("mcp")
    (folder / "raw").mkdir()
    for place, number in (("甲市", 1), ("乙町", 2)):
        text = (
            f"○{place}公園条例\n\n平成20年3月1日{place}条例第{number}号\n\n（設置）\n第1条　{place}は、公園を置く。\n"
        )
        (folder / "raw" / f"{place}.txt").write_text(text, "utf-8")
    articles = "".join(f"\n（甲の{number}）\n第{number}条　第1条の規定による。\n" for number in range(2, 602))
    rows = "\n".join(f"催し{number}\t{number}円" for number in range(3_000))
    long = f"○丙村手数料条例\n\n（目的）\n第1条　別表による。\n{articles}\n別表（第1条関係）\n{rows}\n"
    (folder / "raw" / "long.txt").write_text(long, "utf-8")
    return BuildTools(jorei.build(folder / "raw", folder / "build", jobs=1))


def test_namesakes_are_told_apart_by_id_or_municipality(tools: BuildTools) -> None:
    with pytest.raises(Refused, match="2 documents are called 公園条例"):
        tools.provision("公園条例", "第1条")
    assert "乙町は" in tools.provision("公園条例", "第1条", "乙町")["text"]
    assert "甲市は" in tools.provision("甲市公園条例", "第1条")["text"]


def test_an_answer_is_bounded_and_says_so(tools: BuildTools) -> None:
    outline = tools.provision("丙村手数料条例")
    assert (len(outline["outline"]), outline["more"]) == (500, 102)
    table = tools.provision("丙村手数料条例", "別表")
    assert (len(table["text"]), table["text_is_cut"]) == (LONGEST_TEXT, True)
    citing = tools.cited_by("丙村手数料条例", "第1条", limit=10**9)
    assert (len(citing["references"]), citing["count"], citing["more"]) == (LONGEST_ANSWER, 601, 501)
    text = "甲市公園条例第1条による。\n" * 250
    pages = [tools.cite_check(text, skip=skip) for skip in (0, 100, 200, 300)]
    assert [(len(page["citations"]), page["more"]) for page in pages] == [(100, 150), (100, 50), (50, 0), (0, 0)]
    assert pages[2]["citations"][-1]["start"] == text.rindex("第1条")
    assert len(tools.search("規定", None, None, 10**9)["hits"]) == LONGEST_ANSWER


def test_a_build_that_nothing_can_be_written_beside_is_searched_all_the_same(built: Path, tmp_path: Path) -> None:
    build = Path(shutil.copytree(built, tmp_path / "build"))
    sibling(build, "search").write_text("in the way", "utf-8")
    (tmp_path / "scratch").mkdir()
    assert BuildTools(Corpus(build), tmp_path / "scratch").search("物品 販売", None, None, 1)["hits"]


def test_a_build_that_is_replaced_is_told(built: Path, tmp_path: Path) -> None:
    build = Path(shutil.copytree(built, tmp_path / "build"))
    tools = BuildTools(Corpus(build))
    assert tools.cited_by(PARK, "第4条")["count"]
    shutil.rmtree(build)
    shutil.copytree(built, build)
    with pytest.raises(Refused, match="built anew"):
        tools.cited_by(PARK, "第4条")


def test_a_folder_that_is_no_build_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", str(tmp_path)]) == 2
    assert "no jorei build" in capsys.readouterr().err
