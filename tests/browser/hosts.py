"""Pages of other sites that embed the widget, some of them hostile to it."""

from __future__ import annotations

from pathlib import Path
from string import Template

from fastapi.responses import FileResponse, HTMLResponse

FOLDER = Path(__file__).parent / "host"
FILES = {"hostile.css": "text/css", "hotkeys.js": "text/javascript"}
PAGE = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
STYLED = '<link rel="stylesheet" href="/host-files/hostile.css">'
OPTIONS = {
    "hostile": "",
    "plain": "",
    "rtl": "",
    "inline": 'data-mode="inline" data-target="#chat"',
    "options": 'data-position="bottom-left" data-theme="dark" data-accent="#ffd400" '
    'data-greeting="Hello there." data-heading="Ask us" data-label="Help" data-open',
    "manual": "data-manual",
}


def page(name: str, widget: str) -> HTMLResponse:
    """A host page that takes the widget from the origin `widget`, under a strict policy."""
    body = PAGE.substitute(
        widget=widget,
        options=OPTIONS[name],
        style=STYLED if name == "hostile" else "",
        direction="rtl" if name == "rtl" else "ltr",
    )
    policy = (
        f"default-src 'none'; script-src 'self' {widget}; connect-src {widget}; style-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return HTMLResponse(body, headers={"Content-Security-Policy": policy})


def file(name: str) -> FileResponse:
    """A script or style sheet of the host page."""
    return FileResponse(FOLDER / name, media_type=FILES[name])
