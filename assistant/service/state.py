"""What the routes share: one `Service` for each app, reached through the request."""

from __future__ import annotations

import base64
import hmac
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.service.drafting import DraftGate
from assistant.service.limits import Admission, RateLimit
from assistant.service.live_index import LiveIndex, Snapshot
from assistant.service.problems import ProblemError, not_ready
from assistant.service.store.store import Store
from assistant.service.telemetry import Metrics
from assistant.service.tracing import Tracing
from assistant.service.turns import Turns
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that lives as long as the app."""

    settings: Settings
    live: LiveIndex
    store: Store
    turns: Turns
    metrics: Metrics
    rate_limit: RateLimit
    admission: Admission
    gate: DraftGate
    drafters: ThreadPoolExecutor
    quoters: ThreadPoolExecutor
    tracing: Tracing | None = None

    def snapshot(self) -> Snapshot:
        """The assistant in use. Raises a 503 problem while there is none."""
        if self.live.current is None:
            raise not_ready()
        return self.live.current


def get_service(request: Request) -> Service:
    """The app's service."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


ServiceDep = Annotated[Service, Depends(get_service)]


async def limit_rate(request: Request, service: ServiceDep) -> None:
    """Refuse a client that asks too often."""
    try:
        service.rate_limit.check(request)
    except ProblemError:
        service.metrics.limited("rate")
        raise


async def admit(service: ServiceDep) -> AsyncIterator[None]:
    """Hold a place among the questions in work until the response is sent."""
    try:
        service.admission.enter()
    except ProblemError:
        service.metrics.limited("busy")
        raise
    try:
        yield
    finally:
        service.admission.leave()


async def require_json(request: Request) -> None:
    """Refuse a body that is not JSON: a form of another site could send those unasked."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise ProblemError(415, "unsupported-media-type", "Send the body as application/json.")


async def require_admin(request: Request, service: ServiceDep) -> None:
    """Let only the owner in: `Authorization: Bearer <ASSISTANT_ADMIN_TOKEN>`."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _is_token(given, service.settings.admin_token):
        raise _unauthorised("Bearer")


async def require_owner(request: Request, service: ServiceDep) -> None:
    """The same for pages, where browsers ask for a name and a password: the token is the password,
    any name will do."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        given = _password(given)
    elif scheme.lower() != "bearer":
        given = ""
    if not _is_token(given, service.settings.admin_token):
        raise _unauthorised('Basic realm="owner", charset="UTF-8"')


def _is_token(given: str, token: str) -> bool:
    """Whether `given` is the token, in a time that does not tell how much of it is right."""
    return hmac.compare_digest(given.encode(), token.encode()) and bool(token)


def _password(credentials: str) -> str:
    """The password in HTTP Basic `credentials`, "" where there is none."""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode()
    except ValueError:
        return ""
    return decoded.partition(":")[2]


def _unauthorised(challenge: str) -> ProblemError:
    headers = {"WWW-Authenticate": challenge}
    return ProblemError(401, "unauthorised", "This needs the owner's token.", headers)
