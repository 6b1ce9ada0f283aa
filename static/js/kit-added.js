// Rows that can be added to a kit say when they are in it, whatever changes the kit.
//
// [data-kit-item="<id>"]   a question of the kit
// [data-kit-add="<id>"]    the button that adds one, hidden while it is in the kit
// [data-kit-held="<id>"]   what says so instead

function mark() {
  const held = new Set([...document.querySelectorAll("[data-kit-item]")].map((item) => item.dataset.kitItem));
  document.querySelectorAll("[data-kit-add]").forEach((button) => (button.hidden = held.has(button.dataset.kitAdd)));
  document.querySelectorAll("[data-kit-held]").forEach((text) => (text.hidden = !held.has(text.dataset.kitHeld)));
}

document.body.addEventListener("htmx:load", mark);
