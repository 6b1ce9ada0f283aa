// Shows times in the reader's zone; without script they stand in UTC.

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function localise(root) {
  root.querySelectorAll("time[data-local-time]").forEach((time) => {
    time.removeAttribute("data-local-time");
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
  });
}

localise(document);
document.body.addEventListener("htmx:load", (event) => localise(event.target));
