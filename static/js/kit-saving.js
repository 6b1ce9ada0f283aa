// Changes of a kit reach the server one after another, each with the revision that the last one left.
//
// [data-kit-changes]    what holds the kit's forms: one that is sent while another is being saved waits,
//                       and is then sent from the page as the answer left it
// form[data-autosave]   saved when its fields are left; before any other change, too
// #kit-state            says how it went

const FIELDS = "form[data-autosave] :is(input:not([type=hidden]), textarea)";
const OWN = new Set(["csrfmiddlewaretoken", "revision"]);
const ANSWERED = [200, 400, 409];
const waiting = [];
let saving = null;
let sent = new Map();

const isUnsaved = (field) => field.value !== field.defaultValue;
const unsaved = () => [...document.querySelectorAll(FIELDS)].filter(isUnsaved);

function say(text) {
  const state = document.getElementById("kit-state");
  if (state) state.textContent = text;
}

function remember(form, button) {
  const values = [...new FormData(form)].filter(([name]) => !OWN.has(name));
  return { form: form.id, button: button?.id, values };
}

function repeat({ address, form: id, button, values }) {
  if (address) return location.assign(address);
  const form = document.getElementById(id);
  if (!form || (button && !document.getElementById(button))) return next();
  if (button) return document.getElementById(button).click();
  for (const [name, value] of values) {
    const field = form.elements[name];
    if (field instanceof HTMLElement) field.value = value;
  }
  form.requestSubmit();
}

function next() {
  if (!saving && waiting.length) repeat(waiting.shift());
}

// Lets something wait for what is being saved, or still has to be.
function postpone(event, later, own) {
  const first = unsaved()[0]?.form;
  if (!saving && (!first || first === own)) return;
  event.preventDefault();
  waiting.push(later());
  if (!saving && !first.reportValidity()) waiting.length = 0;
  else if (!saving) first.requestSubmit();
}

const isChange = (form) => form.closest("[data-kit-changes]") !== null;

document.body.addEventListener("htmx:confirm", (event) => {
  const { elt, verb, triggeringEvent } = event.detail;
  if (verb === "post" && isChange(elt)) postpone(event, () => remember(elt, triggeringEvent?.submitter), elt);
});

// What leaves the page: freezing, and links.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "post" && !form.hasAttribute("hx-post") && isChange(form)) {
    postpone(event, () => remember(form, event.submitter));
  }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]:not([hx-get])");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (link && plain && !link.hash) postpone(event, () => ({ address: link.href }));
});
addEventListener("beforeunload", (event) => {
  if (unsaved().length) event.preventDefault();
});

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig, xhr } = event.detail;
  if (requestConfig.verb !== "post" || !isChange(elt)) return;
  saving = xhr;
  sent = new Map(unsaved().filter((field) => field.form === elt).map((field) => [field.id, field.value]));
  say("Saving…");
});

// What is being typed while an answer arrives stays, and is not yet saved.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr !== saving) return;
  const typed = unsaved().filter((field) => sent.get(field.id) !== field.value);
  const kept = typed.map((field) => [field.id, field.value]);
  const put = ([id, value]) => document.getElementById(id) && (document.getElementById(id).value = value);
  document.body.addEventListener("htmx:afterSwap", () => kept.forEach(put), { once: true });
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  if (xhr !== saving) return;
  saving = null;
  if (!ANSWERED.includes(xhr.status)) say("Not saved.");
  if (xhr.status !== 200) waiting.length = 0;
  setTimeout(next);
});

document.body.addEventListener("focusout", ({ target: field }) => {
  if (!field.matches?.(FIELDS) || !isUnsaved(field)) return;
  // The press that took the focus goes first, and takes this along.
  setTimeout(() => field.isConnected && isUnsaved(field) && !saving && field.form.requestSubmit(), 150);
});
