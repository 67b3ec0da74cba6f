"""L01-L03: penalties, offices and laws that national law has limited or abolished."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.registry.renamings import BY_OLD_NAME, Renaming, present_name
from jorei.text.fold import fold
from jorei.text.numerals import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Reference

_AMOUNT: Final = "[0-9０-９〇一二三四五六七八九十百千,，]{1,12}"
_PENALTY: Final = re.compile("以下の(?:(?P<prison>懲役|禁錮|禁こ|拘禁刑)|(?P<money>罰金|過料))")
_MEASURE: Final = re.compile(rf"(?:(?P<years>{_AMOUNT})年|(?P<yen>{_AMOUNT})(?P<man>万?)円)$")
_LIMIT_YEARS: Final = 2
"""地方自治法第14条第3項."""
_LIMIT_YEN: Final = {"罰金": 1_000_000, "過料": 50_000}
"""地方自治法第14条第3項, and 第15条第2項 for rules."""
_OTHER_GROUNDS: Final = re.compile("倍に相当|保険法|医療の確保|第二百二十八条|第228条")
"""地方自治法第228条第3項 (five times the sum evaded), 国民健康保険法第127条, 介護保険法第214条 and the like allow more."""
_INSURANCE: Final = re.compile("保険|医療|税")


def penalty_over_limit(view: View) -> Iterator[Finding]:
    """罰則の上限 · A penalty over the limit of 地方自治法第14条第3項.

    何を見るか: 条例の罰則が、2年以下の拘禁刑（懲役・禁錮）、100万円以下の罰金、5万円以下の過料を超えていないかを見ます。
    なぜ大切か: 条例で定められる罰則の上限です（地方自治法第14条第3項）。規則は5万円以下の過料だけです（同法第15条第2項）。
    例: 200万円以下の罰金に処する。
    確かさ: 中くらい。ほかの法律が上限を定める保険・医療・税の条例と、「5倍に相当する金額」の過料は除きます。

    What it does: compares penalties with the limits for ordinances: two years, one million yen, 過料 of 50,000 yen.
    Why it matters: an ordinance can set no more (地方自治法第14条第3項), a rule only 過料 of 50,000 yen (第15条第2項).
    Example: 200万円以下の罰金に処する。
    How sure: medium; ordinances on insurance, medical care and taxes, and five times the sum evaded, have other limits.
    """
    metadata = view.analysis.metadata
    if metadata.kind not in ("ordinance", "rule") or _INSURANCE.search(metadata.title or ""):
        return
    for match in _PENALTY.finditer(view.prose):
        measure = _MEASURE.search(view.prose, max(0, match.start() - _LONGEST_MEASURE), match.start())
        limit = _exceeded_limit(measure, match, metadata.kind) if measure else None
        if measure is None or limit is None:
            continue
        node, start, end = view.locate(measure.start(), match.end() - measure.start())
        penalty = measure.group() + match.group()
        if view.regions[node.id] != "main" or _OTHER_GROUNDS.search(
            view.prose, max(0, measure.start() - _SURROUNDINGS), match.end() + _SURROUNDINGS
        ):
            continue
        article = "第15条第2項" if metadata.kind == "rule" else "第14条第3項"
        yield Finding(
            node, start, end,
            f"「{penalty}」は地方自治法{article}の上限（{limit}）を超えています",
            f"{penalty} is over the limit of 地方自治法{article} ({limit})",
        )  # fmt: skip


_LONGEST_MEASURE: Final = 16
"""Code points of the number and unit before 以下の罰金: more than `_MEASURE` can take."""
_SURROUNDINGS: Final = 200
"""Code points on both sides of a penalty in which other grounds for it are looked for. Chosen: about a sentence."""


def _exceeded_limit(measure: re.Match[str], match: re.Match[str], kind: str) -> str | None:
    """The limit that a penalty exceeds, None within it."""
    number = parse_number(fold(measure["years"] or measure["yen"]).replace(",", ""))
    if number is None or bool(measure["years"]) != bool(match["prison"]):
        return None
    yen = number * (10_000 if measure["man"] else 1)
    if kind == "rule":
        allowed = match["money"] == "過料" and yen <= _LIMIT_YEN["過料"]
        return None if allowed else "5万円以下の過料"
    if match["prison"]:
        return "2年以下の拘禁刑" if number > _LIMIT_YEARS else None
    limit = _LIMIT_YEN[match["money"]]
    if yen <= limit:
        return None
    return f"{limit // 10_000}万円以下の{match['money']}"


_ABOLISHED_ON: Final = date(2025, 6, 1)
"""The day on which 拘禁刑 took the place of 懲役 and 禁錮 (令和4年法律第67号)."""
_ABOLISHED_PENALTY: Final = re.compile(
    "(?:以下の|の刑|、|又は|若しくは)(?P<word>懲役|禁錮|禁こ)|(?P<other>懲役|禁錮|禁こ)(?:刑|に処|若しくは|又は|の刑)"
)


def abolished_penalty(view: View) -> Iterator[Finding]:
    """廃止された刑 · A penalty that was abolished.

    何を見るか: 令和7年6月1日以後の本則に「懲役」「禁錮」が残っていないかを見ます。
    なぜ大切か: その日に懲役と禁錮は廃止され、「拘禁刑」になりました（令和4年法律第67号）。
    例: 1年以下の懲役又は50万円以下の罰金
    確かさ: 中くらい。文書の日付（公布、施行、manifest.csv）か profile の as_of が分かるときだけ報告します。

    What it does: looks for 懲役 and 禁錮 in the main part of a text in force after 2025-06-01.
    Why it matters: on that day both became 拘禁刑 (令和4年法律第67号).
    Example: 1年以下の懲役又は50万円以下の罰金
    How sure: medium; only where the day of the text is known (its own, manifest.csv) or the profile gives as_of.
    """
    metadata = view.analysis.metadata
    days = (metadata.expression_date, metadata.in_force_on, metadata.promulgated_on, view.profile.as_of)
    if all(day is None or day < _ABOLISHED_ON for day in days) or not any(
        word in view.prose for word in ("懲役", "禁錮", "禁こ")
    ):
        return
    for match in _ABOLISHED_PENALTY.finditer(view.prose):
        group = "word" if match["word"] else "other"
        node, start, end = view.locate(match.start(group), len(match[group]))
        if view.regions[node.id] == "main":
            yield Finding(
                node, start, end,
                f"「{match[group]}」は令和7年6月1日に廃止され、「拘禁刑」になりました",
                f"{match[group]} was replaced by 拘禁刑 on 2025-06-01",
                suggestion="拘禁刑",
            )  # fmt: skip


_SUCCESSORS: Final = {
    "建設省": "国土交通省", "運輸省": "国土交通省", "国土庁": "国土交通省", "北海道開発庁": "国土交通省",
    "厚生省": "厚生労働省", "労働省": "厚生労働省", "文部省": "文部科学省", "科学技術庁": "文部科学省",
    "自治省": "総務省", "郵政省": "総務省", "総務庁": "総務省", "大蔵省": "財務省", "通商産業省": "経済産業省",
    "農林省": "農林水産省", "環境庁": "環境省", "防衛庁": "防衛省", "総理府": "内閣府", "社会保険庁": "日本年金機構",
    "建設大臣": "国土交通大臣", "運輸大臣": "国土交通大臣", "厚生大臣": "厚生労働大臣", "労働大臣": "厚生労働大臣",
    "文部大臣": "文部科学大臣", "自治大臣": "総務大臣", "大蔵大臣": "財務大臣", "通商産業大臣": "経済産業大臣",
    "収入役": "会計管理者", "助役": "副市町村長",     "外国人登録法": "（廃止）",
    "行政機関の保有する個人情報の保護に関する法律": "個人情報の保護に関する法律",
    "精神衛生法": "精神保健及び精神障害者福祉に関する法律",
    "らい予防法": "（廃止）", "結核予防法": "感染症の予防及び感染症の患者に対する医療に関する法律",
    "伝染病予防法": "感染症の予防及び感染症の患者に対する医療に関する法律",
}  # fmt: skip
"""Offices, ministries and laws that no longer exist, and their successors."""
_ENDS_OF_NAMES: Final = tuple((name[0], name[-1], name) for name in _SUCCESSORS)
"""The names with their first and last letters: a walk for a letter is many times as quick as one for a word."""
_FORMER_NAME: Final = re.compile("(?:" + "|".join(sorted(_SUCCESSORS, key=len, reverse=True)) + ")(?!令)")
_OLD_PAPER: Final = re.compile("[一-龠]{0,10}(?:通達|通知|通牒|告示|訓令)")
_LETTER_BEFORE: Final = re.compile("[一-龠ァ-ヶー]$")


def abolished_agency(view: View) -> Iterator[Finding]:
    """なくなった官庁・職・法律の名 · An agency, office or law that is gone.

    何を見るか: 本則の「建設省」「自治大臣」「収入役」「老人保健法」など、今はない官庁・職・法律の名を探します。
    なぜ大切か: 省庁再編（平成13年）、地方自治法の改正（平成19年）、改題・廃止に、改正が追い付いていません。
    例: 収入役は、…
    確かさ: 中くらい。昔のことを述べる文もあるので、名前ごとに一つ、情報として示します。「旧…」「…省令」は除きます。

    What it does: looks in the main part for ministries, offices and laws that no longer exist.
    Why it matters: the reorganisation of 2001, the law of 2007, renamings and repeals were not followed.
    Example: 収入役は、…
    How sure: medium; the text may speak of the past: one piece of information for each name.
    """
    prose = view.prose
    if not any(first in prose and last in prose and name in prose for first, last, name in _ENDS_OF_NAMES):
        return
    seen: set[str] = set()
    for match in _FORMER_NAME.finditer(prose):
        name = match.group()
        if name in seen or _LETTER_BEFORE.search(prose, max(0, match.start() - 1), match.start()):
            continue
        if _OLD_PAPER.match(prose, match.end()):
            continue  # 建設省砂防課長通達（昭和41年…）: a paper keeps the name of its office
        node, start, end = view.locate(match.start(), len(name))
        if view.regions[node.id] != "main":
            continue
        seen.add(name)
        yield Finding(
            node, start, end,
            f"「{name}」は今はありません（今は{_SUCCESSORS[name]}）",
            f"{name} no longer exists ({_SUCCESSORS[name]})",
        )  # fmt: skip


_STILL_OLD: Final = re.compile("(?:旧|改正前の|廃止前の|による改正前の|[一-龠ァ-ヶー])$")
_LONGEST_LEAD: Final = 8
"""Code points before a name in which 改正前の is looked for."""


def renamed_law(view: View) -> Iterator[Finding]:
    """改題された法律の旧題名 · The old name of a law that was renamed.

    何を見るか: 本則の「宅地造成等規制法」など、題名が改められた法律の旧題名を、改題の日付のある一覧と比べます。
    なぜ大切か: 改題に条例の改正が追い付いていません。条番号も変わっていることがあります。
    例: 宅地造成等規制法（令和5年5月26日から宅地造成及び特定盛土等規制法）
    確かさ: 高い。「旧…」「改正前の…」は除き、改題の日より前の版（manifest.csv の date、profile の as_of）は見ません。

    What it does: compares names of national laws in the main part with a dated list of renamings.
    Why it matters: the ordinance was not amended since; the numbers of the articles may have changed, too.
    Example: 宅地造成等規制法, since 2023-05-26 宅地造成及び特定盛土等規制法
    How sure: high; 旧… and 改正前の… are left out, and versions from before that day (date of manifest.csv, as_of).
    """
    day = view.analysis.metadata.expression_date or view.profile.as_of
    for reference in view.analysis.references:
        title = reference.target_law_title
        if not title:
            continue
        renaming = BY_OLD_NAME.get(title) or _half_renamed(title)
        if renaming is None or (day is not None and day < renaming.on) or view.regions[reference.node] != "main":
            continue
        start = _where_named(view, reference, title)
        if start < 0 or _STILL_OLD.search(view.text, max(0, start - _LONGEST_LEAD), start):
            continue
        on, present = renaming.on, present_name(renaming.new)
        yield Finding(
            view.nodes[reference.node], start, start + len(title),
            f"「{title}」は{on.year}年{on.month}月{on.day}日に「{renaming.new}」に改められました（{renaming.by}）"
            + (f"。今の題名は「{present}」です" if present != renaming.new else ""),
            f"{title} has been {renaming.new} since {on}" + (f", and is {present} now" if present != renaming.new else ""),
            suggestion=present,
        )  # fmt: skip


_ENDING: Final = 10
_BY_ENDING: Final = {
    renaming.new[-_ENDING:]: renaming for renaming in BY_OLD_NAME.values() if len(renaming.new) > _ENDING
}


def _half_renamed(title: str) -> Renaming | None:
    """The renaming of which a title has the beginning of the old name and the end of the new one."""
    renaming = _BY_ENDING.get(title[-_ENDING:])
    if renaming is None or not title.endswith(renaming.new) or title == renaming.new:
        return None
    return renaming if renaming.old.startswith(title[: len(title) - len(renaming.new)]) else None


_LONGEST_LAW: Final = 120
"""Code points before a citation in which the name and the number of its law are looked for. Chosen."""
_IN_BRACKETS: Final = re.compile("\\s*(?:[(（][^()（）]*[)）])?\\s*")


def _where_named(view: View, reference: Reference, name: str) -> int:
    """Where a reference writes the name of its law, before or after brackets with the number; -1 where an alias or a
    pronoun stands for it."""
    start = view.text.rfind(name, max(0, reference.start - _LONGEST_LAW), reference.start + len(name))
    end = start + len(name)
    if start < 0 or (end < reference.start and not _IN_BRACKETS.fullmatch(view.text, end, reference.start)):
        return -1
    return start
