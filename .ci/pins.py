"""Print the versions that uv.lock fixes, as constraints that pip understands."""

import tomllib
from pathlib import Path


def constraint(package: dict) -> str:
    """One line of a constraints file; a package locked twice says for which systems each version is."""
    markers = " or ".join(f"({marker})" for marker in package.get("resolution-markers", ()))
    return f"{package['name']}=={package['version']}" + (f" ; {markers}" if markers else "")


lock = tomllib.loads((Path(__file__).parent.parent / "uv.lock").read_text(encoding="utf-8"))
print(*(constraint(package) for package in lock["package"] if "registry" in package["source"]), sep="\n")
