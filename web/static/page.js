// What the pages do beyond their HTML: contents that follow the scroll, the region toggle, links
// into closed disclosures, live search of the list, and the buttons that open the chat.
// Everything here is an addition: the pages read the same without it.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Mark the entry of the section that the reader is in. */
function followScroll() {
  const links = all(".toc a");
  const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (!links.length) return;
  let current = -1;
  const update = () => {
    // The section whose top last passed a quarter of the window; at the very end, the last one.
    const line = innerHeight / 4;
    let next = targets.findLastIndex((target) => target && target.getBoundingClientRect().top <= line);
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (atEnd && scrollY > 0) next = targets.length - 1;
    if (next === current) return;
    links[current]?.removeAttribute("aria-current");
    current = next;
    if (current < 0) return;
    links[current].setAttribute("aria-current", "location");
    const bar = links[current].closest(".toc");
    // On a narrow screen only the upper level shows.
    const shown = links[current].checkVisibility() ? links[current] : upper(links[current]);
    bar.scrollTo({ left: shown.offsetLeft - 24, top: shown.offsetTop - bar.clientHeight / 2 });
  };
  addEventListener("scroll", () => requestAnimationFrame(update), { passive: true });
  addEventListener("resize", update);
  update();
}

/** The entry above a nested one, else the entry itself. */
const upper = (link) => link.closest("ul ul")?.parentElement.firstElementChild ?? link;

/** Show one region's chart at a time. */
function regionToggle() {
  const toggle = document.querySelector("[data-toggle]");
  const radios = toggle ? all("input", toggle) : [];
  if (radios.length < 2) return;
  const show = () => {
    for (const radio of radios) document.getElementById(radio.value).hidden = !radio.checked;
  };
  document.querySelector(".charts").dataset.ready = "";
  toggle.addEventListener("change", show);
  show();
}

/** A link to a closed disclosure, or into one, opens it. */
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
}

/** Filter the list while typing; the form still works by itself. */
function liveSearch() {
  const input = document.getElementById("_q");
  const cards = all("#_cards .card");
  if (!input || !cards.length) return;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const card of cards) card.hidden = !words.every((word) => card.dataset.search.includes(word));
    const left = cards.filter((card) => !card.hidden).length;
    document.getElementById("_none").hidden = left > 0;
    document.getElementById("_count").textContent = left === 1 ? "1 roadmap" : `${left} roadmaps`;
  });
}

/** Wire the page's own ways into the chat once the widget is there. */
async function openChat() {
  await customElements.whenDefined("roadmap-assistant");
  const chat = document.querySelector("roadmap-assistant");
  if (!chat) return;
  const page = document.documentElement.classList;
  page.add("has-widget");
  chat.addEventListener("roadmap-assistant:open", () => page.add("chat-open"));
  chat.addEventListener("roadmap-assistant:close", () => page.remove("chat-open"));
  for (const button of all("[data-ask]")) {
    button.addEventListener("click", () =>
      chat.open({ about: button.dataset.ask, suggestions: button.dataset.questions.split("\n").filter(Boolean) }));
  }
  const form = document.querySelector("[data-ask-form]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = form.querySelector("input");
    const question = input.value.trim() || input.placeholder;
    input.value = "";
    chat.ask(question);
  });
}

followScroll();
regionToggle();
openTarget();
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => all("details").forEach((node) => (node.open = true)));
liveSearch();
openChat();
