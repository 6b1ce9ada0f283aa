// Shows times in the reader's zone; without script they stand in UTC.

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

function localise(root) {
  root.querySelectorAll("time[data-local-time]").forEach((time) => {
    const format = time.dataset.localTime === "time" ? clock : full;
    time.removeAttribute("data-local-time");
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
  });
}

localise(document);
document.body.addEventListener("htmx:load", (event) => localise(event.target));
