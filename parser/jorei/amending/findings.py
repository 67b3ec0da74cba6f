"""What can be wrong with an amendment: the names, and one finding."""

from __future__ import annotations

from typing import Final

import msgspec

from jorei.model.vocabulary import Severity


class Kind(msgspec.Struct, frozen=True):
    """A kind of finding: its code, how grave it is, and its page in both languages."""

    code: str
    name: str
    severity: Severity
    page: str
    page_en: str


KINDS: Final = (
    Kind("M01", "words-not-found", "error",
         "改められる字句が、その場所にない。近い字句があれば示す。改正は当てられていない。",
         "The words to be changed do not stand in the place. The nearest words are shown. The change was not made."),
    Kind("M02", "words-ambiguous", "error",
         "字句がその場所に二つ以上ある。加える改正では、どこに加えるかが定まらないので当てない。"
         "改める・削る改正では全てに当て、警告とする。",
         "The words stand more than once in the place. An insertion is not made, for its place is open; "
         "a replacement is made everywhere, with a warning."),
    Kind("M03", "no-such-provision", "error",
         "指された条・項・号・章・別表などが、基の例規にない。",
         "The base has no such article, paragraph, item, chapter or table."),
    Kind("M04", "no-such-row", "error",
         "表に、その字句を最初の欄に持つ項がない。",
         "No row of the table has these words in its first column."),
    Kind("M05", "numbering-gap", "error",
         "改正の後、条・項・号の番号が続かない。削った後の繰上げ、加える前の繰下げを確かめる。",
         "After the amendment the numbers do not follow one another. Was something deleted without moving the rest up?"),
    Kind("M06", "numbering-double", "error",
         "改正の後、同じ番号の条・項・号が二つある。",
         "After the amendment two provisions have the same number."),
    Kind("M07", "count-mismatch", "error",
         "「次の2条を加える」などの数と、実際に置かれた条・項・号の数が合わない。",
         "The number that is promised (次の2条を加える) is not the number of provisions that follow."),
    Kind("M08", "order", "warning",
         "移動の順が後ろからでない。移す先の番号にまだ別の規定がある。",
         "The moves do not begin at the back: the new number is still that of another provision."),
    Kind("M09", "reference-moved", "error",
         "条ずれ。改正により、例規の中の引用が別の規定を指し、又は指す先がなくなった。手当てを示す。",
         "After the amendment a reference of the ordinance leads elsewhere or nowhere. The needed change is shown."),
    Kind("M10", "toc-stale", "error",
         "目次の条の範囲が、改正後の本則と合わない。",
         "The table of contents no longer says which articles its chapters have."),
    Kind("M11", "wrong-base", "error",
         "柱書にある題名又は番号が、基の例規と違う。",
         "The title or the number that the amendment gives is not that of the base."),
    Kind("M12", "overlap", "error",
         "一つの文の中で、先の改正で変わった字句を再び改めている。",
         "A sentence changes words that it has already changed."),
    Kind("M13", "needless-paragraph", "warning",
         "一項だけの条を「第○条第1項」と引いている。",
         "第1項 is named, but the article has only one paragraph."),
    Kind("M14", "stale-term", "warning",
         "改められた用語、又は定義のなくなった用語が、別の規定に残っている。",
         "A term that was replaced, or whose definition is gone, is still used elsewhere."),
    Kind("M15", "rule-reference-moved", "error",
         "条ずれ。他の例規（規則など）の引用が、改正後は別の規定を指す。",
         "After the amendment a reference of another document leads to another provision."),
    Kind("M16", "rule-reference-dangling", "error",
         "他の例規（規則など）の引用先が、改正によりなくなった。",
         "What another document refers to is gone after the amendment."),
    Kind("M17", "not-understood", "error",
         "改め文の一部を読み取れない。その部分は当てられていない。",
         "A part of the amendment could not be read; it was not applied."),
    Kind("M18", "old-number", "info",
         "前の文で動いた規定が、動く前の番号で引かれている。動く前の番号として当てた。",
         "A provision that an earlier sentence moved is called by its old number; it was taken as such."),
    Kind("M19", "date-unknown", "info",
         "施行期日が定まらない（公布の日、規則で定める日）。--promulgated で公布の日を与える。",
         "The day of coming into force is not known (the day of promulgation, a day set by a rule): --promulgated gives it."),
    Kind("M20", "other-numerals", "info",
         "改められる字句の数字が、基の例規では漢数字（又は算用数字）で書かれている。基の書き方で当てた。",
         "The words to be changed have their numbers in other numerals (10日, 十日) in the base; the new ones follow the base."),
)  # fmt: skip

BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_CODE: Final = {kind.code: kind for kind in KINDS}


class AmendingFinding(msgspec.Struct, frozen=True, gc=False):
    """One thing that is wrong, or worth a look. ``start..end`` is the span of the clause in the amendment."""

    name: str
    citation: str
    message: str
    message_en: str
    severity: Severity = "error"
    start: int = 0
    end: int = 0
    source_path: str = ""
    suggestion: str | None = None
    words: str = ""
    count: int = 0
    """How often the words stand there."""

    @property
    def code(self) -> str:
        """The code of its kind."""
        return BY_NAME[self.name].code


def finding(name: str, citation: str, message: str, message_en: str, **more: object) -> AmendingFinding:
    """A finding with the severity of its kind, unless ``more`` gives one."""
    more.setdefault("severity", BY_NAME[name].severity)
    return AmendingFinding(name, citation, message, message_en, **more)  # type: ignore[arg-type]  # checked by the callers' keywords


def explain(code: str) -> str:
    """The page of one kind, by code or name, Japanese first; raises `KeyError`.

    >>> print(explain("m01").splitlines()[0])
    M01 words-not-found · error
    """
    kind = BY_CODE.get(code.upper()) or BY_NAME[code]
    return f"{kind.code} {kind.name} · {kind.severity}\n\n{kind.page}\n\n{kind.page_en}\n"


def explain_all() -> str:
    """One line for each kind: code, name, severity and what it is about."""
    return "".join(
        f"{kind.code}  {kind.name:<28}{kind.severity:<9}H  {kind.page.partition('。')[0]}。\n" for kind in KINDS
    )
