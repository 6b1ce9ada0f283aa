// The sheet of shortcuts, its switch, and the keys that work everywhere.

import { enabled, onKey, setEnabled } from "./keys.js";

const sheet = document.getElementById("shortcuts");

document.querySelectorAll("[data-open-dialog]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.openDialog)?.showModal());
});

document.querySelectorAll("[data-shortcuts-switch]").forEach((box) => {
  box.checked = enabled();
  box.addEventListener("change", () => setEnabled(box.checked));
});

onKey((key) => {
  if (key === "?" && sheet) {
    sheet.showModal();
    return true;
  }
  const search = document.getElementById("q");
  if (key === "/" && search) {
    search.focus();
    search.select();
    return true;
  }
  return false;
});
