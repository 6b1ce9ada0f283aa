// Adds and removes the rows of a plan on the spot; without script the same buttons ask the server.

const form = document.querySelector("#plan");
const rows = form.querySelector("[data-quota-rows]");
const template = form.querySelector("[data-quota-template]");
const add = form.querySelector("[data-add-quota]");

// What listens to typing hears of rows that come and go as well.
const tell = () => form.dispatchEvent(new Event("input", { bubbles: true }));

add.addEventListener("click", (event) => {
  event.preventDefault();
  rows.append(template.content.cloneNode(true));
  rows.lastElementChild.querySelector("input").focus();
  tell();
});

rows.addEventListener("click", (event) => {
  const row = event.target.closest("[data-remove-quota]")?.closest("[data-quota-row]");
  if (!row) return;
  event.preventDefault();
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("[data-remove-quota]") ?? add).focus();
  tell();
});
