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
const SLOW_AFTER_MS = 8_000;
const GIVE_UP_AFTER_MS = 60_000;
const FULL_SCREEN = "(max-width: 640px), (max-height: 420px)";
const HIGHLIGHT = "roadmap-assistant-quote";

const TEXT = {
  launcher: "Ask this page",
  heading: "Ask this page",
  subtitle: "Answers come from the page, with their source",
  greeting: "Ask a question in your own words. Every answer is taken from this page and shows the line it came from.",
  placeholder: "Ask a question",
  reading: "Reading the page",
  checking: "Checking the wording against the page",
  slow: "Still working on it. You can stop and ask again.",
  quote: "Quoted from the page",
  model: "Worded by a language model, checked line by line",
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
  stop: "M8 8h8v8H8z",
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
      if (event.type === "error") throw new Problem("refused", event.problem?.detail || event.problem?.title);
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
    return start < 0 ? [] : places.slice(start, start + wanted.length);
  };
  // A quote of sentences that do not stand together is found sentence by sentence.
  let found = find(quote);
  if (!found.length) found = quote.split(/\n+|(?<=[.!?])\s+/).flatMap(find);
  const ranges = new Map();
  for (const [node, at] of found) {
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

/** Scroll to a quote, open what hides it, mark its words and move the focus there. */
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
