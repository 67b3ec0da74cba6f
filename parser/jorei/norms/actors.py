"""Who can act: whether the words that は or が marks name a body or a person (市長, 申請者, …をした者)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.norms.endings import by_last

_ENDS: Final = by_last((
    # persons
    "者", "人", "員", "主", "主任", "主事", "主幹", "主査", "理事", "監事", "幹事", "参事", "民", "世帯", "代表", "代理", "家族", "児童",
    "生徒", "学生", "師", "士", "官", "吏", "当番", "親", "夫婦", "配偶者", "地権者", "個人", "何人", "遺族", "相続人", "隣人", "社員",
    # heads
    "長", "総裁", "知事", "総監", "監督", "会計管理者", "管理者", "監査委員", "書記", "部会長", "大臣", "団長", "指揮者", "アドバイザー",
    "コーディネーター", "オンブズマン", "オンブズパーソン", "ボランティア", "ドライバー", "オーナー",
    # bodies
    "市", "区", "町", "村", "県", "都", "府", "道", "国", "政府", "会", "議会", "機関", "団体", "法人", "組合", "公社", "会社", "企業", "業者",
    "事務局", "支局", "部局", "局", "課", "係", "班", "隊", "団", "消防団", "部会", "本部", "支部", "警察", "連合", "財団", "協会", "連盟",
    "銀行", "金融機関", "する方", "した方", "れる方", "いる方", "地縁団体", "公共団体", "公団", "事業団", "機構", "会派", "当局", "センター長", "審査庁", "処分庁", "行政庁",
))  # fmt: skip
"""The last words of what acts. An ending in one letter is checked against `_NONE`."""
_NONE: Final = by_last((
    "地区", "街区", "管区", "学区", "校区", "都市", "全国", "外国", "農村", "漁村", "歩道", "水道", "車道", "軌道", "定員", "幅員", "人員", "動員",
    "欠員", "満員", "総員", "一員", "延長", "成長", "全長", "身長", "増長", "機会", "社会", "都会", "公聴会", "説明会", "大会", "講習会", "研修会",
    "展示会", "展覧会", "発表会", "報告会", "閉会", "開会", "休会", "散会", "総会", "集会", "例会", "照会", "面会", "立会", "入会", "退会", "宴会",
    "賦課", "関係", "自主", "一団", "首都", "京都", "書道", "茶道", "鉄道", "無人", "有人", "見本市", "朝市", "林道", "農道", "参道", "県道", "市道",
    "町道", "村道", "国道", "都道", "私道", "里道", "赤道", "公道", "伸長", "特長", "助長", "年長", "波長", "径間長", "堤長", "公課", "常会", "臨時会",
    "無線局", "放送局", "陸上局", "移動局", "航空局", "船舶局", "地球局", "実験局", "海岸局", "気象援助局", "非常局", "固定局", "中継局", "用道",
    "切道", "定道",
))  # fmt: skip
_FOUNDATION_OF_ACTORS: Final = frozenset("者人共社立益般")
"""Letters before 財団 where that is a body and not an estate."""
_SOME: Final = re.compile(
    "(?:等|など|ら|達|たち|各位|全員|(?:双方|本人|自身|相互)(?<=[者人員主民長会体関市町村区]..))$"
)
_LONGEST_SOME: Final = 2
_PERSON_THING: Final = re.compile(
    "(?:者|人|法人|団体|職員|事業者|業者|住民)(?:で|であって|であつて|のうち|の中).{0,80}(?:もの|物)$|うとするもの$"
)
_SINGLE: Final = frozenset(
    ("市", "区", "町", "村", "県", "都", "府", "道", "国", "甲", "乙", "丙", "丁", "者", "市町村", "都道府県")
)
_NUMBERS: Final = re.compile("[0-9〇一二三四五六七八九十百](?:人|名|団体|市|区|町|村|社|世帯)$|[0-9]の区$")
_LONGEST_NUMBER: Final = 3


@lru_cache(maxsize=8192)
def is_actor(words: str) -> bool:
    """Whether words name a body or a person, by their last noun; of a list the last decides.

    >>> [is_actor(w) for w in ("市長", "前条の許可を受けた者", "建築主及び所有者等", "この条例", "家賃", "公聴会", "審議会の議事", "区")]
    [True, True, True, False, False, False, False, True]
    """
    words = words.strip(" 、")
    for _ in range(2):  # 所有者等全員
        some = _SOME.search(words, max(0, len(words) - _LONGEST_SOME))
        if some is None:
            break
        words = words[: some.start()]
    if words in _SINGLE:
        return True
    if len(words) < 2:
        return False
    if words.endswith("もの"):
        return _PERSON_THING.search(words) is not None
    last = words[-1]
    if not words.endswith(_ENDS.get(last, ())) or words.endswith(_NONE.get(last, ())):
        return False
    if last == "者":
        return len(words) > 3 or len(words) == 3 and words[1] != "の"  # 前の者 is somebody who was spoken of
    if words.endswith("財団") and len(words) > 2:
        return words[-3] in _FOUNDATION_OF_ACTORS
    return _NUMBERS.search(words, max(0, len(words) - _LONGEST_NUMBER)) is None
