"""The web application: pages to read, and the requests that change corrections.toml."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from jorei.errors import Refused
from jorei.model.corrections import LineCorrection, Quote, Verdict
from jorei.review.amendment import amendment_file, amendment_page
from jorei.review.bulk import BulkDecisions, BulkScope
from jorei.review.filters import Filters
from jorei.review.guard import AsgiApp, RequestGuard
from jorei.review.listing import listing
from jorei.review.loaded_document import LoadedDocument
from jorei.review.names import explanation
from jorei.review.page_state import Overtaken, PageState
from jorei.review.render import STATIC, amendment_html, asset, document_page, index_page
from jorei.review.session import ReviewSession
from jorei.review.shown_passage import OutOfDate, ShownPassage

_MEDIA_TYPES: Final = {"css": "text/css", "js": "text/javascript"}
_FILE_TYPES: Final = {
    "txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
Json = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]


class _PageRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What every request of a document's page says: the document, and what the page shows of it."""

    doc: str
    page: PageState
    path: str = ""


class _FindingRequest(_PageRequest, kw_only=True):
    finding: int
    shown: ShownPassage
    verdict: Verdict
    reason: str = ""
    by: str = ""


class _LineRequest(_PageRequest, kw_only=True):
    line: int
    shown: str
    kind: str | None = None
    label: str | None = None
    join: bool | None = None
    split: int | None = None


class _ReferenceRequest(_PageRequest, kw_only=True):
    """A reference by its index in the analysis, or by the line and the columns of words that are to be one."""

    shown: ShownPassage
    reference: int | None = None
    line: int = 0
    start: int = 0
    end: int = 0
    targets: tuple[str, ...] = ()
    law: str | None = None

    @property
    def passage(self) -> int | tuple[int, int, int]:
        return self.reference if self.reference is not None else (self.line, self.start, self.end)


class _UndoRequest(_PageRequest, kw_only=True):
    key: str


class _VerifyRequest(_PageRequest, kw_only=True):
    by: str = ""


class _BulkRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A decision on all findings of a scope; ``build`` and ``about`` are those of the confirmation. ``doc`` is the document
    whose page asks, if it is the page of one."""

    scope: BulkScope
    build: str
    about: str
    verdict: Verdict
    reason: str = ""
    by: str = ""
    doc: str = ""
    path: str = ""


class _BulkUndoRequest(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    doc: str = ""


class _RebuildRequest(msgspec.Struct, forbid_unknown_fields=True):
    doc: str | None = None
    path: str = ""


def make_app(session: ReviewSession, port: int, secret: str, token: str | None = None) -> AsgiApp:
    """The application for a session, guarded; it answers to 127.0.0.1 and localhost at this port, and only to who knows
    the ``secret``."""
    token = token or secrets.token_urlsafe(32)
    bulk = BulkDecisions(session)

    def decide(request: _FindingRequest) -> str:
        reason = request.reason.strip()
        about = request.finding, request.verdict, reason
        return session.decide(request.doc, *about, request.page, request.shown, request.by)

    def correct_line(request: _LineRequest) -> str:
        correction = LineCorrection(Quote(""), request.kind, request.label, request.join)
        return session.correct_line(request.doc, request.line, correction, request.split, request.page, request.shown)

    def correct_reference(request: _ReferenceRequest) -> str:
        where = request.passage, request.targets, request.law
        return session.correct_reference(request.doc, *where, request.page, request.shown)

    def undo(request: _UndoRequest) -> None:
        session.undo(request.doc, request.key, request.page)

    def verify(request: _VerifyRequest) -> None:
        session.verify(request.doc, request.by.strip(), request.page)

    routes = [
        Route("/", _page(lambda request: _index(session, bulk, token, request))),
        Route("/doc/{doc_id}", _page(lambda request: _document(session, bulk, token, request.path_params["doc_id"]))),
        Route("/amend/{doc_id}", _page(lambda request: _amendment(session, token, request))),
        Route("/amend/{doc_id}/file", _amendment_file(session)),
        Route("/explain/{code}", _explain),
        Route("/static/{name}", _static),
        Route("/api/finding", _change(session, _FindingRequest, decide), methods=["POST"]),
        Route("/api/line", _change(session, _LineRequest, correct_line), methods=["POST"]),
        Route("/api/reference", _change(session, _ReferenceRequest, correct_reference), methods=["POST"]),
        Route("/api/undo", _change(session, _UndoRequest, undo), methods=["POST"]),
        Route("/api/verify", _change(session, _VerifyRequest, verify), methods=["POST"]),
        Route("/bulk", _bulk_target(bulk)),
        Route("/api/bulk", _bulk(bulk), methods=["POST"]),
        Route("/api/bulk-undo", _bulk_undo(bulk), methods=["POST"]),
        Route("/api/rebuild", _rebuild(session), methods=["POST"]),
    ]
    return RequestGuard(Starlette(routes=routes), port, token, secret)


def _page(make: Callable[[Request], str]) -> Endpoint:
    async def respond(request: Request) -> Response:
        try:
            return Response(await run_in_threadpool(make, request), media_type="text/html")
        except KeyError:
            return PlainTextResponse("その文書はありません / no such document", 404)
        except Refused as refusal:
            return PlainTextResponse(f"{refusal.ja}\n{refusal.en}", 409)

    return respond


def _index(session: ReviewSession, bulk: BulkDecisions, token: str, request: Request) -> str:
    """The list: the findings that the filters of the address leave, and the documents."""
    shown = listing(Filters.asked(request.query_params), *session.overview())
    return index_page(
        token=token, raw=session.raw is not None, stale=session.stale, editor=session.editor or "", bulks=bulk.told(),
        **shown,
    )  # fmt: skip


def _document(session: ReviewSession, bulk: BulkDecisions, token: str, doc_id: str) -> str:
    loaded = session.load(doc_id)
    return document_page(
        loaded,
        session.said(loaded),
        token=token,
        raw=session.raw is not None,
        stale=session.stale,
        editor=session.editor or "",
        verifier=session.editor or loaded.row["verified_by"] or "",
        bulks=bulk.told(),
    )


def _amendment(session: ReviewSession, token: str, request: Request) -> str:
    base = request.query_params.get("base")
    page = amendment_page(session, request.path_params["doc_id"], base, _day(request.query_params.get("on")))
    return amendment_html(page, token=token)


def _day(words: str | None) -> date | None:
    """A day of the address; None where there is none, or no day."""
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None


def _amendment_file(session: ReviewSession) -> Endpoint:
    """An endpoint that gives the consolidated text or the 新旧対照表 as a file to keep."""

    async def respond(request: Request) -> Response:
        asked = request.query_params
        arguments = request.path_params["doc_id"], asked.get("base", ""), asked.get("form", ""), _day(asked.get("on"))
        try:
            name, content = await run_in_threadpool(amendment_file, session, *arguments)
        except KeyError:
            return PlainTextResponse("その文書はありません / no such document", 404)
        except Refused as refusal:
            return PlainTextResponse(f"{refusal.ja}\n{refusal.en}", 409)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        return Response(content, media_type=_FILE_TYPES.get(name.rpartition(".")[2]), headers=headers)

    return respond


def _change(session: ReviewSession, kind: type[Any], change: Callable[[Any], str | None]) -> Endpoint:
    """An endpoint that changes the corrections of one document and responds with all that the document has then;
    ``change`` returns the key of what it adds."""

    def change_and_report(request: Any) -> tuple[Json, int]:
        try:
            added = change(request)
        except OutOfDate as refusal:
            return _refused(refusal) | {"outOfDate": True, "doc": session.document_now(request.doc, request.path)}, 409
        except Overtaken as refusal:
            return _refused(refusal) | _said(session, session.load_shown(request.doc, request.page)), 409
        return _said(session, session.load_shown(request.doc, request.page)) | {"added": added}, 200

    async def respond(request: Request) -> Response:
        return await _json_response(request, kind, change_and_report)

    return respond


def _bulk_target(bulk: BulkDecisions) -> Endpoint:
    """An endpoint that says how many findings a decision would be about."""

    async def respond(request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in BulkScope.__struct_fields__}
        target = await run_in_threadpool(bulk.target, BulkScope(**asked))
        told = {"build": target.build, "about": target.about, "count": target.count, "documents": target.documents}
        return JSONResponse(told)

    return respond


def _bulk(bulk: BulkDecisions) -> Endpoint:
    """An endpoint that decides many findings at once."""
    session = bulk.session

    def decide(request: _BulkRequest) -> tuple[Json, int]:
        decision = request.verdict, request.reason.strip(), request.by
        if request.doc and not session.document_now(request.doc, request.path):
            raise KeyError(request.doc)  # before anything is decided
        try:
            done = bulk.decide(request.scope, request.build, request.about, *decision)
        except OutOfDate as refusal:
            now = session.document_now(request.doc, request.path) if request.doc else None
            return _refused(refusal) | {"outOfDate": True, "doc": now}, 409
        return {"added": done.id, **_after_bulk(bulk, request.doc), **done.told()}, 200

    async def respond(request: Request) -> Response:
        return await _json_response(request, _BulkRequest, decide)

    return respond


def _bulk_undo(bulk: BulkDecisions) -> Endpoint:
    """An endpoint that takes back what was decided at once."""

    def undo(request: _BulkUndoRequest) -> tuple[Json, int]:
        return {"removed": bulk.undo(request.id), **_after_bulk(bulk, request.doc)}, 200

    async def respond(request: Request) -> Response:
        return await _json_response(request, _BulkUndoRequest, undo)

    return respond


def _after_bulk(bulk: BulkDecisions, doc_id: str) -> Json:
    is_there = doc_id and bulk.session.document_now(doc_id, "")
    said = _said(bulk.session, bulk.session.load(doc_id)) if is_there else {}
    return said | {"bulks": bulk.told()}


def _rebuild(session: ReviewSession) -> Endpoint:
    """An endpoint that rebuilds and responds with the id that the document has then."""

    def rebuild(request: _RebuildRequest) -> tuple[Json, int]:
        session.rebuild()
        return {"doc": session.document_now(request.doc, request.path) if request.doc else None}, 200

    async def respond(request: Request) -> Response:
        return await _json_response(request, _RebuildRequest, rebuild)

    return respond


def _said(session: ReviewSession, loaded: LoadedDocument) -> Json:
    """All that the file of corrections says about a document now, of whichever editor."""
    said = session.said(loaded)
    decisions = [[index, *decision] for index, decision in said.decisions.items()]
    return {"corrections": said.entries, "stale": session.stale, "decisions": decisions, "seen": said.digest}


def _refused(refusal: Refused) -> Json:
    return {"ja": refusal.ja, "en": refusal.en}


async def _json_response(request: Request, kind: type[Any], respond: Callable[[Any], tuple[Json, int]]) -> Response:
    try:
        body = msgspec.json.decode(await request.body(), type=kind)
        return JSONResponse(*await run_in_threadpool(respond, body))
    except ClientDisconnect:
        return JSONResponse({"ja": "大きすぎます", "en": "too large"}, 413)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return JSONResponse({"ja": f"要求を読めません: {error}", "en": f"not understood: {error}"}, 400)
    except KeyError:
        return JSONResponse({"ja": "その文書はありません", "en": "no such document"}, 404)
    except Refused as refusal:
        return JSONResponse(_refused(refusal), 409)


async def _explain(request: Request) -> Response:
    try:
        return JSONResponse(explanation(request.path_params["code"]))
    except KeyError:
        return PlainTextResponse("解説はありません / no explanation", 404)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("not found", 404)
    return Response(asset(name), media_type=_MEDIA_TYPES[name.rpartition(".")[2]])
