"""Pages of other sites that embed the widget, some of them hostile to it."""

from __future__ import annotations

from string import Template

from fastapi.responses import HTMLResponse

HOSTILE_CSS = """
* { all: unset !important; }
*, *::before, *::after { font: italic 40px/3 "Comic Sans MS" !important; color: red !important;
  background: yellow !important; letter-spacing: 9px !important; text-transform: uppercase !important;
  display: block !important; position: static !important; opacity: 0.4 !important; }
body { transform: translateX(40px); }
button, textarea, a, div, p, ul, li { display: none !important; width: 1px !important; }
html { font-size: 6px !important; }
"""
HOTKEYS_JS = """
window.keys = [];
for (const target of [document, document.body, window]) {
  target?.addEventListener("keydown", (event) => { window.keys.push(event.key); event.preventDefault(); });
}
document.addEventListener("keydown", (event) => { window.keys.push(event.key); event.preventDefault(); }, true);
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations = [...(window.violations ?? []), event.violatedDirective];
});
window.events = [];
for (const name of ["ready", "open", "close", "question", "answer", "citation", "feedback", "error", "reset"]) {
  document.addEventListener(`roadmap-assistant:${name}`, (event) => window.events.push(name));
}
"""
FILES = {
    "hostile.css": (HOSTILE_CSS, "text/css"),
    "hotkeys.js": (HOTKEYS_JS, "text/javascript"),
}
PAGE = Template("""<!doctype html>
<html lang="en" dir="$direction"><head><meta charset="utf-8"><title>Another site</title>
<meta name="viewport" content="width=device-width">
$style
<script src="/host-files/hotkeys.js"></script>
<script async src="$widget/widget.js" data-roadmap="ml-engineer" $options></script>
</head><body><h1>Another site</h1><p>With words of its own.</p><div id="chat"></div>
<input id="field" aria-label="Field"></body></html>
""")
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
