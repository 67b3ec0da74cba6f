"""What a build shows when it is done."""

from __future__ import annotations

from jorei.run.local import Report


def summary(report: Report) -> str:
    return "\n".join(f"{name}: {rows:,}" for name, rows in report.rows.items()) + f"\n→ {report.target}"
