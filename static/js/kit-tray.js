// On the bank: a adds the focused row to the current kit; the tray, open where it has its own column,
// stays as it is over swaps.

import { onKey } from "./keys.js";

let open = matchMedia("(width >= 76rem)").matches;

onKey((key) => {
  const button = key === "a" && document.activeElement?.closest(".row")?.querySelector("[data-kit-add]:not([hidden])");
  if (!button) return false;
  button.click();
  return true;
});

document.body.addEventListener("htmx:beforeSwap", () => {
  open = document.getElementById("tray-kit")?.open ?? open;
});
function reopen() {
  const details = document.getElementById("tray-kit");
  if (details && open) details.open = true;
}

reopen();
document.body.addEventListener("htmx:load", reopen);
