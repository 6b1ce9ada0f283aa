// The builder's page: undo by Ctrl+Z, and after each swap what was open is open, what had focus has it,
// and what was pressed stands where it stood.

const page = document.querySelector("[data-kit-changes]");
const bar = page.querySelector(".builder-bar");
const CONTROLS = "a[id], button[id], summary";
let opened = new Map();
let around = [];
let place = -1;
let tops = new Map();
let into = "";

const intoOptions = () => [...document.getElementById("add-into").options];
const slots = () => [...page.querySelectorAll(".slot")];
const topOf = (element) => element.getBoundingClientRect().top;

function isSeen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= bar.getBoundingClientRect().bottom && bottom <= innerHeight;
}

function reach(element) {
  return element.id ? element : element.closest("[id]");
}

function note({ detail }) {
  opened = new Map([...page.querySelectorAll("details[id]")].map((details) => [details.id, details.open]));
  into = intoOptions().find((option) => option.selected)?.text;
  // Safari gives a button that is pressed no focus.
  const pressed = detail.requestConfig.triggeringEvent?.submitter ?? document.activeElement;
  const controls = [...page.querySelectorAll(CONTROLS)];
  const at = controls.indexOf(pressed);
  around = at < 0 ? [] : [...controls.slice(at + 1), ...controls.slice(0, at).reverse()].map((one) => reach(one).id);
  place = slots().indexOf(pressed.closest(".slot"));
  tops = new Map([pressed, ...controls].filter((one) => one.id && isSeen(one)).map((one) => [one.id, topOf(one)]));
}

// Browsers hold on to what is below the builder while its parts are gone: the page would jump there.
function stay() {
  const id = [...tops.keys()].find((one) => document.getElementById(one));
  if (id) scrollBy(0, topOf(document.getElementById(id)) - tops.get(id));
}

// htmx gives the focus back by id; where that control is gone, what took its place gets it, or the next one.
function refocus() {
  if (document.activeElement !== document.body) return;
  const next = document.getElementById(around.find((one) => document.getElementById(one)));
  const control = next?.matches("a, button") ? next : next?.querySelector("summary");
  const found = place < 0 ? control : (slots()[place]?.querySelector(".slot-stem") ?? control);
  found?.focus({ preventScroll: true });
  if (found && !isSeen(found)) found.scrollIntoView({ block: "nearest" });
}

function restore() {
  for (const [id, open] of opened) {
    const details = document.getElementById(id);
    if (details && !details.querySelector(":scope .problem")) details.open = open || details.open;
  }
  const same = intoOptions().find((option) => option.text === into);
  if (same) same.selected = true;
  stay();
  refocus();
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
