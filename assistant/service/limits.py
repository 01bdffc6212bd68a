"""Who may ask how often, and how much is in work at once.

Addresses live in memory for the length of a limit's window and are written nowhere.
"""

from __future__ import annotations

import ipaddress
import math
import time

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from assistant.service.problems import ProblemError, busy


def client_key(request: Request, trusted_proxies: int) -> str:
    """The client's address; behind n trusted proxies the n-th entry from the right is it.

    IPv6 clients are told apart by their /64, since one of them owns all of it.
    """
    peer = request.client.host if request.client else "unknown"
    forwarded = request.headers.getlist("x-forwarded-for")
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    if trusted_proxies and len(hops) >= trusted_proxies:
        peer = hops[-trusted_proxies]
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


class RateLimit:
    """So many requests a window for each client, in this process."""

    def __init__(self, limit: str, trusted_proxies: int) -> None:
        self._limit = None if limit == "off" else parse(limit)
        self._trusted_proxies = trusted_proxies
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check(self, request: Request) -> None:
        """Count the request. Raises a 429 problem with Retry-After when it is one too many."""
        if self._limit is None:
            return
        key = client_key(request, self._trusted_proxies)
        if self._limiter.hit(self._limit, key):
            return
        reset = self._limiter.get_window_stats(self._limit, key).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        detail = f"More than {self._limit} from one address; wait {wait} s."
        raise ProblemError(429, "rate-limit", detail, {"Retry-After": str(wait)})


class Admission:
    """How many questions are in work; used from the event loop alone, so it needs no lock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.in_flight = 0

    def enter(self) -> None:
        """Take a place. Raises a 429 problem when none is left: better than a long queue."""
        if self.in_flight >= self._most:
            raise busy()
        self.in_flight += 1

    def leave(self) -> None:
        """Give the place back."""
        self.in_flight -= 1
