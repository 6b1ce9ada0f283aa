// What the server says of one field reaches the field itself, for those who hear it instead of seeing it.

document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches?.("[data-errors]")) return;
  const errors = target.querySelector(".errorlist");
  const control = target.parentElement.querySelector("input:not([type=hidden], [type=checkbox]), select, textarea");
  if (!control) return;
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("_error"));
  const told = errors?.id ? [...others, errors.id] : others;
  if (errors) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  if (told.length) control.setAttribute("aria-describedby", told.join(" "));
  else control.removeAttribute("aria-describedby");
});
