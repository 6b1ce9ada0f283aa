// The builder's page: undo by Ctrl+Z, and after each swap what was open is open, what had focus has it.

const page = document.querySelector("[data-kit-changes]");
const CONTROLS = "a[id], button[id], summary";
let opened = new Map();
let around = [];
let into = "";

const intoOptions = () => [...document.getElementById("add-into").options];

function reach(element) {
  return element.id ? element : element.closest("[id]");
}

// htmx gives the focus back by id; where that control is gone, the next one gets it.
function note() {
  opened = new Map([...page.querySelectorAll("details[id]")].map((details) => [details.id, details.open]));
  into = intoOptions().find((option) => option.selected)?.text;
  const controls = [...page.querySelectorAll(CONTROLS)];
  const at = controls.indexOf(document.activeElement);
  around = at < 0 ? [] : [...controls.slice(at + 1), ...controls.slice(0, at).reverse()].map((one) => reach(one).id);
}

function restore() {
  for (const [id, open] of opened) {
    const details = document.getElementById(id);
    if (details && !details.querySelector(":scope .problem")) details.open = open || details.open;
  }
  if (around.length && document.activeElement === document.body) {
    const id = around.find((one) => document.getElementById(one));
    const found = document.getElementById(id);
    (found?.matches("a, button") ? found : found?.querySelector("summary"))?.focus();
  }
  const same = intoOptions().find((option) => option.text === into);
  if (same) same.selected = true;
  page.querySelector("[data-conflict]")?.scrollIntoView({ block: "center" });
}

page.addEventListener("htmx:beforeSwap", note);
document.body.addEventListener("htmx:afterSettle", (event) => event.detail.target?.id === "builder" && restore());

document.addEventListener("keydown", (event) => {
  const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  const button = document.getElementById("undo");
  if (!undo || typing || !button) return;
  event.preventDefault();
  button.click();
});
