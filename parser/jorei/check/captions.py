"""S29: captions that do not fit their article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.text.fold import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node

EXPECTED: Final = {
    "目的": "目的 図る 図り 資する 寄与 もって もつて 推進", "定義": "いう 意義 用語 例による とする", "手数料": "手数料", "使用料": "使用料 料金 額", "罰則": "罰金 過料 科料 拘禁 懲役 罰",
    "公表": "公表 公示 公告", "立入調査": "立入 立ち入 入る", "立入検査": "立入 立ち入 検査", "勧告": "勧告", "命令": "命 勧告",
    "指導及び助言": "指導 助言", "報告": "報告", "報告の徴収": "報告", "届出": "届", "変更の届出": "届 変更", "標識の設置": "標識 表示板 看板",
    "事前協議": "協議", "説明会の開催": "説明", "説明会": "説明", "許可": "許可", "許可の申請": "許可 申請", "許可の取消し": "取り消 取消",
    "許可の基準": "許可 基準 許可し", "地位の承継": "承継", "会議": "会議 招集 会長 委員長", "庶務": "庶務 事務 処理",
    "守秘義務": "秘密 漏", "秘密保持義務": "秘密 漏", "損害賠償": "賠償 弁償", "損害賠償の義務": "賠償 弁償", "使用料の減免": "免 減額",
    "使用料の還付": "還付 返還 返 還", "原状回復": "原状", "原状回復の義務": "原状", "抑制区域": "区域", "禁止区域": "区域", "休館日": "休 館日",
    "開館時間": "時", "指定管理者による管理": "指定管理 管理", "権利譲渡の禁止": "譲渡 転貸 譲", "保証金": "保証金", "過料": "過料",
    "組織": "組織 人 委員 置", "委員の任期": "任期 年", "委員の委嘱": "委嘱 任命", "会長": "会長", "委員長": "委員長", "会長及び副会長": "会長",
    "意見の聴取": "意見 聴 出席", "関係者の出席": "出席 意見", "準用": "準用", "交付の申請": "申請", "交付申請": "申請", "申請": "申請 申し",
    "交付の決定": "決定 交付", "交付決定": "決定 交付", "実績報告": "報告", "状況報告": "報告", "返還": "返還 返納", "補助金の返還": "返還", "助成金の返還": "返還",
    "補助金の額": "額 円 分の", "補助対象者": "者", "身分証明書": "証", "帳簿": "帳簿 台帳", "備付帳簿": "帳簿 台帳 簿", "台帳": "台帳", "完了届": "届 完了", "完了検査": "検査 完了", "工事の施行": "工事",
    "使用の許可": "許可", "利用の許可": "許可", "使用の制限": "制限 許可しない 許可をしない 使用 できない", "使用許可の取消し": "取り消 取消", "使用許可の取消し等": "取り消 取消", "許可の取消し等": "取り消 取消",
    "特別の設備": "設備", "入館の制限": "入館 入場", "休業日": "休", "使用時間": "時", "施行期日": "施行", "表彰": "表彰", "審査": "審査",
    "近隣住民等への説明": "説明", "標識の設置等": "標識 表示板 看板", "事前協議の申出": "協議", "台帳の整備": "台帳", "廃止の届出": "届 廃止", "工事完了の届出": "届 完了", "維持管理": "管理 維持", "廃棄等費用の確保": "費用 確保", "苦情の処理": "苦情 紛争",
}  # fmt: skip
"""Captions, and words of which one must occur in the article."""
_ANOTHERS: Final = ("条例第", "法第", "令第", "規則第")
"""An article that carries out one of another text may have the caption of that."""
_LONGEST_CAPTION: Final = max(map(len, EXPECTED))


def caption_misfit(view: View) -> Iterator[Finding]:
    """内容と合わない見出し · A caption that does not fit its article.

    何を見るか: 「手数料」「立入調査」「許可の取消し」など、よく使われる見出しの条に、それに当たる語があるかを見ます。
    なぜ大切か: 条の移動や全部改正で見出しが取り残されたか、隣の条の見出しが付いています。
    例: （手数料）の条が、立入調査のことだけを定めている。
    確かさ: 高い。語の分かっている見出しだけを見て、共通見出しと、ほかの法令の条を引く条は除きます。

    What it does: looks in articles with a common caption (手数料, 立入調査, 許可の取消し …) for a word that it calls for.
    Why it matters: the caption was left behind when articles moved, or belongs to the next one.
    Example: （手数料）above an article on inspections alone.
    How sure: high; only captions whose words are known, no shared ones, no articles that cite another text.
    """
    for node in view.by_kind["article"]:
        caption = node.caption
        if not caption or len(caption) > _LONGEST_CAPTION or node.caption_shared or node.deleted:
            continue
        expected = EXPECTED.get(squeeze(caption))
        if expected is None or view.regions[node.id] != "main" or _holds(view, node, expected.split()):
            continue
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"見出しは「{caption}」ですが、{view.cite(node)}にそれに当たる語がありません",
            f"the caption is {caption}, but {view.cite(node)} has no word of it",
        )  # fmt: skip


def _holds(view: View, node: Node, words: list[str]) -> bool:
    """Whether an article holds one of some words; one whose words were lost says nothing."""
    below = view.nodes[node.id + 1 : node.id + node.size]
    text = "\n".join([part.text for part in below])
    if not text.strip("\n") or any(word in text for word in _ANOTHERS) or any(word in text for word in words):
        return True
    titles = "\n".join([part.title or "" for part in below])
    return any(word in titles for word in words)
