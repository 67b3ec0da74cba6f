"""Texts to try the parser with: arbitrary ones, soups of its own keywords, and damaged ordinances."""

from __future__ import annotations

from hypothesis import strategies as st

SIGNS = tuple(
    "第条項号章節編款目の附則別表様式記目次前次同各「」『』()（）〔〕【】、。，．・―－-~0123456789０１２一二三十百〇元①⑴ⅰ㈠アイウｱabロハ"
)
BLANKS = ("\n", "\n", "\n\n", " ", "\u3000", "\t", "\f", "\r\n", "\r", "\x85", "\u2028", "\xa0", "\v", "\x1c")
CONTROLS = (
    "\x00",
    "\x01",
    "\x1b",
    "\x7f",
    "\ufeff",
    "\ufffd",
    "\ufffe",
    "\uffff",
    "\ue000",
    "\u200b",
    "\U0001f600",
    "\ud7ff",
)
WORDS = (
    "第1条", "第２条", "第十条の二", "第3条第2項第1号", "附則", "附　則(平成17年条例第3号)", "目次", "第1章 総則",
    "(第1条―第3条)", "(目的)", "(1) ", "(2)の2 ", "2 ", "２　", "- (1) ", "#### ", "ア ", "(ア) ", "一　", "イ　",
    "別表第1(第3条関係)", "様式第1号", "削除", "第4条から第6条まで 削除", "(略)", "以下略", "○", "条例", "規則第5号", "平成15年3月26日",
    "昭和三七年六月二六日", "(平17条例3・一部改正)", "体系情報", "沿革情報", "改正文", "備考", "この条例", "前条", "前項", "前3号", "次の各号", "各号列記以外の部分",
    "同条第2項", "同法", "当該各号", "から", "まで", "及び", "又は", "ただし、", "この場合において、", "以下「甲」という。", "をいう。以下同じ。",
    "本則", "この本則", "この章", "次節", "前2章", "同款", "各本条", "次の表", "同表", "前表", "旧条例第2条", "新条例", "改正後の第3条",
    "三．五年以内", "十．五円", "三.5時間", "「ﾃﾞｰﾀ」とは、", "ﾊﾟｽﾜｰﾄﾞ", "（　　）", "（「）", "甲市規則」(平成3年甲市規則第1号)", "改正 平成15年条例第1号",
    "区分 | 額", "--- | ---", "| a | b |", "* -", "a ", "(a) ", "(イ) ",
    "地方自治法(昭和22年法律第67号)", "番号法第19条", "とする。", "に改める。", "「第5条 ", "とあるのは", "準用する。", "次に掲げる", "市長は、", "知ら", "せ、",
)  # fmt: skip

arbitrary = st.text(max_size=400)
soup = st.lists(st.sampled_from(SIGNS + BLANKS + CONTROLS), max_size=200).map("".join)
words = st.lists(st.sampled_from(WORDS + BLANKS + BLANKS + SIGNS), max_size=120).map("".join)
lines = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map("".join), max_size=40).map("\n".join)
spaced_lines = st.lists(
    st.tuples(st.sampled_from(("", " ", "\u3000", "  ")), st.lists(st.sampled_from(WORDS), max_size=6).map("".join)),
    max_size=40,
).map(lambda pairs: "\n\n".join(indent + words for indent, words in pairs))
_LABELS = ("第1条 ", "1 ", "(1) ", "ア ", "(ア) ", "a ", "(a) ", "ⅰ ")
ladders = st.lists(
    st.tuples(
        st.sampled_from(("", "", *_LABELS)), st.sampled_from(("次に掲げるもの", "甲", "乙とする。", "次のとおりとする"))
    ),
    max_size=40,
).map(
    lambda rows: (
        "第1条 町長は、次に掲げる。\n"
        + "".join(f"{_LABELS[min(at + 1, 6)] if at < 5 else label}{said}\n" for at, (label, said) in enumerate(rows))
    )
)
"""Five labels deeper and deeper, and lines below them whose labels are lost."""
tables = st.lists(
    st.lists(st.sampled_from((*WORDS[:30], "", "\t", "|", "---")), min_size=1, max_size=4), max_size=12
).flatmap(
    lambda rows: st.sampled_from((" | ", "|", "\t", "　　")).map(lambda sign: "\n".join(sign.join(row) for row in rows))
)
texts = st.one_of(arbitrary, soup, words, lines, spaced_lines, ladders, tables)
