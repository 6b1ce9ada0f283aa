// Writes the numbers of questions that were found into the fields that name them.

const part = document.querySelector("[data-named-questions]");
const finder = part.querySelector(".finder");

part.addEventListener("click", (event) => {
  const { nameQuestion: number, into } = event.target.closest("[data-name-question]")?.dataset ?? {};
  if (!number) return;
  const field = part.querySelector(`[name="${into}"]`);
  const named = field.value.split(/[\s,;]+/).filter(Boolean);
  if (!named.includes(number)) field.value = [...named, number].join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// What is searched is no part of the plan: typing it checks nothing, and Enter saves nothing.
finder.addEventListener("input", (event) => event.stopPropagation());
finder.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});
