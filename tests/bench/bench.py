"""How fast jorei is, stage by stage and end to end, beside what else runs on the same text at the same time.

    PYTHONPATH=tests python -m bench.bench [--documents 1 1000 100000] [--bytes 12000] [--jobs 1] [--tokens] [--peers]

MB are millions of bytes of UTF-8 text, and seconds are those of one processor: a busy machine makes them no worse than
its caches do. `--peers` installs Lawtext from the npm registry into a temporary folder and has it parse and analyse the
same text. Generated documents; `--text FILE...` takes others for the stages.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench import measure
from bench.generate import document, write_corpus

SAMPLE = 60  # documents of the stages: some hundred kilobytes
ROUNDS = 3
LAWTEXT = "lawtext@0.1.52"
LAWTEXT_SCRIPT = """
const { parse } = require("lawtext/dist/src/parser/lawtext");
const { analyze } = require("lawtext/dist/src/analyzer");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
let failed = 0;
const once = async () => {
  failed = 0;
  for (const text of texts) {
    try { await analyze({ elToBeModified: parse(text).value }); } catch (error) { failed += 1; }
  }
};
(async () => {
  await once();
  const before = process.cpuUsage();
  await once();
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds: (used.user + used.system) / 1e6, failed }));
})();
"""


def cpu(work: Callable[[], Any]) -> float:
    """Seconds of the processor, the best of some rounds, warm."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def stages(texts: list[str]) -> dict[str, float]:
    """Seconds for each stage over the texts, and for bare SudachiPy."""
    from jorei.check import check
    from jorei.links import link
    from jorei.pipeline.pipeline import analyse
    from jorei.read import read_bytes
    from jorei.run.analysed_rows import AnalysedRows
    from jorei.run.document import load
    from jorei.run.inputs import Input
    from jorei.run.task import Options
    from jorei.structure import parse

    data = [text.encode() for text in texts]
    sources = [read_bytes(one, "a.txt") for one in data]
    parsed = [parse(source) for source in sources]
    analysed = [analyse(source) for source in sources]

    def linked() -> None:
        for source, one in zip(sources, parsed, strict=True):
            link(source, one.tree, one.metadata, one.folded)

    def rows() -> tuple[AnalysedRows, list[Any]]:
        made = AnalysedRows(Options())
        loaded = [
            load(Input(f"{number}.txt", b"", 0), lambda _, number=number: data[number]) for number in range(len(data))
        ]
        return made, [entry for number, one in enumerate(loaded) for entry in made.add(number, one)]

    done, entries = rows()
    tables = done.tables()
    return {
        "read": cpu(lambda: [read_bytes(one, "a.txt") for one in data]),
        "structure": cpu(lambda: [parse(source) for source in sources]),
        "links": cpu(linked),
        "norms": cpu(lambda: _norms(parsed)),
        "checks": cpu(lambda: [check(one) for one in analysed]),
        "analysis (all of these)": cpu(lambda: [analyse(source) for source in sources]),
        "analysis and columns": cpu(lambda: rows()[0].tables()),
        "Parquet": cpu(lambda: _write(tables, [entry.doc_id for entry in entries], done.counts)),
        "tokens": cpu(lambda: _tokens(analysed)),
        "SudachiPy alone": cpu(lambda: sudachi(texts)),
        "SudachiPy, all fields": cpu(lambda: sudachi(texts, fields=True)),
    }


def _write(tables: dict[str, Any], ids: list[str], counts: dict[str, list[int]]) -> None:
    from jorei.dataset.parts import finished, write_part

    with tempfile.TemporaryDirectory(prefix="jorei-bench-") as folder:
        for name, table in tables.items():
            write_part(Path(folder), name, "part-00000.parquet", finished(name, table.columns, ids, counts[name]))


def _tokens(analysed: Iterable[Any]) -> None:
    """The words of all texts, none of which has been seen before."""
    from jorei.text import morphology

    for mode in morphology._segmented:
        morphology._segmented[mode] = ({}, {})
    for one in analysed:
        morphology.tokenize(one.tree)


def _norms(parsed: Iterable[Any]) -> None:
    from jorei.norms import norms

    for one in parsed:
        norms(one.tree, one.folded)


def sudachi(texts: list[str], fields: bool = False) -> int:
    """SudachiPy alone, line by line; the number of morphemes."""
    import sudachipy

    if not hasattr(sudachi, "tokenizer"):
        sudachi.tokenizer = sudachipy.Dictionary().tokenizer()  # type: ignore[attr-defined]  # kept between rounds
    tokenize, count = sudachi.tokenizer.tokenize, 0  # type: ignore[attr-defined]  # as above
    for text in texts:
        for line in filter(None, text.split("\n")):
            for one in tokenize(line[:12_000]):
                count += 1
                if fields:
                    one.surface(), one.part_of_speech(), one.dictionary_form(), one.normalized_form()
                    one.reading_form(), one.is_oov(), one.begin(), one.end()
    return count


def lawtext(texts: list[str]) -> tuple[float, int] | None:
    """Seconds of Lawtext over the texts, and how many it could not parse; None without npm."""
    with tempfile.TemporaryDirectory(prefix="jorei-bench-") as folder:
        install = subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--ignore-scripts", "--prefix", folder, LAWTEXT],
            capture_output=True, check=False,
        )  # fmt: skip
        if install.returncode:
            print(install.stderr.decode(errors="replace")[-500:], file=sys.stderr)
            return None
        Path(folder, "bench.js").write_text(LAWTEXT_SCRIPT, encoding="utf-8")
        done = subprocess.run(
            ["node", "bench.js"], cwd=folder, input=json.dumps(texts).encode(), capture_output=True, check=False
        )
        if done.returncode:
            print(done.stderr.decode(errors="replace")[-500:], file=sys.stderr)
            return None
        found = json.loads(done.stdout)
        return found["seconds"], found["failed"]


def end_to_end(count: int, mean: int, jobs: int, tokens: bool) -> str:
    """A build of generated documents, as the command line does it, and once more with nothing changed."""
    with tempfile.TemporaryDirectory(prefix="jorei-bench-") as folder:
        raw, out = Path(folder, "raw"), Path(folder, "out")
        size = write_corpus(raw, count, mean_bytes=mean)
        command = [sys.executable, "-m", "jorei", "build", str(raw), "-o", str(out), "--jobs", str(jobs)]
        first = measure.run([*command, *(["--tokens"] if tokens else [])])
        again = measure.run([*command, *(["--tokens"] if tokens else [])])
        written = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return (
        f"{count:>8,} documents {size / 1e6:8.1f} MB  {first.seconds:7.1f} s  {size / 1e6 / first.cpu:5.2f} MB/s per core  "
        f"peak {first.peak / 1e6:5.0f} MB  written {written / 1e6:7.1f} MB  again {again.seconds:6.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast jorei is.")
    parser.add_argument("--documents", type=int, nargs="*", default=[1, 1_000], help="sizes of builds end to end")
    parser.add_argument("--bytes", type=int, default=12_000, help="mean size of a document")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tokens", action="store_true")
    parser.add_argument("--peers", action="store_true", help="Lawtext from the npm registry too")
    parser.add_argument("--text", type=Path, nargs="*", help="other documents for the stages")
    given = parser.parse_args()
    if given.text:
        texts = [file.read_text(encoding="utf-8") for file in given.text]
    else:
        texts = [document(number, mean_bytes=given.bytes)[1] for number in range(SAMPLE)]
    size = sum(len(text.encode()) for text in texts) / 1e6
    from jorei.run.tuning import tune

    tune()  # as the processes of a build do
    taken = stages(texts)
    if given.peers and (found := lawtext(texts)):
        seconds, failed = found
        taken[f"Lawtext ({failed} of {len(texts)} not parsed)"] = seconds
    bare = taken["SudachiPy alone"]
    print(f"{len(texts)} documents, {size:.2f} MB, best of {ROUNDS}, one core:")
    for name, seconds in taken.items():
        print(f"  {name:<28} {size / seconds:8.2f} MB/s   {bare / seconds:6.2f} x SudachiPy alone")
    for count in given.documents:
        print(end_to_end(count, given.bytes, given.jobs, given.tokens), flush=True)


if __name__ == "__main__":
    main()
