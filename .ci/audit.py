"""Ask for known holes in the packages that uv.lock fixes: ``python .ci/audit.py``.

Exit 0: all were asked about and none has one; 1: some have; 3: nobody could be asked about all. pip-audit itself takes a
package that its service does not know, as a mirror of an index knows none, for passed over and ends with 0; here that is
no pass. One package is asked about before the others, so that a service out of reach is asked once.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SOUND, HOLES, NOT_AUDITED = 0, 1, 3


def main() -> int:
    """Ask about one, then about all."""
    pins = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "pins.py")], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for asked in (pins[:1], pins):
        found, said = ask(asked)
        missed = len(asked) - sum("skip_reason" not in one for one in found)
        if missed and len(asked) == 1:
            return tell(NOT_AUDITED, f"NOT AUDITED: nobody could be asked about known holes ({said})")
    holes = [(one["name"], one["version"], hole["id"]) for one in found for hole in one.get("vulns", ())]
    for name, version, hole in holes:
        print(f"{name} {version}: {hole}")
    if holes:
        return tell(HOLES, f"{len(holes)} known holes")
    if missed:
        return tell(NOT_AUDITED, f"NOT AUDITED: {missed} of {len(pins)} packages")
    return tell(SOUND, f"audited: {len(pins)} packages, none with a known hole")


def ask(pins: list[str]) -> tuple[list[dict], str]:
    """What pip-audit says of each package, and its last words when it says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "pins.txt")
        listed.write_text("\n".join(pins) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        run = subprocess.run(
            [*command, "--format", "json", "--requirement", str(listed)], capture_output=True, text=True, check=False
        )
    try:
        found = json.loads(run.stdout)["dependencies"]
    except ValueError:
        return [], (run.stderr.strip().splitlines() or ["no answer"])[-1]
    return found, next((one["skip_reason"] for one in found if "skip_reason" in one), "")


def tell(code: int, words: str) -> int:
    print(words, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
