// Says when a swap failed, and leaves for the sign-in page when the session has ended.

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
  if (event.detail.xhr.status === 400) event.detail.shouldSwap = true;
});
document.body.addEventListener("htmx:sendError", () => say("No connection. Try again when you are back online."));
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 400) say("The server could not answer. Try again in a moment.");
});
