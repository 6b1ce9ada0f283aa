// Shows times in the reader's zone, written as the server writes them; without script they stand in UTC.
//
// time[data-local-time]           day and time: 12 Oct 2026, 14:05
// time[data-local-time="day"]     12 Oct 2026
// time[data-local-time="time"]    14:05

const parts = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function written(moment, what) {
  const said = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
  const day = `${said.day} ${said.month} ${said.year}`;
  const clock = `${said.hour}:${said.minute}`;
  return { day, time: clock }[what] ?? `${day}, ${clock}`;
}

function localise(root) {
  root.querySelectorAll("time[data-local-time]").forEach((time) => {
    const what = time.dataset.localTime;
    time.removeAttribute("data-local-time");
    time.title = time.textContent;
    time.textContent = written(new Date(time.dateTime), what);
  });
}

localise(document);
document.body.addEventListener("htmx:load", (event) => localise(event.target));
