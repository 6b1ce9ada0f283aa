// On the page that merges: who writes in a box means that box; leaving asks once something was chosen or written.

const form = document.querySelector("[data-merge]");
let changed = false;

form.addEventListener("input", ({ target }) => {
  changed = true;
  const row = target.closest("[data-merge-box]")?.closest("[data-merge-row]");
  if (row) row.querySelector("input[type=radio][value=edit]").checked = true;
});
form.addEventListener("submit", () => (changed = false));
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
