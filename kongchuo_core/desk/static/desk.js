// What plain pages can't do: take the token out of the address, lock when nobody moves, answer with single keys.
"use strict";
if (location.search.includes("token=")) history.replaceState(null, "", location.pathname);

let last = Date.now();
const idle = Number(document.body.dataset.idle) * 1000;
const others = new BroadcastChannel("desk"); // somebody who works in another tab sits there too
others.onmessage = () => (last = Date.now());
function moved() {
  if (Date.now() - last > 2000) others.postMessage("moved");
  last = Date.now();
}
for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, moved, { passive: true });
setInterval(() => {
  if (Date.now() - last < idle) return;
  document.body.replaceChildren();
  fetch("/lock", { method: "POST" }).finally(() => location.replace("/"));
}, 5000);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const cards = () => [...document.querySelectorAll("article.card")];
function step(by) {
  const all = cards(), at = all.indexOf(document.activeElement.closest("article.card"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) { next.focus(); next.scrollIntoView({ block: "start" }); }
}
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  const card = document.activeElement.closest("article.card");
  const button = card && card.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
  else if (cards().length && event.key.toLowerCase() === "j") step(1);
  else if (cards().length && event.key.toLowerCase() === "k") step(-1);
});
// After an answer the next question without one is at hand.
document.addEventListener("htmx:afterSwap", (event) => {
  const open = cards().find((card) => card.querySelector("button[data-key]"));
  if (event.detail.target.matches("article.card") && open) { open.focus(); open.scrollIntoView({ block: "start" }); }
});
