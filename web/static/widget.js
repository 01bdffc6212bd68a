/*!
 * Roadmap Assistant widget: <script async src="https://host/widget.js" data-roadmap="slug"></script>
 *
 * One custom element, <roadmap-assistant>, in a Shadow DOM with its own style sheet. It knows the
 * API of the host that served this file and nothing of any career: every word about one comes from
 * there. Answers are set as text, never as HTML. Stored on the visitor's side: the conversation id.
 * Options, events and methods: docs/widget.md.
 */
(() => {
"use strict";

const TAG = "roadmap-assistant";
if (customElements.get(TAG)) return;
const SCRIPT = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
const BASE = new URL(".", SCRIPT?.src ?? location.href).href;

const MAX_QUESTION = 1000;
const FIRST_QUESTIONS = 4;
const SLOW_AFTER_MS = 8_000;
const GIVE_UP_AFTER_MS = 60_000;
const HISTORY_WAIT_MS = 1_500;
const FULL_SCREEN = "(max-width: 640px), (max-height: 420px)";
const HIGHLIGHT = "roadmap-assistant-quote";

const TEXT = {
  launcher: "Ask this page",
  heading: "Ask this page",
  subtitle: "Answers from the page, with sources",
  greeting: "Ask a question in your own words. Every answer is taken from this page and shows the line it came from.",
  placeholder: "Ask a question",
  reading: "Reading the page",
  checking: "Checking the wording against the page",
  slow: "Still working on it. You can stop and ask again.",
  quote: "Quoted from the page",
  model: "Worded by a model, then checked",
  abstained: "Not on this page",
  nearest: "Nearest on the page",
  stopped: "Stopped.",
  problems: {
    offline: "You are offline. Your question is kept and will be asked when the connection is back.",
    unreachable: "The assistant cannot be reached right now. Your question is kept: try again in a moment. The page itself works as always.",
    dropped: "The connection broke before the answer was complete. What you see was checked; ask again for the rest.",
    busy: "Many people are asking at the moment. Try again",
  },
};

const ICONS = {
  chat: "M4 5h16v11H10l-4.5 4V16H4z",
  close: "M6 6l12 12M18 6L6 18",
  fresh: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
  send: "M12 19V6M6 11.5 12 5.5l6 6",
  stop: "M7.500 7.500h9v9h-9z",
  up: "M7 11v9H4v-9zM7 11l4-7c1.5 0 2.4 1 2.2 2.4L12.700 10H18c1.200 0 2 1.100 1.700 2.300l-1.500 6c-.200 1-1 1.700-2 1.700H7",
  down: "M17 13V4h3v9zM17 13l-4 7c-1.500 0-2.400-1-2.200-2.400l.500-3.600H6c-1.200 0-2-1.100-1.700-2.300l1.500-6c.200-1 1-1.700 2-1.700H17",
  copy: "M9 9h10v11H9zM5 15V4h10",
  done: "M5 12.500l4.500 4.500L19 7.500",
  retry: "M20 12a8 8 0 1 1-2.600-5.900M20 4v4.500h-4.500",
  back: "M5 12h14M11 6l-6 6 6 6",
  link: "M9 6h9v9M18 6 6 18",
};

// --- small helpers -----------------------------------------------------------------------------

/** An element; strings among the children become text, so nothing from outside is ever markup. */
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.dataset.icon = name;
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const iconButton = (name, label, onclick, extra = {}) =>
  h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra }, icon(name));

/** The conversation id, and nothing else, kept across reloads; without storage it just is not. */
const memory = {
  key: `${TAG}:${BASE}`,
  get() { try { return localStorage.getItem(this.key); } catch { return null; } },
  set(id) { try { if (id) localStorage.setItem(this.key, id); else localStorage.removeItem(this.key); } catch { /* storage is off */ } },
};

// --- the API -----------------------------------------------------------------------------------

/** Why there is no answer: `kind` is a key of TEXT.problems, or "refused" with the server's words. */
class Problem extends Error {
  constructor(kind, detail = "") {
    super(detail || TEXT.problems[kind]);
    this.kind = kind;
  }
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(new URL(path, BASE), { credentials: "omit", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(navigator.onLine ? "unreachable" : "offline");
  }
  if (response.ok) return response;
  if (response.status === 429 || response.status === 503) {
    const seconds = Number(response.headers.get("Retry-After"));
    throw new Problem("busy", `${TEXT.problems.busy} ${seconds > 0 ? `in ${seconds} seconds` : "in a moment"}.`);
  }
  if (response.status >= 502) throw new Problem("unreachable");
  const problem = await response.json().catch(() => ({}));
  const refused = new Problem("refused", problem.detail || problem.title || `The server answered ${response.status}.`);
  refused.status = response.status;
  throw refused;
}

const post = (path, body, signal) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

/** The JSON objects of a server-sent event stream. */
async function* serverSentEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      buffer = (buffer + value).replace(/\r\n?/g, "\n");
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop();
      for (const block of blocks) {
        const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
        if (data.length) yield JSON.parse(data.join("\n"));
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The events of one answer, ending with `done`; anything else ends in a Problem. */
async function* answerEvents(question, { conversation, roadmap, stop }) {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), GIVE_UP_AFTER_MS);
  try {
    const body = { question, conversation_id: conversation ?? undefined, roadmap: roadmap ?? undefined };
    const response = await post("api/ask/stream", body, AbortSignal.any([stop, silence.signal]));
    for await (const event of serverSentEvents(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), GIVE_UP_AFTER_MS);
      if (event.type === "error") throw new Problem("refused", event.detail || event.title);
      yield event;
      if (event.type === "done") return;
    }
    throw new Problem("dropped");
  } catch (error) {
    if (stop.aborted || error instanceof Problem) throw error;
    throw new Problem(navigator.onLine ? "dropped" : "offline");
  } finally {
    clearTimeout(timer);
  }
}

// --- citations on the page ---------------------------------------------------------------------

/** The element of this document that a citation points at, or null when it is another page. */
function targetOnPage(url) {
  const here = new URL(location.href);
  if (url.origin !== here.origin || url.pathname !== here.pathname) return null;
  return document.getElementById(decodeURIComponent(url.hash.slice(1)));
}

/** Where in `root` the text of `quote` stands: one Range per text node. White space is ignored, as
    the page may break a line where the quote has a space. */
function rangesOf(root, quote) {
  const places = [];
  let text = "";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.data.length; at += 1) {
      if (/\s/.test(node.data[at])) continue;
      text += node.data[at];
      places.push([node, at]);
    }
  }
  const find = (part) => {
    const wanted = part.replace(/\s+/g, "");
    const start = wanted ? text.indexOf(wanted) : -1;
    return start < 0 ? [] : [places.slice(start, start + wanted.length)];
  };
  // A quote of sentences that do not stand together is found sentence by sentence.
  let found = find(quote);
  if (!found.length) found = quote.split(/\n+|(?<=[.!?])\s+/).flatMap(find);
  return found.flatMap(rangesAt);
}

/** One Range for each text node that `run`, a list of [node, offset], goes through. */
function rangesAt(run) {
  const ranges = new Map();
  for (const [node, at] of run) {
    if (!ranges.has(node)) { const range = new Range(); range.setStart(node, at); ranges.set(node, range); }
    ranges.get(node).setEnd(node, at + 1);
  }
  return [...ranges.values()];
}

/** Marks quoted words on the page with the Custom Highlight API, or <mark> where there is none. */
const marker = {
  marks: [],
  styled: false,
  show(ranges) {
    this.clear();
    if (CSS.highlights) {
      this.style();
      CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
    } else {
      this.marks = ranges.map((range) => { const mark = document.createElement("mark"); range.surroundContents(mark); return mark; });
    }
  },
  clear() {
    CSS.highlights?.delete(HIGHLIGHT);
    for (const mark of this.marks) { const parent = mark.parentNode; mark.replaceWith(...mark.childNodes); parent?.normalize(); }
    this.marks = [];
  },
  style() {
    if (this.styled) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`::highlight(${HIGHLIGHT}) { background-color: #ffe071; color: #1a1f1d; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    this.styled = true;
  },
};

/** Scroll to a quote, open what hides it, mark its words and move the focus there. Returns the
    words' ranges, or the whole target's where the words are not found. */
function landOn(target, quote) {
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  const ranges = rangesOf(target, quote);
  marker.show(ranges);
  if (!target.hasAttribute("tabindex")) {
    target.tabIndex = -1;
    target.addEventListener("blur", () => target.removeAttribute("tabindex"), { once: true });
  }
  target.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const words = ranges[0]?.startContainer.parentElement ?? target;
  words.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  if (ranges.length) return ranges;
  const whole = new Range();
  whole.selectNodeContents(target);
  return [whole];
}

/** The address of a quote on a page that is not this one, with a text fragment for its words. */
function fragmentUrl(url, quote) {
  const words = quote.split("\n")[0].trim().split(/\s+/);
  const encode = (part) => encodeURIComponent(part.join(" ")).replace(/-/g, "%2D");
  const text = words.length > 10 ? `${encode(words.slice(0, 5))},${encode(words.slice(-4))}` : encode(words);
  return `${url.href.split(":~:")[0]}${url.hash ? "" : "#"}:~:text=${text}`;
}

// --- colour ------------------------------------------------------------------------------------

/** sRGB of any CSS colour as three numbers of 0..255. */
function rgb(colour) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** Contrast of two colours, 1..21 (WCAG 2.2, relative luminance). */
function contrast(one, other) {
  const light = (colour) => colour.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** `colour` moved towards `ink` until it is readable (AA) as text on `ground`. */
function readable(colour, ground, ink) {
  for (let share = 0; share <= 1; share += 0.1) {
    const mixed = colour.map((c, i) => Math.round(c + (ink[i] - c) * share));
    if (contrast(mixed, ground) >= 4.8) return `rgb(${mixed})`;
  }
  return `rgb(${ink})`;
}

// --- looks -------------------------------------------------------------------------------------

const STYLES = `
:host { all: initial !important; display: block !important; }
:host([mode="launcher"]) { display: contents !important; }
:host([mode="inline"]) { block-size: 560px !important; max-inline-size: 100% !important; }
@media print { :host([mode]) { display: none !important; } }
*, *::before, *::after { box-sizing: border-box; }
.root {
  color-scheme: light dark;
  --card: light-dark(#fff, #191d1b); --sunken: light-dark(#f3f1ea, #242a27);
  --ink: light-dark(#1a1f1d, #e8ece9); --soft: light-dark(#56605b, #a4aea9); --line: light-dark(#e3e0d6, #323a36);
  --accent: light-dark(#0b6b58, #6cd0b4); --on-accent: light-dark(#fff, #06231c); --link: light-dark(#0b6b58, #6cd0b4);
  --tint: light-dark(#e3f0ea, #1d372e); --warn: light-dark(#8a3b12, #f2b38a); --warn-tint: light-dark(#fdf0e6, #38261a);
  font: 400 1em/1.55 Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  color: var(--ink); text-align: start; -webkit-text-size-adjust: 100%;
}
.root[data-theme="light"] { color-scheme: light; }
.root[data-theme="dark"] { color-scheme: dark; }
.root[popover] { position: fixed; inset: auto; margin: 0; border: 0; padding: 0; width: 0; height: 0; background: none; overflow: visible; display: block; }
.root.no-popover { position: fixed; z-index: 2147483000; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
button { border: 0; background: none; padding: 0; cursor: pointer; text-align: start; }
p, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--link); }
svg { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
[hidden] { display: none !important; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher, .return { position: fixed; bottom: calc(20px + env(safe-area-inset-bottom)); display: inline-flex; align-items: center; gap: 10px; min-height: 52px; padding-inline: 16px 20px; border-radius: 26px; background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: .9375em; white-space: nowrap; box-shadow: 0 1px 3px rgb(0 0 0 / .2), 0 10px 28px -8px rgb(0 0 0 / .35); }
.launcher:hover, .return:hover { filter: brightness(1.08); }
[data-mode="launcher"][data-position="right"] > * { right: 20px; }
[data-mode="launcher"][data-position="left"] > * { left: 20px; }
.return { background: var(--ink); color: var(--card); }

.panel { display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line); overflow: hidden; }
[data-mode="launcher"] > .panel { position: fixed; bottom: 20px; width: min(420px, calc(100vw - 40px)); height: min(680px, calc(100dvh - 40px)); border-radius: 18px; box-shadow: 0 2px 6px rgb(0 0 0 / .08), 0 24px 64px -16px rgb(0 0 0 / .36); }
[data-mode="launcher"] > .panel.arriving { animation: arrive .18s ease-out; }
[data-mode="inline"], [data-mode="inline"] > .panel { position: relative; height: 100%; }
[data-mode="inline"] > .panel { border-radius: 16px; }
@keyframes arrive { from { opacity: 0; translate: 0 12px; } }
@media ${FULL_SCREEN} {
  [data-mode="launcher"][data-position] > .panel { inset: var(--top, 0px) 0 auto 0; width: 100%; height: var(--height, 100dvh); border: 0; border-radius: 0; padding-bottom: env(safe-area-inset-bottom); }
  .launcher { width: 56px; min-height: 56px; border-radius: 28px; justify-content: center; padding: 0; }
  .launcher span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
}

.head { display: flex; align-items: center; gap: 2px; padding-block: 10px; padding-inline: 20px 10px; border-bottom: 1px solid var(--line); }
.titles { flex: 1; min-width: 0; }
.heading { font-size: 1em; font-weight: 650; line-height: 1.3; letter-spacing: -.012em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; margin: 0; }
.subtitle { font-size: .8125em; color: var(--soft); line-height: 1.35; }
.heading, .where, .suggestion, .understood { text-align: match-parent; }
.icon-button { display: inline-grid; place-items: center; width: 44px; height: 44px; border-radius: 12px; color: var(--soft); flex: none; }
.icon-button:hover { background: var(--sunken); color: var(--ink); }
.icon-button[aria-pressed="true"] { color: var(--link); background: var(--tint); }

.log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 20px; display: flex; flex-direction: column; gap: 24px; }
.greeting { display: grid; gap: 16px; margin-top: auto; }
.greeting + .turn { margin-top: 0; }
.turn { display: grid; gap: 12px; }
.question { justify-self: end; max-width: 86%; padding: 9px 15px; border-radius: 16px 16px 4px 16px; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; }
[dir="rtl"] .question { border-radius: 16px 16px 16px 4px; }
.understood, .note, .progress { font-size: .8125em; color: var(--soft); }
.label { display: inline-flex; align-items: center; align-self: start; padding: 2px 10px; border-radius: 8px; background: var(--sunken); font-size: .8125em; font-weight: 600; color: var(--soft); }
.answer { display: grid; gap: 10px; justify-items: start; }
.said { display: grid; gap: 8px; overflow-wrap: anywhere; width: 100%; }
.said ul { display: grid; gap: 4px; padding-inline-start: 1.2em; list-style: disc; }
.said ::marker { color: var(--link); }
.last { white-space: nowrap; }
.sentence { animation: appear .25s ease-out; white-space: pre-line; }
@keyframes appear { from { opacity: 0; } }
.progress { display: flex; align-items: center; gap: 10px; min-height: 24px; }
.progress::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--link); animation: breathe 1.6s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: .25; } }

.chip { position: relative; display: inline-grid; place-items: center; min-width: 20px; height: 20px; padding: 0 5px; margin-inline: 3px 1px; border-radius: 6px; background: var(--tint); color: var(--link); font-size: .75rem; font-size: 12px; font-weight: 650; line-height: 1; text-decoration: none; vertical-align: 1px; font-variant-numeric: tabular-nums; }
.chip:hover, .chip[aria-expanded="true"] { background: var(--accent); color: var(--on-accent); }
.chip::after { content: ""; position: absolute; inset: -12px; }
.sources { display: grid; gap: 2px; width: 100%; border-top: 1px solid var(--line); padding-top: 6px; }
.source { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 4px 8px; margin-inline: -8px; border-radius: 10px; font-size: .875em; line-height: 1.35; color: var(--ink); text-decoration: none; }
.source:hover { background: var(--sunken); }
.source .n { display: inline-grid; place-items: center; min-width: 20px; height: 20px; border-radius: 6px; background: var(--tint); color: var(--link); font-size: 12px; font-weight: 650; flex: none; }
.numbers { display: flex; gap: 3px; }
.source .where { flex: 1; min-width: 0; }
.source svg { width: 16px; height: 16px; color: var(--soft); }
.card { position: absolute; z-index: 2; inset-inline: 14px; padding: 14px 16px; border-radius: 12px; background: var(--card); border: 1px solid var(--line); box-shadow: 0 2px 4px rgb(0 0 0 / .08), 0 14px 36px -10px rgb(0 0 0 / .38); display: grid; gap: 6px; font-size: .875em; }
.card .where { font-size: .8125rem; font-size: 13px; color: var(--soft); }
.card blockquote { margin: 0; max-height: 9.5em; overflow-y: auto; white-space: pre-line; font-weight: 560; overflow-wrap: anywhere; }
.card button { justify-self: start; display: inline-flex; align-items: center; gap: 6px; min-height: 44px; margin-bottom: -10px; color: var(--link); font-weight: 600; }

.tools { display: flex; align-items: center; margin-inline-start: -12px; width: calc(100% + 12px); min-height: 44px; }
.tools .note { margin-inline-start: auto; text-align: end; line-height: 1.3; }
.tools svg { width: 18px; height: 18px; }
.comment { display: flex; gap: 8px; width: 100%; align-items: end; }
.problem { display: grid; gap: 8px; width: 100%; padding: 12px 14px; border-radius: 12px; background: var(--warn-tint); color: var(--warn); font-size: .9375em; }
.again, .small { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; padding: 0 14px; border-radius: 11px; font-weight: 600; font-size: .9375em; border: 1px solid var(--line); background: var(--card); color: var(--ink); justify-self: start; }
.again:hover, .small:hover { border-color: var(--link); }
.again svg { width: 18px; height: 18px; }
.suggestions, .stopped { display: grid; gap: 8px; justify-items: start; width: 100%; }
.log:has(.offered) .suggestions:not(.offered) { display: none; }
.suggestion { min-height: 44px; padding: 9px 14px; border: 1px solid var(--line); border-radius: 12px; font-size: .9375em; line-height: 1.4; color: var(--ink); }
.suggestion:hover { border-color: var(--link); background: var(--tint); }

.foot { padding: 10px 14px 14px; border-top: 1px solid var(--line); }
.about { display: flex; align-items: center; gap: 4px; margin-bottom: 8px; padding-inline-start: 12px; border-radius: 10px; background: var(--tint); font-size: .875em; }
.about span { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.box { display: flex; align-items: end; gap: 6px; padding: 4px; border: 1px solid var(--line); border-radius: 16px; background: var(--card); flex: 1; }
.box:focus-within { border-color: var(--link); box-shadow: 0 0 0 3px color-mix(in srgb, var(--link) 24%, transparent); }
textarea { flex: 1; min-width: 0; resize: none; border: 0; outline: 0 !important; background: none; padding: 10px 10px; min-height: 44px; max-height: 9.5em; line-height: 1.5; field-sizing: content; font-size: max(1em, 16px); }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: inline-grid; place-items: center; width: 44px; height: 44px; border-radius: 12px; background: var(--accent); color: var(--on-accent); flex: none; }
.send [data-icon="stop"] { fill: currentColor; }
.send[aria-disabled="true"] { background: var(--sunken); color: var(--soft); cursor: default; }
.count { font-size: .75em; color: var(--soft); text-align: end; padding: 4px 8px 0; }
@media (pointer: coarse) { .chip { min-width: 26px; height: 26px; } .chip::after { inset: -9px; } }
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; transition: none !important; } }
@media (forced-colors: active) { .chip, .source .n, .question, .send, .launcher { border: 1px solid; } }
`;

// --- one question and its answer ---------------------------------------------------------------

const LIST_MARK = /^\s*(?:[-•*]|\d+[.)])\s+/;

/** Citations of one place on the page, together. */
function byPlace(citations) {
  const places = new Map();
  for (const citation of citations) places.set(citation.url, [...(places.get(citation.url) ?? []), citation]);
  return [...places.values()];
}

/** Citations of one place as one, with all their words. */
const together = (same) => ({ ...same[0], quote: same.map(({ quote }) => quote).join("\n") });

/** A sentence and its chips, which stay on the line of its last word. */
function withChips(text, chips) {
  const last = text.search(/\S{1,24}\s*$/);
  if (!chips.length || last < 0) return [text, chips];
  return [text.slice(0, last), h("span", { class: "last" }, text.slice(last), chips)];
}

/** Shows one turn. `chat` is the element; what a turn shows comes from the server's events. */
class Turn {
  constructor(chat, question) {
    this.chat = chat;
    this.question = question;
    this.citations = [];
    this.said = h("div", { class: "said", dir: "auto" });
    this.progress = h("p", { class: "progress" }, TEXT.reading);
    this.answer = h("div", { class: "answer" }, this.said, this.progress);
    this.root = h("div", { class: "turn" }, h("p", { class: "question", dir: "auto" }, question), this.answer);
    this.slow = setTimeout(() => { this.progress.textContent = TEXT.slow; }, SLOW_AFTER_MS);
  }

  /** The evidence is known and shown at once; the wording is still being checked. */
  sources(citations) {
    this.citations = citations;
    this.progress.textContent = TEXT.checking;
    this.listSources(citations, false);
  }

  sentence({ text, citations }) {
    const chips = citations.map((n) => this.chip(n)).filter(Boolean);
    const last = this.said.lastElementChild;
    if (LIST_MARK.test(text)) {
      const list = last?.tagName === "UL" ? last : this.said.appendChild(h("ul"));
      list.append(h("li", { class: "sentence" }, withChips(text.replace(LIST_MARK, ""), chips)));
      return;
    }
    const paragraph = last?.tagName === "P" ? last : this.said.appendChild(h("p"));
    if (paragraph.childNodes.length) paragraph.append(" ");
    paragraph.append(h("span", { class: "sentence" }, withChips(text, chips)));
  }

  /** The whole answer, as the server holds it: it replaces what was streamed. */
  finish(answer, rating = null) {
    this.settle();
    this.citations = answer.citations;
    if (this.said.textContent === "" || this.shown !== answer.sentences.length) {
      this.said.replaceChildren();
      answer.sentences.forEach((sentence) => this.sentence(sentence));
    }
    if (answer.interpreted_as) this.answer.before(h("p", { class: "understood", dir: "auto" }, `Understood as: ${answer.interpreted_as}`));
    if (answer.abstained) this.answer.prepend(h("span", { class: "label" }, TEXT.abstained));
    this.listSources(answer.citations, answer.abstained);
    this.answer.append(this.tools(answer, rating));
    if (answer.suggestions.length) this.answer.append(this.chat.suggestionList(answer.suggestions));
  }

  /** No answer, or only a part of it; `kept` sentences stay, as each of them was checked. */
  fail(problem) {
    this.settle();
    const again = h("button", { type: "button", class: "again", onclick: () => this.chat.retry(this) }, icon("retry"), "Ask again");
    const note = problem
      ? h("div", { class: "problem" }, h("p", {}, problem.message), again)
      : h("div", { class: "stopped" }, h("p", { class: "note" }, TEXT.stopped), again);
    this.answer.append(note);
  }

  settle() {
    clearTimeout(this.slow);
    this.progress.remove();
  }

  get shown() { return this.said.querySelectorAll(".sentence").length; }

  chip(n) {
    const citation = this.citations.find((one) => one.n === n);
    return citation && h("a", {
      class: "chip", href: this.chat.citationUrl(citation).href, "aria-label": `Source ${n}: ${citation.section}`,
      onclick: (event) => this.chat.follow(event, citation), onpointerenter: (event) => this.chat.card.pointed(event, citation),
      onpointerleave: () => this.chat.card.leave(), onfocus: (event) => this.chat.card.show(event.currentTarget, citation), onblur: () => this.chat.card.leave(),
    }, String(n));
  }

  /** The sources below the answer, in place of those listed before. */
  listSources(citations, abstained) {
    this.sourceList?.remove();
    if (!citations.length) return;
    const links = byPlace(citations).map((same) => h("li", {}, h("a", {
      class: "source", href: this.chat.citationUrl(same[0]).href, onclick: (event) => this.chat.follow(event, together(same), true),
    }, h("span", { class: "numbers" }, same.map(({ n }) => h("span", { class: "n" }, String(n)))), h("span", { class: "where", dir: "auto" }, same[0].section), icon("link"))));
    const name = abstained ? TEXT.nearest : "Sources";
    this.sourceList = h("ul", { class: "sources", "aria-label": name }, abstained && h("li", { class: "note" }, name), links);
    this.answer.append(this.sourceList);
  }

  tools(answer, rating) {
    const by = TEXT[answer.written_by];
    const thumbs = ["up", "down"].map((name) => iconButton(name, name === "up" ? "Good answer" : "Bad answer", () => this.rate(answer.message_id, name), { "aria-pressed": String(rating === name), "data-rating": name }));
    this.thumbs = thumbs;
    this.copyButton = iconButton("copy", "Copy the answer", () => this.copy(answer));
    this.bar = h("div", { class: "tools" }, thumbs, this.copyButton, !answer.abstained && by && h("span", { class: "note" }, by));
    return this.bar;
  }

  async rate(messageId, name) {
    const pressed = this.thumbs.find((thumb) => thumb.getAttribute("aria-pressed") === "true");
    const rating = pressed?.dataset.rating === name ? null : name;
    this.thumbs.forEach((thumb) => thumb.setAttribute("aria-pressed", String(thumb.dataset.rating === rating)));
    this.commentForm?.remove();
    if (rating) this.askComment(messageId, rating);
    await this.send({ message_id: messageId, rating });
  }

  askComment(messageId, rating) {
    const input = h("textarea", { rows: 1, maxlength: 2000, dir: "auto", "aria-label": "Comment (optional)", placeholder: rating === "up" ? "What helped? (optional)" : "What was wrong? (optional)" });
    const submit = async () => {
      if (input.value.trim() && !(await this.send({ message_id: messageId, rating, comment: input.value.trim() }))) return;
      this.commentForm.replaceWith(h("p", { class: "note" }, "Thank you."));
      this.chat.announce("Thank you.");
      this.thumbs.find((thumb) => thumb.dataset.rating === rating).focus();
    };
    this.commentForm = h("div", { class: "comment" }, h("div", { class: "box" }, input), h("button", { type: "button", class: "small", onclick: submit }, "Send"));
    this.commentForm.submit = submit;
    this.bar.after(this.commentForm);
  }

  async send(feedback) {
    try {
      await post("api/feedback", feedback);
      this.chat.emit("feedback", feedback);
      this.feedbackProblem?.remove();
      return true;
    } catch (error) {
      this.feedbackProblem?.remove();
      this.feedbackProblem = h("p", { class: "problem" }, `Your feedback was not saved. ${error.message}`);
      this.bar.after(this.feedbackProblem);
      this.chat.announce(this.feedbackProblem.textContent);
      return false;
    }
  }

  async copy(answer) {
    const sources = answer.citations.map((one) => `[${one.n}] ${one.section}: ${this.chat.citationUrl(one).href}`);
    const text = [answer.answer, ...sources].join("\n");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages without https have no clipboard API: select a field and copy it the old way.
      const field = h("textarea", { class: "sr", readonly: true });
      field.value = text;
      this.bar.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      this.copyButton.focus();
    }
    this.copyButton.replaceChildren(icon("done"));
    setTimeout(() => this.copyButton.replaceChildren(icon("copy")), 1500);
    this.chat.announce("Copied.");
  }
}

/** The card that shows a citation's words on hover, focus or tap (WCAG 1.4.13: it stays while
    pointed at, and Escape closes it). */
class QuoteCard {
  constructor(chat) {
    this.chat = chat;
    this.root = h("div", { class: "card", id: "card", role: "group", "aria-label": "Source", hidden: true, onpointerenter: () => clearTimeout(this.timer), onpointerleave: () => this.leave(),
      onfocusin: () => clearTimeout(this.timer), onfocusout: () => this.leave() });
  }

  get open() { return !this.root.hidden; }

  pointed(event, citation) {
    if (event.pointerType !== "touch") this.show(event.currentTarget, citation);
  }

  show(chip, citation) {
    clearTimeout(this.timer);
    this.owner?.removeAttribute("aria-describedby");
    this.owner = chip;
    const go = h("button", { type: "button", tabindex: -1, onclick: (event) => this.chat.follow(event, citation, true) }, icon("link"), "Show on the page");
    this.root.replaceChildren(
      h("p", { class: "where", dir: "auto" }, citation.section),
      h("blockquote", { id: "quote", dir: "auto" }, citation.quote), go);
    this.root.hidden = false;
    chip.setAttribute("aria-describedby", "quote");
    this.place(chip);
  }

  /** Below the chip where there is room, above it otherwise. */
  place(chip) {
    const panel = this.root.offsetParent.getBoundingClientRect();
    const at = chip.getBoundingClientRect();
    const above = at.bottom + this.root.offsetHeight + 16 > panel.bottom;
    const top = above ? at.top - this.root.offsetHeight - 8 : at.bottom + 8;
    this.root.style.top = `${Math.max(8, top - panel.top)}px`;
  }

  /** The conversation scrolled: stay with the chip while it is in sight. */
  keepUp() {
    if (!this.open) return;
    const [log, at] = [this.chat.log, this.owner].map((node) => node.getBoundingClientRect());
    if (at.bottom < log.top || at.top > log.bottom) this.hide();
    else this.place(this.owner);
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), 180);
  }

  hide() {
    clearTimeout(this.timer);
    this.root.hidden = true;
    this.owner?.removeAttribute("aria-describedby");
  }
}

// --- the element -------------------------------------------------------------------------------

class RoadmapAssistant extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open", delegatesFocus: false });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.shadowRoot.adoptedStyleSheets = [sheet];
    this.turns = [];
    this.about = null;
    this.inline = this.getAttribute("mode") === "inline";
    this.setAttribute("mode", this.inline ? "inline" : "launcher");
    this.build();
    this.paint();
    this.listen();
    if (this.inline) this.start();
    else if (this.hasAttribute("open") && this.getAttribute("open") !== "false") this.open();
    this.emit("ready");
  }

  disconnectedCallback() {
    this.unlisten?.abort();
    this.running?.abort();
  }

  get isOpen() { return !this.panel.hidden; }
  get fullScreen() { return !this.inline && matchMedia(FULL_SCREEN).matches; }

  // Public: see docs/widget.md.

  /** Open the panel; `about` names a section the next question is about. */
  open({ about = null, suggestions = [] } = {}) {
    if (!this.isOpen) {
      this.returnTo = document.activeElement === this ? null : document.activeElement;
      this.panel.hidden = false;
      this.panel.classList.add("arriving");
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.emit("open");
    }
    this.back.hidden = true;
    this.panel.setAttribute("aria-modal", String(this.fullScreen));
    this.fit();
    this.start();
    if (about) this.setAbout(about, suggestions);
    this.input.focus();
  }

  close() {
    if (this.inline || !this.isOpen) return;
    this.hidePanel();
    const target = this.returnTo?.isConnected && this.returnTo !== document.body ? this.returnTo : this.launcher;
    target.focus();
    this.emit("close");
  }

  /** Ask a question as if it had been typed; opens the panel. Ignored while one is answered. */
  async ask(question, { about = this.about } = {}) {
    const text = String(question ?? "").trim();
    if (!text || this.running) return;
    if (!this.isOpen) this.open();
    // What was said before comes first, unless it is slow in coming.
    await Promise.race([this.starting, new Promise((resolve) => { setTimeout(resolve, HISTORY_WAIT_MS); })]);
    if (this.running) return;
    this.setAbout(null);
    await this.run(about ? `${about}: ${text}`.slice(0, MAX_QUESTION) : text.slice(0, MAX_QUESTION));
  }

  /** Forget the conversation and begin a new one. */
  reset() {
    this.running?.abort();
    memory.set(null);
    marker.clear();
    this.turns.forEach((turn) => turn.root.remove());
    this.turns = [];
    this.setAbout(null);
    this.greeting.hidden = false;
    this.card.hide();
    this.back.hidden = true;
    this.announce("New conversation.");
    this.start();
    if (this.isOpen) this.input.focus();
    this.emit("reset");
  }

  // Building.

  build() {
    this.card = new QuoteCard(this);
    // One inside the panel, as a modal dialog hides the rest, and one for when it is closed.
    this.status = h("p", { class: "sr", role: "status" });
    this.statusOutside = h("p", { class: "sr", role: "status" });
    this.greeting = h("div", { class: "greeting" }, h("p", { dir: "auto" }, this.getAttribute("greeting") || TEXT.greeting));
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": "Conversation", tabindex: 0, onscroll: () => this.card.keepUp() }, this.greeting);
    this.heading = h("h2", { class: "heading", id: "heading", dir: "auto" }, this.getAttribute("heading") || TEXT.heading);
    this.launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open() },
      icon("chat"), h("span", {}, this.getAttribute("label") || TEXT.launcher));
    this.back = h("button", { type: "button", class: "return", hidden: true, onclick: () => this.comeBack() }, icon("back"), "Back to the answer");
    this.panel = h("div", { class: "panel", role: this.inline ? "region" : "dialog", "aria-labelledby": "heading", hidden: !this.inline },
      h("div", { class: "head" }, h("div", { class: "titles" }, this.heading, h("p", { class: "subtitle" }, TEXT.subtitle)),
        iconButton("fresh", "New conversation", () => this.reset()), !this.inline && iconButton("close", "Close", () => this.close())),
      this.log, this.buildFoot(), this.card.root, this.status);
    this.root = h("div", { class: "root", "data-mode": this.getAttribute("mode") }, this.panel, !this.inline && this.launcher, !this.inline && this.back, this.statusOutside);
    this.shadowRoot.append(this.root);
    if (!this.inline) this.lift();
  }

  /** The top layer is above every z-index and transform of the host page. */
  lift() {
    if (!this.root.showPopover) { this.root.classList.add("no-popover"); return; }
    this.root.popover = "manual";
    this.root.showPopover();
  }

  buildFoot() {
    this.input = h("textarea", { rows: 1, maxlength: MAX_QUESTION, dir: "auto", placeholder: TEXT.placeholder, "aria-label": TEXT.placeholder, autocomplete: "off", enterkeyhint: "send", oninput: () => this.typed() });
    this.sendButton = h("button", { type: "button", class: "send", "aria-label": "Send", "aria-disabled": "true", onclick: () => this.pressed() }, icon("send"));
    this.count = h("p", { class: "count", hidden: true });
    this.aboutLabel = h("span", { dir: "auto" });
    this.aboutBox = h("div", { class: "about", hidden: true }, this.aboutLabel, iconButton("close", "Remove this context", () => { this.setAbout(null); this.input.focus(); }));
    return h("div", { class: "foot" }, this.aboutBox, h("div", { class: "box" }, this.input, this.sendButton), this.count);
  }

  /** Theme, side, direction and accent, from the attributes. */
  paint() {
    const theme = this.getAttribute("theme");
    if (theme === "light" || theme === "dark") this.root.dataset.theme = theme;
    this.root.dataset.position = /left/.test(this.getAttribute("position") ?? "") ? "left" : "right";
    this.root.dir = getComputedStyle(this.parentElement ?? document.documentElement).direction;
    const accent = this.getAttribute("accent");
    if (!accent || !CSS.supports("color", accent)) return;
    const [fill, white, black] = [rgb(accent), [255, 255, 255], [12, 16, 15]];
    const set = (name, value) => this.root.style.setProperty(name, value);
    set("--accent", `rgb(${fill})`);
    set("--on-accent", contrast(fill, white) >= contrast(fill, black) ? "#fff" : "#0c100f");
    // On the tinted ground of chips, the darkest of the light theme and lightest of the dark one.
    const [tint, dim] = [[236, 240, 238], [38, 48, 44]];
    set("--tint", `light-dark(rgb(${tint}), rgb(${dim}))`);
    set("--link", `light-dark(${readable(fill, tint, black)}, ${readable(fill, dim, white)})`);
  }

  listen() {
    this.unlisten = new AbortController();
    const { signal } = this.unlisten;
    // At the window and first: typing here must not reach the host page's hotkeys.
    for (const type of ["keydown", "keypress", "keyup"]) {
      addEventListener(type, (event) => {
        if (event.composedPath()[0]?.getRootNode?.() !== this.shadowRoot) return;
        if (type === "keydown") this.key(event);
        event.stopImmediatePropagation();
      }, { capture: true, signal });
    }
    addEventListener("online", () => { const turn = this.turns.at(-1); if (turn?.problem?.kind === "offline") this.retry(turn); }, { signal });
    for (const type of ["resize", "scroll"]) visualViewport?.addEventListener(type, () => this.fit(), { signal });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.landed && this.landed.contains(document.activeElement)) this.comeBack();
    }, { signal });
  }

  /** Keep a full-screen panel inside what the phone's keyboard leaves visible. */
  fit() {
    if (!visualViewport) return;
    this.root.style.setProperty("--top", `${visualViewport.offsetTop}px`);
    this.root.style.setProperty("--height", `${visualViewport.height}px`);
  }

  key(event) {
    if (event.key === "Escape") { if (this.card.open) this.card.hide(); else this.close(); return; }
    const target = event.composedPath()[0];
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && target.tagName === "TEXTAREA") {
      event.preventDefault();
      if (target === this.input) this.submit();
      else target.closest(".comment").submit();
    }
    if (event.key === "Tab" && !this.inline && this.isOpen) this.keepFocus(event);
  }

  /** Tab goes round within the open panel; Escape leaves it. */
  keepFocus(event) {
    const stops = [...this.panel.querySelectorAll("a, button, textarea, [tabindex='0']")].filter((node) => node.tabIndex >= 0 && node.checkVisibility());
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (this.shadowRoot.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }

  // The conversation.

  /** On first opening: who this page is, and the conversation so far. */
  start() {
    this.starting ??= Promise.all([this.introduce(), this.restore()]);
    return this.starting;
  }

  async introduce() {
    const slug = this.getAttribute("roadmap");
    const given = this.getAttribute("suggestions");
    if (given && !this.introduced) this.offerFirst(given.split("\n").filter(Boolean));
    this.introduced = true;
    if (!slug) return;
    try {
      const roadmap = await (await request(`api/roadmaps/${encodeURIComponent(slug)}`)).json();
      this.greeting.querySelector(".problem")?.remove();
      if (!this.hasAttribute("heading")) this.heading.textContent = roadmap.title;
      if (!this.hasAttribute("suggestions")) this.offerFirst(roadmap.faqs.map((faq) => faq.question).slice(0, FIRST_QUESTIONS));
    } catch (error) {
      this.starting = null;
      if (!this.turns.length) this.notice(error.message);
    }
  }

  offerFirst(questions) {
    if (questions.length) this.greeting.append(this.suggestionList(questions));
  }

  async restore() {
    const id = memory.get();
    if (!id || this.turns.length) return;
    try {
      const { messages } = await (await request(`api/conversations/${encodeURIComponent(id)}`)).json();
      if (memory.get() !== id || this.turns.length) return;
      for (const message of messages) {
        const turn = this.addTurn(message.question);
        turn.finish(message.answer, message.rating);
      }
      this.log.scrollTop = this.log.scrollHeight;
    } catch (error) {
      if (error.status === 404) memory.set(null);
    }
  }

  /** A problem before anything was asked. */
  notice(text) {
    this.greeting.querySelector(".problem")?.remove();
    this.greeting.append(h("p", { class: "problem" }, text));
    this.announce(text);
  }

  addTurn(question) {
    const turn = new Turn(this, question);
    for (const old of this.log.querySelectorAll(".turn .suggestions")) old.remove();
    this.greeting.hidden = true;
    this.turns.push(turn);
    this.log.append(turn.root);
    return turn;
  }

  retry(turn) {
    if (this.running) return;
    this.turns = this.turns.filter((one) => one !== turn);
    turn.root.remove();
    this.input.focus();
    this.run(turn.question);
  }

  async run(question) {
    const turn = this.addTurn(question);
    const running = new AbortController();
    this.setRunning(running);
    this.announce("Answering…");
    this.follows(turn);
    this.emit("question", { question });
    try {
      await this.attempt(turn, running.signal);
    } catch (error) {
      this.broke(turn, running, error);
    } finally {
      if (this.running === running) this.setRunning(null);
    }
  }

  /** Ask; a conversation that the server no longer has is begun anew. */
  async attempt(turn, stop) {
    try {
      await this.play(turn, stop);
    } catch (error) {
      if (error.status !== 404 || !memory.get()) throw error;
      memory.set(null);
      await this.play(turn, stop);
    }
  }

  async play(turn, stop) {
    const options = { conversation: memory.get(), roadmap: this.getAttribute("roadmap"), stop };
    for await (const event of answerEvents(turn.question, options)) {
      if (stop.aborted) throw new DOMException("stopped", "AbortError");
      const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
      if (event.type === "sources") turn.sources(event.citations);
      if (event.type === "sentence") turn.sentence(event);
      if (event.type === "done") {
        memory.set(event.conversation_id);
        turn.finish(event);
        this.announce(this.spoken(event));
        this.emit("answer", { question: turn.question, answer: event });
      }
      if (near) this.follows(turn);
    }
  }

  /** Scroll with the answer, but never so far that its question leaves the view. */
  follows(turn) {
    const question = turn.root.getBoundingClientRect().top - this.log.getBoundingClientRect().top;
    this.log.scrollTop = Math.min(this.log.scrollTop + question - 20, this.log.scrollHeight);
  }

  broke(turn, running, error) {
    if (running.signal.aborted) {
      turn.fail(null);
      this.announce(TEXT.stopped);
    } else {
      const problem = error instanceof Problem ? error : new Problem("dropped");
      turn.problem = problem;
      turn.fail(problem);
      this.announce(problem.message);
      this.emit("error", { kind: problem.kind, message: problem.message });
    }
    this.follows(turn);
  }

  /** What a screen reader is told once an answer is whole. */
  spoken(answer) {
    const count = answer.citations.length;
    return `${answer.answer} ${count === 1 ? "1 source." : count ? `${count} sources.` : ""}`;
  }

  setRunning(controller) {
    this.running = controller;
    this.sendButton.replaceChildren(icon(controller ? "stop" : "send"));
    this.sendButton.setAttribute("aria-label", controller ? "Stop" : "Send");
    this.typed();
  }

  typed() {
    if (!CSS.supports("field-sizing", "content")) {
      this.input.style.height = "auto";
      this.input.style.height = `${this.input.scrollHeight}px`;
    }
    const length = this.input.value.length;
    this.sendButton.setAttribute("aria-disabled", String(!this.running && !this.input.value.trim()));
    this.count.hidden = length < MAX_QUESTION * 0.9;
    this.count.textContent = `${length} of ${MAX_QUESTION} characters`;
  }

  pressed() {
    if (this.running) { this.running.abort(); this.input.focus(); } else this.submit();
  }

  submit() {
    if (this.running || !this.input.value.trim()) return;
    const question = this.input.value;
    this.input.value = "";
    this.ask(question);
  }

  setAbout(about, suggestions = []) {
    this.about = about;
    this.aboutBox.hidden = !about;
    this.aboutLabel.textContent = about ? `About ${about}` : "";
    this.log.querySelector(".offered")?.remove();
    if (!about || !suggestions.length) return;
    const list = this.suggestionList(suggestions);
    list.classList.add("offered");
    this.log.append(list);
    this.log.scrollTop = this.log.scrollHeight;
  }

  suggestionList(questions) {
    return h("ul", { class: "suggestions", "aria-label": "Suggested questions" },
      questions.map((question) => h("li", {}, h("button", { type: "button", class: "suggestion", dir: "auto", onclick: () => this.choose(question) }, question))));
  }

  choose(question) {
    this.input.focus();
    this.ask(question);
  }

  // Citations.

  citationUrl(citation) {
    const url = new URL(citation.url, BASE);
    return /^https?:$/.test(url.protocol) ? url : new URL(BASE);
  }

  /** Activate a citation. On touch, a chip's first tap shows its card instead. */
  follow(event, citation, direct = false) {
    if (!direct && event.pointerType === "touch" && event.detail) {
      event.preventDefault();
      this.card.show(event.currentTarget, citation);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.landedFrom = event.currentTarget.closest(".card") ? this.card.owner : event.currentTarget;
    this.card.hide();
    const url = this.citationUrl(citation);
    if (!this.emit("citation", { citation, url: url.href })) return;
    const target = targetOnPage(url);
    if (target) this.land(target, citation);
    else if (url.origin === location.origin) location.assign(fragmentUrl(url, citation.quote));
    else open(fragmentUrl(url, citation.quote), "_blank", "noopener");
  }

  land(target, citation) {
    this.landed = target;
    const words = landOn(target, citation.quote);
    if (this.covers(words)) { this.hidePanel(); this.launcher.hidden = true; }
    this.back.hidden = this.isOpen;
    this.announce(`On the page: ${citation.section}. Press Escape to go back to the answer.`);
  }

  /** Whether the panel would lie on the words, which are about to stand in the window's middle. */
  covers(words) {
    if (this.inline) return false;
    const panel = this.panel.getBoundingClientRect();
    return words.some((range) => {
      const box = range.getBoundingClientRect();
      return box.right > panel.left && box.left < panel.right;
    });
  }

  /** From the page back to the chip that led there. */
  comeBack() {
    const chip = this.landedFrom;
    this.landed = null;
    if (!this.isOpen) this.open();
    this.back.hidden = true;
    (chip?.isConnected ? chip : this.input).focus();
  }

  hidePanel() {
    this.panel.hidden = true;
    this.card.hide();
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
  }

  announce(text) { (this.isOpen ? this.status : this.statusOutside).textContent = text; }

  /** Dispatch "roadmap-assistant:<name>"; false when a listener prevented the default. */
  emit(name, detail = {}) {
    return this.dispatchEvent(new CustomEvent(`${TAG}:${name}`, { detail, bubbles: true, composed: true, cancelable: name === "citation" }));
  }
}

// --- one tag is enough -------------------------------------------------------------------------

/** Put the element on the page, with the script tag's data attributes as its attributes. */
function mount() {
  const { target, manual, ...attributes } = SCRIPT?.dataset ?? {};
  if (manual !== undefined || document.querySelector(TAG)) return;
  const place = target ? document.querySelector(target) : null;
  (place ?? document.body).append(h(TAG, attributes));
}

const method = (name) => (...values) => document.querySelector(TAG)?.[name](...values);
window.RoadmapAssistant = {
  open: method("open"), close: method("close"), ask: method("ask"), reset: method("reset"),
  on: (name, listener, options) => document.addEventListener(`${TAG}:${name}`, listener, options),
  get element() { return document.querySelector(TAG); },
};
customElements.define(TAG, RoadmapAssistant);
if (document.body) mount();
else document.addEventListener("DOMContentLoaded", mount, { once: true });
})();
