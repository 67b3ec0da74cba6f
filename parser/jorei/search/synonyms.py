"""Words that mean the same: those of Sudachi's dictionary, and what people say for the words of ordinances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jorei.text.morphology import normalized, synonym_groups

_EVERYDAY: Final = """
やめる 廃止 取りやめ 終了 中止
引き継ぐ 承継 継承
切る 伐採 せん定
建物 建築物 家屋
看板 標識 広告物
ごみ 廃棄物
置き場 集積所 保管施設
返す 返還 還付 返納
壊れる 損壊 破損 滅失
壊す 損傷 損壊 除却 解体 取壊し
直す 修繕 補修 復旧
結ぶ 締結
駐輪場 自転車駐車場 自転車等駐車場
ソーラーパネル 太陽光発電設備 太陽光発電施設 太陽電池
太陽光パネル 太陽光発電設備 太陽光発電施設 太陽電池
ソーラー 太陽光
風車 風力発電
ワンルーム 単身者向け
マンション 集合住宅 共同住宅
アパート 集合住宅 共同住宅
空き家 空家
コピー 写し 複写
コピー代 写しの作成に要する費用
お金 費用 料金 経費
代金 費用 料金 経費
値段 料金 額
無料 免除 徴収しない
安くする 減額 減免
罰 罰則 罰金 過料
省エネ エネルギー消費性能
マイナンバー 個人番号
住所変更 転居 転入 転出
引っ越し 転居 転入 転出
持ち主 所有者
借りる 使用 賃借 貸付け
貸す 貸付け 使用許可
住む 居住
住んでいる人 住民 居住者
近所 近隣 周辺
うるさい 騒音
まぶしい 反射光
がけ 急傾斜地 崖
坂 傾斜地
木 樹木
庭木 樹木
花 草花
緑 みどり
補助金 助成金
話し合い 協議
話合い 協議
相談 協議 助言
知らせる 通知 周知
出す 提出
頼む 申請 依頼
申し込み 申請 申込み
断る 拒否 不承認
破る 違反
従わない 違反 応じない
調べる 調査 検査
見る 閲覧
見せる 開示 提示
建てる 建築 新築
たばこ 喫煙
犬 飼い犬
お墓 墓地
ばらす 漏らす
間違い 誤り 事実でない
直してもらう 訂正
弁償 賠償
採る 採取
払い戻し 還付 返還
お年寄り 高齢者
上限 限度
下限 最低限度
締切り 期限
期日 期限
イベント 催し 行事
火事 火災
開く 開催
名前 氏名 名称
家 住宅 家屋
いらない 要しない 適用除外
要らない 要しない 適用除外
必要ない 要しない 適用除外
いけない 禁止 してはならない
だめ 禁止 してはならない
仕組み 制度
お知らせ 通知 公告 周知
知らせ 通知 公告 周知
登録をやめる 抹消
延ばす 延長
短くする 短縮
減らす 減額 縮小
増やす 増額 拡大
変える 変更
替わる 変更 承継
選ぶ 選任 選定
辞めさせる 解任 解職
集める 収集 徴収
捨てる 投棄 廃棄
置く 設置 放置
クビ 免職 解任
給料 給与
首長 市長 町長 村長 区長
"""
"""A line for each everyday word: the word, and what ordinances say for it. Chosen from what people ask."""
_MOST: Final = 8
"""Words that one word is looked for by, besides itself."""

Forms = tuple[str, ...]


@lru_cache(maxsize=1)
def everyday() -> dict[Forms, list[list[str]]]:
    """What ordinances say for each everyday word, all as normal forms.

    >>> everyday()["看板",][0]
    ['標識']
    """
    lines = [line.split() for line in _EVERYDAY.split("\n") if line]
    return {tuple(_forms(said)): [_forms(meant) for meant in others] for said, *others in lines}


def _forms(words: str) -> list[str]:
    return [word.form for word in normalized(words)]


def among(vocabulary: Iterable[str]) -> dict[str, list[str]]:
    """The words of a vocabulary by the number of each group that has some.

    >>> sorted(among({"責務", "損壊", "破損", "別表"}).values())[-1]
    ['責務']
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(vocabulary):
        for number in synonym_groups(word):
            groups[str(number)].append(word)
    return dict(groups)


def synonyms(form: str, groups: dict[str, list[str]]) -> list[list[str]]:
    """What an index has that means the same as a word, by the groups of the words that it has."""
    found = {word: None for number in synonym_groups(form) for word in groups.get(str(number), ()) if word != form}
    return [[word] for word in found][:_MOST]
