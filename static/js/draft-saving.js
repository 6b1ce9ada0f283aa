// Keeps what is typed: as a draft on the server, and in this browser while the server cannot be reached.
//
// form[data-editor]     data-draft-address: where drafts go; data-draft-key: the name of the browser's copy
// [data-draft-said]     says how it went
// [data-draft-local]    offers the browser's copy when the page is opened

const form = document.querySelector("[data-editor]");
const { draftAddress: address, draftKey: key } = form.dataset;
const said = document.querySelector("[data-draft-said]");
const offer = document.querySelector("[data-draft-local]");
const PAUSE = 1000;
const RETRY = 5000;
const REASONS = { offline: "no connection", login: "you are signed out", refused: "the server refused it" };

const values = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const typed = () => [...values()].filter(([name]) => name !== "csrfmiddlewaretoken").join("\n");
const clock = (moment) => moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
let saved = typed();
let timer;
let sending = Promise.resolve("saved");
let leaving = false;

const isUnsaved = () => !leaving && typed() !== saved;

function keepHere(body) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), body }));
    return true;
  } catch {
    return false;
  }
}

async function send(body) {
  try {
    const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return ["login"];
    return answer.ok ? ["saved", new Date((await answer.json()).saved_at)] : ["refused"];
  } catch {
    return ["offline"];
  }
}

async function saveNow() {
  const [text, body] = [typed(), values()];
  const [how, at] = await send(body);
  if (how === "saved") {
    saved = text;
    localStorage.removeItem(key);
    said.textContent = `Saved ${clock(at)}, as a draft`;
    return how;
  }
  body.delete("csrfmiddlewaretoken");
  const kept = keepHere(body.toString()) ? "Kept in this browser." : "Keep this page open.";
  said.textContent = `Not saved: ${REASONS[how]}. ${kept}`;
  if (how === "offline") later(RETRY);
  return how;
}

// One after another: an older text must not overwrite a newer one, nor come after the question was saved.
function save() {
  clearTimeout(timer);
  sending = sending.then(() => (isUnsaved() ? saveNow() : "saved"));
  return sending;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

form.addEventListener("input", () => later(PAUSE));
addEventListener("online", save);
addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
addEventListener("pagehide", () => {
  if (isUnsaved()) navigator.sendBeacon(address, values());
});

form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  const { submitter } = event;
  if ((await save()) === "offline") return;
  leaving = true;
  form.requestSubmit(submitter);
});
// Back from the next page, the browser may show this one as it was.
addEventListener("pageshow", () => (leaving = false));

function copy() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function close() {
  localStorage.removeItem(key);
  offer.hidden = true;
  [...form.children].forEach((part) => (part.inert = false));
}

function offerCopy({ at, body }) {
  offer.hidden = false;
  offer.querySelector("[data-draft-local-time]").textContent = clock(new Date(at));
  // Writing on would overwrite what is offered.
  [...form.children].forEach((part) => (part.inert = part !== offer));
  offer.querySelector("[data-draft-forget]").addEventListener("click", close);
  offer.querySelector("[data-draft-restore]").addEventListener("click", async () => {
    const restored = new URLSearchParams(body);
    restored.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const [how] = await send(restored);
    if (how !== "saved") return void (said.textContent = `Not restored yet: ${REASONS[how]}.`);
    localStorage.removeItem(key);
    location.assign(`${form.action}?draft=1`);
  });
}

const kept = copy();
if (kept) offerCopy(kept);
