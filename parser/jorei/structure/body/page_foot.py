"""What a publisher sets below an instrument: buttons, whom to ask, files, the colophon of a collection.

Read from the end upwards. A line is of the foot when its words are (`SIGNS`), or when it is short, no sentence, and stands
below such a line. Places to write in (電話, 問い合わせ先) are fields of a form as well: below an appendix they count for nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.record import Record
from jorei.structure.body.bill import bare_words
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import LineKind, TypedLine


class Sign(Record):
    """Words of a foot. ``weight``: how much of a foot the line proves (`_PROVEN` is enough); ``of_form``: whether a form
    may have them, too."""

    name: str
    words: re.Pattern[str]
    weight: int
    of_form: bool = False


_PROVEN: Final = 2
_BACK: Final = "(?:へ|に|を)?(?:戻る|もどる|移動|開く|見る|進む)?"
_PAGE: Final = "(?:(?:この|前の|次の)?(?:ページ|頁|画面))"
_FILE: Final = "(?:PDF|Word|ワード|Excel|エクセル|WORD|EXCEL|ZIP|RTF|CSV|一太郎|HTML)"
_ASK: Final = "(?:御|ご|お)?(?:問い?|とい)(?:合わせ|合せ|あわせ)(?:窓口|先|担当|フォーム|はこちら)*"
_FRAME: Final = r"[\[(〔【<《■◆●◇□▼▲※・|]?"
_CLOSED: Final = r"[\])〕】>》]"
_BUTTONS: Final = (
    rf"{_PAGE}の?(?:先頭|トップ|上部?|一番上|最初|始め){_BACK}", rf"{_PAGE}(?:を?(?:印刷|戻る|閉じる)(?:する)?|{_BACK})",
    "(?:一覧|目次|トップ(?:ページ)?|例規集?(?:一覧|トップ)?|検索(?:結果|画面)?)(?:へ|に)(?:戻る|もどる)?",
    "戻る", "印刷(?:する|用ページ|用画面)?", "(?:この)?(?:ウインドウを)?閉じる", "(?:トップ(?:ページ)?|一覧)戻る", "(?i:page-?top)",
    "サイトマップ", "プライバシーポリシー", "個人情報(?:の取扱い|保護方針)",
    "(?:著作権|免責事項|リンク|アクセシビリティ|個人情報)(?:著作権|免責事項|リンク|アクセシビリティ|個人情報|・|と|について)*",
)  # fmt: skip
SIGNS: Final = tuple(
    Sign(name, re.compile("|".join(words)), weight, of_form)
    for name, weight, of_form, words in (
        ("button", _PROVEN, False, (rf"[▲△↑⇧<>→←・]*(?:{'|'.join(_BUTTONS)})$",)),
        ("bare button", 1, True, ("(?:BACK|back|TOP|top|HOME|ホーム|トップ)$",)),
        ("copyright", _PROVEN, False, (r"(?i:copyright|\(c\)(?:19|20)[0-9]{2}|©|allrightsreserved)", "無断(?:転載|複製)")),
        ("whom to ask of a page", _PROVEN, False, (
            rf"{_FRAME}(?:この|本|当)?(?:ページ|記事|頁|サイト|コンテンツ|情報)(?:の内容)?(?:に関する|についての?|の){_ASK}",
        )),
        ("whom to ask", _PROVEN, True, (rf"{_FRAME}(?:[^。、]{{0,12}}(?:に関する|についての))?{_ASK}(?:$|{_CLOSED}|:)",)),
        ("who is in charge", _PROVEN, True, (
            rf"{_FRAME}(?:担当|所管|主管|作成|掲載|発信|情報発信元)(?:課|部署?|部局|係|組織)?{_CLOSED}?:",
        )),
        ("number to call", _PROVEN, True, (
            "(?:電話|TEL|Tel|tel|直通|代表|FAX|Fax|fax|ファクス|ファックス|ファクシミリ|内線)(?:番号)?[:(]?[0-9]",
        )),
        ("address", 1, True, (
            "〒[0-9]{3}", "(?:[Ee]-?mail|Eメール|電子メール|メール|Mail|住所|所在地|受付時間|開庁時間)(?:アドレス)?:.",
        )),
        ("heading of files", _PROVEN, False, (
            rf"{_FRAME}(?:(?:関連|添付|参考|外部)(?:ファイル|リンク|ページ|情報|資料|サイト))(?:一覧)?(?:$|{_CLOSED}|[・:])",
            rf"{_FRAME}(?:ファイル|様式|PDF)?(?:の)?ダウンロード(?:はこちら|一覧)?(?:$|{_CLOSED}|[・:])",
        )),
        ("file", _PROVEN, False, (
            rf".{{1,80}}[(\[〔](?:{_FILE}(?:形式|ファイル|文書)?|ファイル名)[^()]{{0,24}}[)\]〕]$",
            r"[^。]{1,60}\.(?:pdf|docx?|xlsx?|zip|rtf|jtd|PDF)(?:[(\[].*)?$",
        )),
        ("reader of files", _PROVEN, False, (".{0,80}(?:Adobe|アドビ|Acrobat|Reader)",)),
        ("opinion", _PROVEN, False, (
            ".{0,40}(?:役に立ちましたか|ご意見をお聞かせ|見つけやすかったですか|わかりやすかったですか|アンケートにご)",
        )),
        ("key of a page", _PROVEN, False, (
            "ページ(?:ID|番号|作成日|更新日):?[0-9明大昭平令]", "記事(?:ID|番号):?[0-9]",
            "(?:最終)?(?:更新|掲載|公開|登録|印刷|出力)(?:日時?|年月日):?[0-9明大昭平令]",
        )),
        ("about the file", _PROVEN, False, (
            "(?:この|本|当)(?:ファイル|データ|テキスト|PDF|ページ)(?:について|は、|の)",
            ".{0,40}(?:機械可読|に変換したもの|から変換|を変換)",
        )),
        ("key of a file", 1, True, (
            "(?:出典|取得日?時?|変換(?:日|者|方法)?|ライセンス|原典|底本|作成[日者]?|更新日?|URL|原本|入力者?|校正|データ|版)[^:。]{0,12}:.",
            r"(?:https?://|www\.)",
        )),
        ("day of print", 1, True, (
            "[0-9]{4}[/年.-][0-9]{1,2}[/月.-][0-9]{1,2}日?(?:作成|更新|印刷|出力|取得|[0-9]{1,2}:[0-9]{2})",
        )),
    )
)  # fmt: skip
"""The words of a foot, of lines without blanks; the first that fits counts."""
_ANY: Final = re.compile("|".join(f"(?:{sign.words.pattern})" for sign in SIGNS))
"""The cheap question: any of them."""
_RULE_FIRSTS: Final = frozenset("-*_=─━―")
_RULE: Final = re.compile(r"(?:-{3,}|\*|\*{3,}|_{3,}|={3,}|[─━―]{3,}|[-*_=]{3,})$")
_WORDS: Final[frozenset[LineKind]] = frozenset(("plain", "furniture", "caption", "note", "page"))
"""What lines of a foot look like that have none of its words."""
_SIGNED: Final[frozenset[LineKind]] = _WORDS | {"appdx", "enumerated", "toc", "list", "row", "article"}
"""What lines with words of a foot may look like: 様式第1号(Word:30KB)."""
_LONGEST: Final = 60
"""Lines of a foot at most. Chosen."""
_LONGEST_LINE: Final = 50
"""Letters of a line that has none of the words: an address, the name of a section. Chosen."""


def page_foot_start(lines: list[TypedLine], first: int) -> int:
    """The index of the first line of the foot at the end of the lines; ``len(lines)`` when there is none."""
    start, proven, found = len(lines), 0, len(lines)
    is_form: bool | None = None
    for index in range(len(lines) - 1, max(first, len(lines) - _LONGEST) - 1, -1):
        typed = lines[index]
        weight = 0 if typed.by_person else _weight(typed, is_form=False)
        if weight and is_form is None:
            is_form = _ends_in_appendix(lines, first)
        if weight and is_form:
            weight = _weight(typed, is_form=True)
        if not weight and not _may_belong(typed):
            break
        proven += weight
        if weight:
            start = index
        if proven >= _PROVEN:
            found = start
    return _with_rule(lines, min(found, _below_rule(lines, first)), first)


def _weight(typed: TypedLine, *, is_form: bool) -> int:
    """How much of a foot a line proves; all cells of a row must."""
    if typed.kind not in _SIGNED:
        return 0
    cells = (
        [words for words in bare_words(typed.text).split("|") if words]
        if typed.kind == "row"
        else [bare_words(typed.text)]
    )
    weights = [_weight_of(words, is_form=is_form) for words in cells]
    return min(weights, default=0)


def _weight_of(words: str, *, is_form: bool) -> int:
    sign = _sign_of(words)
    return 0 if sign is None or (is_form and sign.of_form) else sign.weight


@lru_cache(maxsize=256)  # most instruments end in one of a few sentences, and a line is asked more than once
def _sign_of(words: str) -> Sign | None:
    if not _ANY.match(words):
        return None
    return next((sign for sign in SIGNS if sign.words.match(words)), None)


def _may_belong(typed: TypedLine) -> bool:
    """Whether a line without words of a foot can stand among those that have them."""
    text = typed.text
    is_short = len(text) <= _LONGEST_LINE and not ends_sentence(text)
    return not typed.by_person and typed.kind in _WORDS and is_short


def _ends_in_appendix(lines: list[TypedLine], first: int) -> bool:
    """Whether the last heading is that of an appendix."""
    last = next(
        (
            n
            for n in range(len(lines) - 1, first - 1, -1)
            if lines[n].kind in ("suppl", "article", "appdx") and not _weight(lines[n], is_form=True)
        ),
        None,
    )
    return last is not None and lines[last].kind == "appdx"


def _below_rule(lines: list[TypedLine], first: int) -> int:
    """Behind the last rule, when what stands below it says of what file it is, in sentences, too."""
    proven = 0
    for index in range(len(lines) - 1, max(first, len(lines) - _LONGEST) - 1, -1):
        typed = lines[index]
        if typed.kind not in _WORDS or typed.by_person:
            break
        if typed.line.text[0] in _RULE_FIRSTS and _RULE.match(typed.line.text):
            return index if proven >= _PROVEN else len(lines)
        proven += _weight(typed, is_form=False)
    return len(lines)


def _with_rule(lines: list[TypedLine], start: int, first: int) -> int:
    """With the rule above the foot."""
    while first < start < len(lines) and _RULE.match(lines[start - 1].text):
        start -= 1
    return start
