"""Texts that cost a parser dear: one unit repeated without end. As a script, what one of them costs in a process of
its own: `python tests/soups.py NAME SIZE FRAME` prints seconds, bytes of memory and nodes.
"""

from __future__ import annotations

import sys
import time

from jorei.pipeline.pipeline import analyse
from jorei.read import Unreadable, read_bytes

HOSTILE = {
    "opening brackets": "(",
    "full-width opening brackets": "（",
    "closing brackets": "）",
    "quotation marks": "「",
    "pairs of quotation marks": "「」",
    "nested quotations": "「『（",
    "articles": "第1条",
    "articles on lines": "第1条\n",
    "branch numbers": "の2",
    "article with branches": "第1条の2の2の2の2の2",
    "chains": "第1条第1項第1号ア",
    "readings of an article": "前条中「乙」とあるのは「丙」と、",
    "moves": "第5条を第6条とし、",
    "penalties": "1年以下の懲役又は200万円以下の罰金、",
    "lost commas": "第1条第2条、",
    "ranges": "第1条から",
    "ranges that close": "第1条から第9条まで、",
    "前条": "前条",
    "前項 on lines": "2 前項の規定は、\n",
    "同条": "同条第2項及び",
    "各号": "次の各号",
    "spaces": " ",
    "ideographic spaces": "\u3000",
    "blank lines": "\n",
    "indented lines": " a\n",
    "commas": "、",
    "full stops": "。",
    "middle dots": "・",
    "digits": "1",
    "kanji digits": "一",
    "tens": "十",
    "numbers on lines": "12\n",
    "item labels": "(1)\n",
    "item labels with words": "(1) 甲\n",
    "subitem labels": "ア\n",
    "subitem labels in turn": "(1) 甲\nア 乙\n(ア) 丙\n",
    "paragraph labels": "2 \n",
    "unlabelled paragraphs": " 甲は、乙とする。\n",
    "captions": "(目的)\n",
    "eras": "昭和",
    "dates": "昭和3年3月3日",
    "law numbers": "昭和3年法律第3号",
    "law names": "地方自治法第",
    "municipal law numbers": "平成3年青潮市条例第3号第3条",
    "別表": "別表",
    "別表 on lines": "別表第1\n",
    "様式": "様式第1号(第1条関係)\n",
    "附則": "附則\n",
    "附則 with a number": "附則(平成3年条例第3号)\n",
    "numbers of 附則 alone": "(平成3年条例第3号)\n",
    "amendment notes": "(平3条例3・一部改正)\n",
    "目次": "目次\n",
    "目次 entries": "第1章 総則(第1条―第3条)\n",
    "chapters": "第1章\n",
    "omissions": "(略)\n",
    "deletions": "第1条 削除\n",
    "definitions": "甲(以下「乙」という。)",
    "definitions of the same": "甲(以下「甲」という。以下同じ。)、",
    "をいう": "甲をいう。",
    "hiragana": "あ",
    "kanji": "漢",
    "latin": "a",
    "list marks": "- ",
    "headings": "#",
    "pipes": "|",
    "tabs": "\t",
    "table rows": "甲\t乙\t丙\n",
    "page numbers": "- 3 -\n",
    "form feeds": "\f",
    "NUL": "\0",
    "wraps": "甲乙丙丁" * 8 + "\n",
    "replacements": "「甲」を「乙」に改める。",
    "readings": "「前項」とあるのは「第1項」と、",
    "provisos": "ただし、",
    "体系情報": "体系情報\n",
    "private use": "\ue000",
    "letters on lines": "a\n",
    "digits on lines": "1\n",
    "kanji on lines": "甲\n",
    "quotation marks on lines": "「\n",
    "dates on lines": "3月3日\n",
    "bullets": "・甲\n",
    "lists without labels": " 次に掲げるもの\n 市長が認める者\n 市長は、別に定める。\n",
    "entries without labels": " ただし、次のアからウまでに掲げるもの\n",
    "articles of 附則": "附則\n第1条 甲\n",
    "references on lines": "2 第1条の規定は、\n",
    "joined items": "次に掲げる。" + "".join(f"({n}) 甲" for n in range(1, 100)),
    "labels alone, joined": "。" + "".join(f"({n})" for n in range(1, 100)),
    "circled labels, joined": "。①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "headings on one line": "第1条 甲 第2条 乙 附則 ",
    "captions on one line": "(甲) 第1条 ",
    "pipes on lines": "|甲|乙|\n",
    "columns": "甲  乙  丙\n",
    "joined lists": "次に掲げる事項(1) 甲(2) 乙",
    "joined lists that nothing announces": "30日以内に以下「乙」という。②①この場合において\n別表第1",
    "sentences of wrapped lines": "とする。-第「甲」、\n",
    "quantities among quotations": "30日以内には 「甲」②",
    "lines with pipes": "甲| 乙| 丙\n",
    "articles behind a bracket, wrapped": "(削除) 第1条から" + "甲乙丙丁" * 10 + "、\n",
    "amendments and 並びに": "第1条から第9条まで、「甲」を「乙」に改める。並びに(ア)注\n（削除）　",
}
FRAMES = {
    "bare": ("", ""),
    "in an article": ("○青潮市条例\n\n第1条 ", "\n\n第2条 甲は、乙とする。\n"),
}


def text_of(unit: str, size: int, frame: tuple[str, str]) -> str:
    """About ``size`` bytes of UTF-8."""
    return frame[0] + unit * max(1, size // len(unit.encode())) + frame[1]


def memory() -> int:
    """The most memory this process has had, in bytes (Linux counts kilobytes)."""
    import resource  # of POSIX alone; the soups are of use elsewhere too

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def cost(data: bytes) -> tuple[float, int, int]:
    """Seconds, bytes and nodes of reading and analysing a text, the interpreter and the dictionary not counted."""
    analyse(read_bytes("○青潮市条例\n\n第1条 前条の規定を知ら\nせる甲は、乙とする。".encode()))
    before, started = memory(), time.process_time()
    try:
        nodes = len(analyse(read_bytes(data)).tree.nodes)
    except Unreadable:  # nothing but blanks
        nodes = 0
    return time.process_time() - started, memory() - before, nodes


if __name__ == "__main__":
    name, size, frame = sys.argv[1:]
    print(*cost(text_of(HOSTILE[name], int(size), FRAMES[frame]).encode()))
