"""robots.txt, whatever a site answers with: what of it can be understood, and pauses that no run waits out cut short."""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

AGENT: Final = "jorei-collect"
"""The name under which robots.txt addresses this client."""
LONGEST_PAUSE: Final = 300.0
"""Seconds between two requests, whatever a site asks for."""
_LONGEST: Final = 500_000
"""Characters that are read (RFC 9309 asks for as many at least)."""
_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_RATE: Final = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")


class SiteRules(NamedTuple):
    """What a site allows, the seconds between two requests, and those that it asks for."""

    parser: RobotFileParser
    pause: float = 0.0
    asked: float = 0.0

    def allows(self, address: str) -> bool:
        """Whether a page may be fetched."""
        try:
            return self.parser.can_fetch(AGENT, address)
        except ValueError:  # no address once its escapes are taken away
            return False


def read_robots(text: str) -> SiteRules:
    """The rules in a robots.txt; lines that say nothing are passed over.

    >>> rules = read_robots("User-agent: *\\nDisallow: /a\\nDisallow: http://[::1\\nCrawl-delay: 999999999\\nCrawl-delay: ²")
    >>> rules.allows("https://example.jp/a"), rules.allows("https://example.jp/b"), rules.pause, rules.asked
    (False, True, 300.0, 999999999.0)
    """
    parser = RobotFileParser()
    parser.parse([line for line in map(_understood, text[:_LONGEST].splitlines()) if line])
    asked = float(parser.crawl_delay(AGENT) or 0)
    return SiteRules(parser, min(asked, LONGEST_PAUSE), asked)


def _understood(line: str) -> str:
    """A line as `RobotFileParser` can take it; empty when it says nothing that can be understood."""
    field, colon, value = line.partition("#")[0].partition(":")
    value = value.strip()
    match field.strip().lower():
        case "crawl-delay":
            return f"{field}{colon}{math.ceil(float(value))}" if _SECONDS.fullmatch(value) else ""
        case "request-rate":
            return line if _RATE.fullmatch(value) else ""
        case "allow" | "disallow" if not _is_path(value):
            return ""
        case _:
            return line


def _is_path(value: str) -> bool:
    try:
        urlsplit(value)
    except ValueError:
        return False
    return True
