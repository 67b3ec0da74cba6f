"""The web application: pages to look at, and the few requests that change corrections.toml."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from jorei.check import explain
from jorei.errors import Refused
from jorei.model.corrections import LineCorrection, Quote
from jorei.review.desk import Desk, counts, queue
from jorei.review.guard import App, Guard
from jorei.review.load import LoadedDocument
from jorei.review.render import STATIC, asset, document_page, index_page

_PAGE: Final = 200
"""Findings on one page of the list."""
_DOCUMENTS: Final = 500
_TYPES: Final = {"css": "text/css", "js": "text/javascript"}


class _FindingForm(msgspec.Struct, forbid_unknown_fields=True):
    doc: str
    finding: int
    verdict: str
    reason: str = ""


class _LineForm(msgspec.Struct, forbid_unknown_fields=True):
    doc: str
    line: int
    kind: str | None = None
    label: str | None = None
    join: bool | None = None
    split: int | None = None


class _ReferenceForm(msgspec.Struct, forbid_unknown_fields=True):
    doc: str
    reference: int | None = None
    line: int = 0
    start: int = 0
    end: int = 0
    targets: tuple[str, ...] = ()
    law: str | None = None


class _Undo(msgspec.Struct, forbid_unknown_fields=True):
    doc: str
    key: str


class _Verify(msgspec.Struct, forbid_unknown_fields=True):
    doc: str
    by: str = ""


class _Rebuild(msgspec.Struct, forbid_unknown_fields=True):
    doc: str | None = None


def make_app(desk: Desk, port: int, token: str | None = None) -> App:
    """The application for a desk, guarded; it answers to 127.0.0.1 and localhost at this port."""
    token = token or secrets.token_urlsafe(32)
    routes = [
        Route("/", _page(lambda request: _index(desk, token, request))),
        Route("/doc/{doc_id}", _page(lambda request: _document(desk, token, request.path_params["doc_id"]))),
        Route("/explain/{code}", _explain),
        Route("/static/{name}", _static),
        Route("/api/finding", _change(desk, _FindingForm, lambda r: desk.decide(r.doc, r.finding, r.verdict, r.reason.strip())), methods=["POST"]),
        Route("/api/line", _change(desk, _LineForm, lambda r: _correct_line(desk, r)), methods=["POST"]),
        Route("/api/reference", _change(desk, _ReferenceForm, lambda r: desk.correct_reference(r.doc, _where(r), r.targets, r.law)), methods=["POST"]),
        Route("/api/undo", _change(desk, _Undo, lambda r: desk.undo(r.doc, r.key)), methods=["POST"]),
        Route("/api/verify", _change(desk, _Verify, lambda r: desk.verify(r.doc, r.by.strip())), methods=["POST"]),
        Route("/api/rebuild", _rebuild(desk), methods=["POST"]),
    ]  # fmt: skip
    return Guard(Starlette(routes=routes), [f"{host}:{port}" for host in ("127.0.0.1", "localhost")], token)


def _page(make: Callable[[Request], str]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return Response(await run_in_threadpool(make, request), media_type="text/html")
        except KeyError:
            return PlainTextResponse("その文書はありません / no such document", 404)
        except Refused as refusal:
            return PlainTextResponse(f"{refusal.ja}\n{refusal.en}", 409)

    return answer


def _index(desk: Desk, token: str, request: Request) -> str:
    documents, findings = desk.overview()
    q, order = request.query_params.get("q", "").strip(), request.query_params.get("order", "doubtful")
    page = max(1, int(number)) if (number := request.query_params.get("page", "1")).isdecimal() else 1
    shown = [
        one for one in documents if q in " ".join(filter(None, (one["title"], one["municipality"], one["source_path"])))
    ]
    ids = {one["doc_id"] for one in shown}
    some = [one for one in findings if one["doc_id"] in ids]
    titles = {one["doc_id"]: one["title"] or one["source_path"] for one in documents}
    waiting = queue(some, order)
    by_document = counts(some)
    first = (page - 1) * _PAGE
    severities = Counter(one["severity"] for one in waiting)
    return index_page(
        token=token, raw=desk.raw is not None, stale=desk.stale, q=q, order=order, page=page, first=first,
        total={"documents": len(shown), "open": len(waiting), "decided": len(some) - len(waiting),
               **{name: severities[name] for name in ("error", "warning", "info")}},
        queue=[one | {"title": titles[one["doc_id"]]} for one in waiting[first : first + _PAGE]],
        more=len(waiting) > first + _PAGE, hidden=max(0, len(shown) - _DOCUMENTS),
        documents=[
            {"doc_id": one["doc_id"], "ok": one["status"] == "ok", "title": one["title"] or one["source_path"],
             "reason": one["status_reason"], "verified": one["verified_by"], "articles": one["article_count"] or "",
             "about": " · ".join(filter(None, (one["municipality"], one["law_number"], one["source_path"]))),
             **by_document.get(one["doc_id"], {})} | {name: by_document.get(one["doc_id"], Counter())[name] for name in ("error", "warning", "info")}
            for one in shown[:_DOCUMENTS]
        ],
    )  # fmt: skip


def _document(desk: Desk, token: str, doc_id: str) -> str:
    loaded = desk.load(doc_id)
    return document_page(
        loaded, desk.verdicts(loaded), desk.said(loaded), token=token, raw=desk.raw is not None, stale=desk.stale,
        by=desk.by or loaded.row["verified_by"] or "",
    )  # fmt: skip


def _state(desk: Desk, loaded: LoadedDocument) -> dict[str, Any]:
    """What a page must know after a change."""
    verdicts = [[at, verdict, reason] for at, (verdict, reason) in desk.verdicts(loaded).items()]
    return {"said": desk.said(loaded), "stale": desk.stale, "verdicts": verdicts}


def _where(asked: _ReferenceForm) -> int | tuple[int, int, int]:
    """A reference by its place in the analysis, or by the line and the columns of words that are to be one."""
    return asked.reference if asked.reference is not None else (asked.line, asked.start, asked.end)


def _correct_line(desk: Desk, asked: _LineForm) -> None:
    said = LineCorrection(Quote(""), asked.kind, asked.label, asked.join)
    desk.correct_line(asked.doc, asked.line, said, asked.split)


def _change(desk: Desk, kind: type[Any], change: Callable[[Any], None]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that changes the corrections of one document and answers with what was said about it."""

    def work(asked: Any) -> dict[str, Any]:
        change(asked)
        return _state(desk, desk.load(asked.doc))

    async def answer(request: Request) -> Response:
        return await _answered(request, kind, work)

    return answer


def _rebuild(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    def work(asked: _Rebuild) -> dict[str, Any]:
        path = desk.load(asked.doc).row["source_path"] if asked.doc else None
        desk.rebuild()
        return {"doc": desk.document_of(path) if path else None}

    async def answer(request: Request) -> Response:
        return await _answered(request, _Rebuild, work)

    return answer


async def _answered(request: Request, kind: type[Any], work: Callable[[Any], dict[str, Any]]) -> Response:
    try:
        asked = msgspec.json.decode(await request.body(), type=kind)
        return JSONResponse(await run_in_threadpool(work, asked))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return JSONResponse({"ja": f"要求を読めません: {error}", "en": f"not understood: {error}"}, 400)
    except KeyError:
        return JSONResponse({"ja": "その文書はありません", "en": "no such document"}, 404)
    except Refused as refusal:
        return JSONResponse({"ja": refusal.ja, "en": refusal.en}, 409)


async def _explain(request: Request) -> Response:
    try:
        return PlainTextResponse(explain(request.path_params["code"]))
    except KeyError:
        return PlainTextResponse("解説はありません / no explanation", 404)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("not found", 404)
    return Response(asset(name), media_type=_TYPES[name.rpartition(".")[2]])
