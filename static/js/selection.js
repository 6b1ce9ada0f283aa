// Choosing rows of the bank for a bulk change.
//
// [data-select]         a row's checkbox; x ticks that of the focused row
// [data-select-page]    ticks all of the page
// [data-select-every]   chooses all that match
// [data-select-count]   says how many are chosen

import { onKey } from "./keys.js";

const BOXES = "[data-select], [data-select-page], [data-select-every]";
const boxes = () => [...document.querySelectorAll("[data-select]")];

function show() {
  const every = document.querySelector("[data-select-every]");
  const page = document.querySelector("[data-select-page]");
  const count = document.querySelector("[data-select-count]");
  if (!every || !page || !count) return;
  const chosen = boxes().filter((box) => box.checked).length;
  page.checked = chosen > 0 && chosen === boxes().length;
  page.indeterminate = chosen > 0 && !page.checked;
  const text = every.checked ? "All that match" : chosen ? `${chosen} selected` : "";
  if (count.textContent !== text) count.textContent = text;
}

// The boxes stand inside the form of the filters, which a change would send: it must not hear of these.
document.addEventListener(
  "change",
  (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches(BOXES)) return;
    event.stopPropagation();
    if (box.matches("[data-select-page]")) boxes().forEach((row) => (row.checked = box.checked));
    if (!box.matches("[data-select-every]")) document.querySelector("[data-select-every]").checked = false;
    show();
  },
  true,
);
document.addEventListener(
  "change",
  (event) => {
    if (event.target.id === "bulk-verb") event.stopPropagation();
  },
  true,
);

onKey((key) => {
  const box = key === "x" && document.activeElement?.closest(".row")?.querySelector("[data-select]");
  if (!box) return false;
  box.click();
  return true;
});

document.body.addEventListener("htmx:load", show);
show();
