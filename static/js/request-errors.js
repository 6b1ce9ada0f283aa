// Says when a swap failed, and leaves for the sign-in page when the session has ended.

// Answers that say themselves what is wrong: what was typed, or what someone else changed meanwhile.
const ANSWERED = [400, 409];
const toast = document.querySelector("[data-toast]");
let timer;

function say(text) {
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (toast.hidden = true), 8000);
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const address = new URL(event.detail.xhr.responseURL || location.href, location.href);
  if (address.pathname.startsWith("/accounts/login/")) {
    event.detail.shouldSwap = false;
    location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  if (!ANSWERED.includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.body.addEventListener("htmx:sendError", () => say("No connection. Try again when you are back online."));
document.body.addEventListener("htmx:responseError", () => say("The server could not answer. Try again in a moment."));
