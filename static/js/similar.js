// Looks up similar questions while a stem is typed: for any [data-similar] beside a field "stem".

const WAIT = 600;

function bind(place) {
  const form = place.closest("form") ?? document.querySelector("form:has([name='stem'])");
  const stem = form?.querySelector("[name='stem']");
  if (!stem) return;
  let timer;
  let looked;
  const look = () => {
    const text = stem.value.trim();
    if (text === looked) return;
    looked = text;
    const values = { stem: text, csrfmiddlewaretoken: form.querySelector("[name='csrfmiddlewaretoken']").value };
    if (place.dataset.question) values.question = place.dataset.question;
    htmx.ajax("POST", place.dataset.similar || "/questions/similar/", { source: place, target: place, swap: "innerHTML", values });
  };
  // The answer to what was typed before must not come after the next.
  place.setAttribute("hx-sync", "this:replace");
  place.setAttribute("aria-live", "polite");
  stem.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  if (stem.value.trim()) look();
}

function bindAll() {
  document.querySelectorAll("[data-similar]:not([data-bound])").forEach((place) => {
    place.dataset.bound = "";
    bind(place);
  });
}

bindAll();
document.body.addEventListener("htmx:load", bindAll);
