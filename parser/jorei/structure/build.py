"""The stack machine: typed lines in, a draft tree out.

One pass over the lines; what a line does depends on the open nodes (``stack``, law first) and on the captions that
wait for their provision. Each kind of line has one method, listed in `_HANDLERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED, Kind
from jorei.structure.draft import Draft
from jorei.structure.front import add_preamble
from jorei.structure.labels import parse_label
from jorei.structure.ladder import ANY_STYLE, RANK, Rung, below, place
from jorei.structure.profile import SENTENCE_END, Profile
from jorei.structure.recover import begins_suppl, read_unlabelled
from jorei.structure.rules import Typed, skip_blanks
from jorei.structure.toc import build_toc, toc_end
from jorei.text.lawnumbers import parse_law_number

# the term of an item and the words that explain it: a short word without punctuation, then a blank
_TITLED = re.compile(r"(?P<term>[^ 、。()「」『』〔〕第0-9一二三四五六七八九十]{1,40}) +(?=[^ ])")
_DELETED = re.compile(r"(?:削除|[(〔]?削除[)〕]?)。?$")
_NOT_TEXT: Final = ("main_provision", "suppl_provision", *APPENDICES, *DIVISIONS)


class Builder:
    """Builds the body of one document below ``root``."""

    def __init__(self, root: Draft, profile: Profile, source: str) -> None:
        self.root = root
        self.profile = profile
        self.source = source
        self.stack: list[Draft] = [root]
        self.last = root  # the node the text has reached: only it can still grow
        self.captions: list[Typed] = []
        self.caption_run: str | None = None
        self.orphaned = False
        self.upcoming = ""

    # ---- the stack

    @property
    def top(self) -> Draft:
        return self.stack[-1]

    @property
    def container(self) -> Draft:
        """The main provision, 附則 or appendix that is open (the law before any)."""
        return self.stack[1] if len(self.stack) > 1 else self.root

    def open(self, draft: Draft) -> Draft:
        """Closes what cannot hold ``draft`` and puts it on the stack."""
        rank = RANK[draft.kind]
        if rank < RANK["paragraph"]:
            self.orphaned = False
        self.close_to(rank)
        self.last = self.top.add(draft)
        self.stack.append(draft)
        return draft

    def open_below(self, parent: Draft, draft: Draft) -> Draft:
        while self.top is not parent:
            self.close()
        self.last = parent.add(draft)
        self.stack.append(draft)
        return draft

    def ensure_main(self) -> None:
        if self.container is self.root:
            self.open(Draft("main_provision"))

    # ---- captions

    def take_caption(self, draft: Draft) -> None:
        """Gives the waiting caption to a provision (`settle_captions` has left one at most)."""
        if not self.captions:
            return
        caption = self.captions.pop()
        begin, end = caption.caption or (0, len(caption.text))
        draft.caption = self.raw(caption, begin, end)
        own = caption.line.debris_pieces() + caption.line.pieces("caption", 0, len(caption.text))
        draft.pieces = sorted(own, key=_start) + draft.pieces

    def settle_captions(self) -> None:
        """Before a provision opens: of several captions the last is its own, the others are lines of what is open."""
        last = self.captions[-1:]
        self.captions = self.captions[:-1]
        self.flush_captions()
        self.captions = last

    def flush_captions(self) -> None:
        """Captions that no provision took are lines of what is open."""
        for one in self.captions:
            self.aside("list", one)
        self.captions = []

    def raw(self, typed: Typed, begin: int, end: int) -> str:
        return "".join([self.source[p.start : p.end] for p in typed.line.pieces("text", begin, end)])

    # ---- pieces

    def add_text(self, draft: Draft, typed: Typed, begin: int) -> None:
        line = typed.line
        draft.pieces += line.pieces("text", begin, len(line.text))
        if line.debris:
            draft.pieces += line.debris_pieces()
            draft.pieces.sort(key=_start)
        draft.words += line.text[begin:]

    def set_label(self, draft: Draft, typed: Typed) -> None:
        draft.label = self.raw(typed, 0, typed.label)
        draft.pieces += typed.line.pieces("label", 0, typed.label)
        draft.indent = typed.line.indent

    def aside(self, kind: Kind, typed: Typed) -> Draft:
        """A node beside the provisions, under the deepest that is open: so the tree keeps the order of the text."""
        draft = Draft(kind)
        self.add_text(draft, typed, 0)
        self.last = self.top.add(draft)
        return draft

    def close_to(self, rank: int) -> None:
        """Closes every open node of this rank or below."""
        while RANK[self.top.kind] >= rank and len(self.stack) > 1:
            self.close()

    def close(self) -> None:
        """Closes the deepest open node; amendment notes at its end belong to its article."""
        node = self.stack.pop()
        if node.kind != "paragraph" and node.kind not in ENUMERATED:
            return
        if not any(above.kind == "article" for above in self.stack):
            return
        at = len(node.children)
        while at and node.children[at - 1].kind == "amend_note":
            at -= 1
        self.top.children += node.children[at:]
        del node.children[at:]

    # ---- headings

    def on_division(self, typed: Typed) -> None:
        if not typed.firm and not self._expected(typed):
            return self.on_plain(typed)
        if self._in_appendix():
            return self.on_plain(typed)
        self.flush_captions()
        self.ensure_main()
        draft = self.open(Draft(typed.level, typed.num))  # type: ignore[arg-type]  # a level is a kind
        self.set_label(draft, typed)
        self.caption_run = None
        if typed.body < len(typed.text):
            draft.title = self.raw(typed, typed.body, len(typed.text))
            draft.pieces += typed.line.pieces("title", typed.body, len(typed.text))
        draft.pieces += typed.line.debris_pieces()
        draft.pieces.sort(key=_start)

    def _expected(self, typed: Typed) -> bool:
        """Whether an unspaced heading (第２章罰則) is the next of its kind."""
        if "," in typed.text or len(typed.text) > 40:
            return False
        holder = next((n for n in reversed(self.stack) if RANK[n.kind] < RANK[typed.level]), self.root)
        done = [child.num for child in holder.children if child.kind == typed.level]
        last = int((done[-1] or "0").partition("_")[0]) if done else 0
        number, _, branch = (typed.num or "").partition("_")
        return int(number) == last + 1 or (int(number) == last and bool(branch))

    def on_article(self, typed: Typed) -> None:
        if self._in_appendix() or (not typed.firm and not self._article_expected(typed)):
            return self.on_plain(typed)
        self.ensure_main()
        draft = Draft("article", typed.num)
        if typed.caption:
            self.flush_captions()
        self.settle_captions()
        self.open(draft)
        self._head_article(draft, typed)
        if _DELETED.match(typed.text[typed.body :]):
            draft.deleted = True
        rest = Typed("plain", typed.line, body=typed.body)
        first = self.open(Draft("paragraph", "1", ordinal=(1,), indent=typed.line.indent))
        if typed.body < len(typed.text):
            self._article_text(first, rest)

    def _article_text(self, first: Draft, rest: Typed) -> None:
        """第3条　1　市長は… carries the number of its first 項 on the same line."""
        text = rest.text[rest.body :]
        label = parse_label(text)
        if label and label.firm and label.readings[0] in (("1", (1,)), ("①", (1,))):
            begin, end = rest.body, rest.body + label.length
            first.label = self.raw(rest, begin, end)
            first.style = label.readings[0][0]
            first.pieces += rest.line.pieces("label", begin, end)
            return self.add_text(first, rest, skip_blanks(rest.text, end))
        self.add_text(first, rest, rest.body)

    def _head_article(self, draft: Draft, typed: Typed) -> None:
        line, label_from = typed.line, 0
        draft.indent = line.indent
        if typed.level == "captioned" and typed.caption:  # (目的) 第1条
            begin, end = typed.caption
            draft.caption = self.raw(typed, begin, end)
            label_from = skip_blanks(typed.text, end + 1)
            draft.pieces += line.pieces("caption", begin - 1, end + 1)
        else:
            self.take_caption(draft)
        draft.label = self.raw(typed, label_from, typed.label)
        draft.pieces += line.pieces("label", label_from, typed.label)
        if typed.caption and typed.level != "captioned":
            begin, end = typed.caption
            draft.caption = self.raw(typed, begin, end)
            draft.pieces += line.pieces("caption", begin - 1, end + 1)
        self._share_caption(draft)

    def _share_caption(self, draft: Draft) -> None:
        """共通見出し: one caption above several articles, where articles otherwise have their own."""
        if draft.caption is not None:
            self.caption_run = draft.caption
        elif self.caption_run and self.profile.captioned > 0.6 * self.profile.articles and not draft.deleted:
            draft.caption, draft.caption_shared = self.caption_run, True

    def _article_expected(self, typed: Typed) -> bool:
        """Whether 第3条この条例は… (no blank behind the label) is the next article."""
        last = self._last_article(self.container)
        number = (typed.num or "0").partition(":")[0].partition("_")
        return int(number[0]) == last + 1 or (int(number[0]) == last and bool(number[2]))

    def _last_article(self, holder: Draft) -> int:
        while holder.children:
            last = next((c for c in reversed(holder.children) if c.kind == "article" or c.kind in DIVISIONS), None)
            if last is None:
                return 0
            if last.kind == "article":
                return int((last.num or "0").partition(":")[0].partition("_")[0])
            holder = last
        return 0

    def on_suppl(self, typed: Typed) -> None:
        self.flush_captions()
        draft = self.open(Draft("suppl_provision"))
        self.caption_run = None
        self.set_label(draft, typed)
        end = typed.label
        if typed.caption:
            begin, end = typed.caption
            self._suppl_number(draft, self.raw(typed, begin, end), typed.text[begin:end])
            end += 1
            draft.pieces += typed.line.pieces("caption", begin - 1, end)
        between = typed.text[end : typed.body]
        if between.strip():  # 抄: an extract; it is neither name nor wording
            at = end + len(between) - len(between.lstrip())
            draft.pieces += typed.line.pieces("trivia", at, at + len(between.strip()))
        draft.pieces += typed.line.debris_pieces()
        draft.pieces.sort(key=_start)
        if typed.body < len(typed.text):
            self._rest_of_heading(typed)

    def _rest_of_heading(self, typed: Typed) -> None:
        """附則 この条例は、公布の日から施行する。 on one line."""
        rest = typed.line.cut(typed.body)
        self.feed(Typed("plain", rest))

    def _suppl_number(self, draft: Draft, raw: str, folded: str) -> None:
        draft.caption = raw
        number = parse_law_number(folded)
        draft.law_number = number.local if number else None

    def on_suppl_number(self, typed: Typed) -> None:
        """(昭和48年条例第18号) alone: the number of the 附則 just opened, or a 附則 whose heading was lost."""
        begin, end = typed.caption or (0, len(typed.text))
        top = self.top
        fresh = top.kind == "suppl_provision" and not top.children and top.caption is None
        if self._in_appendix() or self.container is self.root:
            return self.on_note(typed)
        if not fresh:
            self.flush_captions()
            top = self.open(Draft("suppl_provision", label_inferred=True, confidence=0.95))
            self.caption_run = None
        self._suppl_number(top, self.raw(typed, begin, end), typed.text[begin:end])
        top.pieces += typed.line.debris_pieces() + typed.line.pieces("caption", 0, len(typed.text))

    def on_appdx(self, typed: Typed) -> None:
        self.flush_captions()
        draft = self.open(Draft(typed.level, typed.num))  # type: ignore[arg-type]  # a level is a kind
        self.caption_run = None
        self.set_label(draft, typed)
        end = typed.label
        if typed.caption:
            begin, end = typed.caption
            draft.caption = self.raw(typed, begin, end)
            end += 1
            draft.pieces += typed.line.pieces("caption", begin - 1, end)
        begin = skip_blanks(typed.text, end)
        if begin < len(typed.text):
            draft.title = self.raw(typed, begin, len(typed.text))
            draft.pieces += typed.line.pieces("title", begin, len(typed.text))
        draft.pieces += typed.line.debris_pieces()
        draft.pieces.sort(key=_start)

    def _in_appendix(self) -> bool:
        return self.container.kind in APPENDICES

    # ---- provisions

    def on_enum(self, typed: Typed) -> None:
        if typed.enum is None:
            return self.on_plain(typed)
        if self._in_appendix():
            return self._appendix_entry(typed)
        self._maybe_lost_suppl(typed, typed.text[typed.body :])
        self.ensure_main()
        if self._numbers_first_paragraph(typed):
            return None
        rung = None if self.orphaned else place(typed.enum, typed.line.indent, self.stack, self.profile)
        if rung is not None:
            return self._enumerate(typed, rung)
        if not typed.firm:
            return self.on_plain(typed)
        self.orphaned = True  # until the next heading nothing tells where these entries hang
        self.flush_captions()
        self.aside("list", typed)

    def _numbers_first_paragraph(self, typed: Typed) -> bool:
        """第3条 alone on its line, then `1 市長は…`: the number of the article's first 項."""
        top = self.top
        if typed.enum is None or top.kind != "paragraph" or top.has_text or top is not self.last or top.label:
            return False
        style, ordinal = typed.enum.readings[0]
        if style not in ("1", "①") or ordinal != (1,):
            return False
        top.style = style
        self.set_label(top, typed)
        self.add_text(top, typed, typed.body)
        return True

    def _enumerate(self, typed: Typed, rung: Rung) -> None:
        num = "_".join(str(n) for n in rung.ordinal)
        last = typed.enum.last if typed.enum else None
        if last:
            num += ":" + "_".join(str(n) for n in last)
        style = ANY_STYLE if last else rung.style  # 一から四まで 略 stands in lists of any style
        draft = Draft(rung.kind, num, style=style, ordinal=last or rung.ordinal)
        if rung.kind != "paragraph":
            self.flush_captions()
        self.settle_captions()
        self.open_below(rung.parent, draft)
        self.set_label(draft, typed)
        if rung.kind == "paragraph":
            self.take_caption(draft)
        body = typed.body
        term = _TITLED.match(typed.text, body) if rung.kind in ENUMERATED else None
        if term:
            draft.title = self.raw(typed, body, term.end("term"))
            draft.pieces += typed.line.pieces("title", body, term.end("term"))
            body = term.end()
        draft.deleted = bool(_DELETED.match(typed.text[body:]))
        self.add_text(draft, typed, body)

    def on_plain(self, typed: Typed) -> None:
        self._maybe_lost_suppl(typed, typed.text)
        if self._in_appendix():
            self.flush_captions()
            if self.top.kind == "remarks" and self.top is self.last and not self.top.has_text:
                self.add_text(self.top, typed, 0)  # 備考 alone on its line
            else:
                self.aside("list", typed)
            return None
        if self.container is self.root:
            if self.profile.articles:
                return self._before_body(typed)
            self.ensure_main()
        if RANK[self.top.kind] < RANK["paragraph"]:
            return self._unlabelled_paragraph(typed)
        if self.captions:
            return self._captioned_line(typed)
        self._read_unlabelled(typed)

    def _before_body(self, typed: Typed) -> None:
        """Between 目次 and 第1条: a 前文, or furniture."""
        self.flush_captions()
        if SENTENCE_END.search(typed.text):
            add_preamble(self.root, typed.line.debris_pieces() + typed.line.pieces("text", 0, len(typed.text)))
        else:
            self.aside("navigation", typed)

    def _captioned_line(self, typed: Typed) -> None:
        """A caption above a line without label: in a 附則 it belongs to a 項 whose number was lost."""
        if self.container.kind == "suppl_provision" and self._paragraph_holder().kind == "suppl_provision":
            return self._infer_paragraph(typed, 0.95)
        if self.profile.articles == 0 and SENTENCE_END.search(typed.text):
            return self._infer_paragraph(typed, 0.7)
        self.flush_captions()
        self._read_unlabelled(typed)

    def _read_unlabelled(self, typed: Typed) -> None:
        verdict = read_unlabelled(typed, self.stack, self.profile)
        match verdict.reading:
            case "text":
                self._extend(typed)
            case "paragraph":
                self._infer_paragraph(typed, verdict.confidence)
            case "child":
                self._infer_child(typed, verdict.confidence)
            case "list":
                self._list(typed)

    def _extend(self, typed: Typed) -> None:
        """Text on a line of its own: of a label alone, or a proviso; a proviso after 号 belongs to its 項."""
        top = self.top
        if top is self.last:
            self.add_text(top, typed, 0)
        else:
            self.aside("list", typed)

    def _list(self, typed: Typed) -> None:
        if _amends(self.top) and self.top is self.last:
            return self.add_text(self.top, typed, 0)  # 第28条中「…」を「…」に改める。 is the 項's own text
        self.aside("list", typed)

    def _paragraph_holder(self) -> Draft:
        return next(node for node in reversed(self.stack) if RANK[node.kind] < RANK["paragraph"])

    def _unlabelled_paragraph(self, typed: Typed) -> None:
        """The first words below a container that has no 項 yet."""
        holder = self.top
        done = sum(child.kind == "paragraph" for child in holder.children)
        marked = self.profile.marks_loss(typed) and self.profile.paragraphs_unlabelled and self.profile.articles > 0
        self.settle_captions()
        draft = self.open(Draft("paragraph", str(done + 1), ordinal=(done + 1,), indent=typed.line.indent))
        draft.label_inferred, draft.confidence = marked, 0.9 if marked else 1.0
        self.take_caption(draft)
        self.add_text(draft, typed, 0)

    def _infer_paragraph(self, typed: Typed, confidence: float) -> None:
        holder = self._paragraph_holder()
        before = next((c for c in reversed(holder.children) if c.kind == "paragraph"), None)
        number = (before.ordinal[0] if before and before.ordinal else 0) + 1
        draft = Draft("paragraph", str(number), label_inferred=True, confidence=confidence, ordinal=(number,))
        draft.style = before.style if before else ""
        self.settle_captions()
        self.open_below(holder, draft)
        self.take_caption(draft)
        self.add_text(draft, typed, 0)
        if number == 2 and before and holder.kind == "suppl_provision" and not before.label:
            before.label_inferred, before.confidence = True, confidence  # its number was lost with the second's

    def _infer_child(self, typed: Typed, confidence: float) -> None:
        parent = next(n for n in reversed(self.stack) if not (n.kind in ENUMERATED and n.label_inferred))
        kind = below(parent)
        number = sum(child.kind == kind for child in parent.children) + 1
        style = "ア" if kind == "subitem1" else ""
        draft = Draft(kind, str(number), label_inferred=True, confidence=confidence, ordinal=(number,), style=style)
        self.open_below(parent, draft)
        self.add_text(draft, typed, 0)

    def _maybe_lost_suppl(self, typed: Typed, text: str) -> None:
        """Opens a 附則 whose heading was lost at its 施行期日."""
        if self.container.kind != "main_provision" or not self.profile.articles:
            return
        if begins_suppl([c.text for c in self.captions], text):
            self.open(Draft("suppl_provision", label_inferred=True, confidence=0.9))
            self.caption_run = None

    # ---- beside the provisions

    def on_caption(self, typed: Typed) -> None:
        if self._in_appendix() and self.container.children:
            self.aside("list", typed)
        elif self._in_appendix() and self.container.caption is None:
            self.captions = [typed]
            self.take_caption(self.container)
            self.container.pieces.sort(key=_start)
        else:
            self.captions.append(typed)

    def on_amend_note(self, typed: Typed) -> None:
        self.flush_captions()
        self.aside("amend_note", typed)

    def on_note(self, typed: Typed) -> None:
        self.flush_captions()
        self.aside("note", typed)

    def on_omission(self, typed: Typed) -> None:
        for one in self.captions:  # (経過措置) 以下略: the caption's provision is what was left out
            self.aside("list", one)
        self.captions = []
        if self.upcoming in ("article", "division", "caption", "suppl"):
            self.close_to(RANK["article"])  # what was left out before the next article were articles
        self.aside("omission", typed)

    def on_quoted(self, typed: Typed) -> None:
        if self.last.kind == "quoted_provision":
            self.add_text(self.last, typed, 0)
        elif self.top.kind in _NOT_TEXT or self.top is self.root:
            self.on_plain(typed)
        else:
            self.aside("quoted_provision", typed)

    def on_page(self, typed: Typed) -> None:
        if self.captions:  # between a caption and its provision
            self.captions[-1].line.debris.append((typed.line.start, typed.line.end))
        elif self.top is self.last and self.top.pieces:
            self.top.pieces += typed.line.pieces("trivia", 0, len(typed.text))
        else:
            self.aside("navigation", typed)

    def on_furniture(self, typed: Typed) -> None:
        self.flush_captions()
        self.aside("navigation", typed)

    def on_row(self, typed: Typed) -> None:
        self.flush_captions()
        if self.container is self.root:
            self.ensure_main()
        holder = self.top
        if self.last.kind != "table":
            self.last = holder.add(Draft("table"))
        row = self.last.add(Draft("table_row"))
        line = typed.line
        begin = line.start
        for cell in self.source[line.start : line.end].split("\t"):
            lead = len(cell) - len(cell.lstrip())
            draft = row.add(Draft("table_cell"))
            if cell.strip():
                draft.pieces.append(Piece("text", begin + lead, begin + lead + len(cell.strip())))
            else:
                draft.pieces.append(Piece("text", begin, begin))
            begin += len(cell) + 1
        row.children[0].pieces[:0] = line.debris_pieces()

    def on_remarks(self, typed: Typed) -> None:
        if not self._in_appendix():
            return self.on_plain(typed)
        self.flush_captions()
        while self.top is not self.container:
            self.close()
        draft = self.last = self.container.add(Draft("remarks"))
        self.stack.append(draft)
        self.set_label(draft, typed)
        if typed.body < len(typed.text):
            self.add_text(draft, typed, typed.body)

    def _appendix_entry(self, typed: Typed) -> None:
        """A numbered line of an appendix is an item when it reads as a provision, else an entry of a list."""
        self.flush_captions()
        provision = self.container.kind != "appdx_style" and SENTENCE_END.search(typed.text)
        rung = place(typed.enum, typed.line.indent, self.stack, self.profile) if provision and typed.enum else None
        if rung is None:
            self.aside("list", typed)
            return
        kind: Kind = "item" if rung.kind == "paragraph" else rung.kind
        self._enumerate(typed, Rung(rung.parent, kind, rung.style, rung.ordinal))

    # ---- the run

    def feed(self, typed: Typed) -> None:
        _HANDLERS[typed.kind](self, typed)

    def run(self, typed: list[Typed]) -> None:
        at = 0
        while at < len(typed):
            one = typed[at]
            if one.kind == "toc" and self.container is self.root:
                end = toc_end(typed, at)
                self.flush_captions()
                self.root.add(build_toc(typed, at, end))
                at = end
                continue
            self.upcoming = typed[at + 1].kind if at + 1 < len(typed) else ""
            self.feed(one)
            at += 1
        self.flush_captions()
        self.close_to(RANK["main_provision"])


def _start(piece: Piece) -> int:
    return piece.start


def _amends(node: Draft) -> bool:
    """Whether a paragraph announces the wording of an amendment."""
    return bool(
        re.search(r"(?:次のように|次のとおり)(?:改正|改め|加え|読み替え)[^。]{0,12}。?$", node.words[-60:])
    ) or node.words.endswith(("改める。", "加える。", "削る。"))


_HANDLERS: Final[dict[str, Callable[[Builder, Typed], None]]] = {
    "division": Builder.on_division,
    "article": Builder.on_article,
    "suppl": Builder.on_suppl,
    "suppl_number": Builder.on_suppl_number,
    "appdx": Builder.on_appdx,
    "enum": Builder.on_enum,
    "caption": Builder.on_caption,
    "amend_note": Builder.on_amend_note,
    "note": Builder.on_note,
    "omission": Builder.on_omission,
    "quoted": Builder.on_quoted,
    "page": Builder.on_page,
    "furniture": Builder.on_furniture,
    "row": Builder.on_row,
    "remarks": Builder.on_remarks,
    "toc": Builder.on_plain,
    "plain": Builder.on_plain,
}
