// What a site with hotkeys does, and what the tests want to know of it.
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
