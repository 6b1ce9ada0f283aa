// The choices of an MCQ: added, removed and moved on the spot; without script the same buttons ask the server.
//
// [data-choices]        holds the list [data-choice-rows], the template of a row, and [data-add-choice]
// [data-choices-said]   hears of what was moved

const MOVES = { choice_up: -1, choice_down: 1 };

function bind(field) {
  const list = field.querySelector("[data-choice-rows]");
  const template = field.querySelector("[data-choice-template]");
  const add = field.querySelector("[data-add-choice]");
  const said = field.querySelector("[data-choices-said]");
  const rows = () => [...list.children].filter((row) => row.matches("[data-choice-row]"));

  function renumber() {
    rows().forEach((row, n) => {
      row.querySelectorAll("[name^=choices-]").forEach((input) => {
        input.name = input.name.replace(/choices-\d+/, `choices-${n}`);
      });
      row.querySelectorAll("button").forEach((button) => (button.value = n));
      row.querySelectorAll("[aria-label]").forEach((one) => {
        one.ariaLabel = one.ariaLabel.replace(/(choice) \d+/i, `$1 ${n + 1}`);
      });
    });
    // What listens to typing hears of rows that come, go and move as well.
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(row, by, button) {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    renumber();
    button.focus();
    if (said) said.textContent = `Moved to place ${rows().indexOf(row) + 1} of ${rows().length}.`;
  }

  function remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber();
    (next?.querySelector("[name=remove_choice]") ?? add).focus();
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("[data-choice-row]");
    if (!row) return;
    event.preventDefault();
    if (button.name === "remove_choice") remove(row);
    else move(row, MOVES[button.name], button);
  });
  add.addEventListener("click", (event) => {
    event.preventDefault();
    list.append(template.content.cloneNode(true));
    list.lastElementChild.querySelectorAll("[data-sortable-handle]").forEach((handle) => (handle.hidden = false));
    renumber();
    rows().at(-1).querySelector("input[type=text]").focus();
  });
  list.addEventListener("sortable:moved", renumber);
}

document.querySelectorAll("[data-choices]").forEach((field) => field.querySelector("[data-choice-rows]") && bind(field));

// On the editor's page the choices of an open question are out of the way.
const editor = document.querySelector("[data-editor]");
const type = editor?.elements.type;

function showForType() {
  editor.querySelector("[data-choices]").hidden = type.value !== "mcq";
}

if (type) {
  type.addEventListener("change", showForType);
  showForType();
}
