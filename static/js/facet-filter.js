// In a long facet: a box that narrows its values, and a list that stays open over swaps.

const open = new Set();

function narrow(details, words) {
  details.querySelectorAll(".facet-value").forEach((value) => {
    value.hidden = !value.textContent.toLowerCase().includes(words);
  });
}

function bind(details) {
  const box = details.querySelector("[data-facet-search]");
  const name = details.dataset.facetRest;
  box.hidden = false;
  details.open = details.open || open.has(name);
  details.addEventListener("toggle", () => (details.open ? open.add(name) : open.delete(name)));
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    narrow(details, box.value.trim().toLowerCase());
  });
  box.addEventListener("change", (event) => event.stopPropagation());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

function bindAll() {
  document.querySelectorAll("[data-facet-rest]:not([data-bound])").forEach((details) => {
    details.dataset.bound = "";
    bind(details);
  });
}

bindAll();
document.body.addEventListener("htmx:load", bindAll);
