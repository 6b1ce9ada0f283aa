// j and k move along the rows of a list; Enter then opens the focused row, as on any link.

import { onKey } from "./keys.js";

function step(by) {
  const links = [...document.querySelectorAll("[data-list-keys] .row-stem")];
  if (!links.length) return false;
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
  return true;
}

onKey((key) => {
  if (key === "j") return step(1);
  if (key === "k") return step(-1);
  return false;
});
