// A file dropped anywhere on the page goes into the form's file field; a long pasted text becomes a file.
//
// [data-drop-form]   the form: a file field, a text area
// [data-drop-zone]   is highlighted while a file is over the page
// [data-drop-name]   says what was dropped or chosen
// [data-drop-send]   the button that sends it

// More than this may be too much for a form's field.
const LONG = 300_000;

const form = document.querySelector("[data-drop-form]");
const zone = form.querySelector("[data-drop-zone]");
const field = form.querySelector("input[type=file]");
const text = form.querySelector("textarea");
const name = form.querySelector("[data-drop-name]");

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

function say() {
  const file = field.files[0];
  name.textContent = file ? `${file.name}, ${Math.ceil(file.size / 1024).toLocaleString()} kB` : "";
}

function take(files) {
  const held = new DataTransfer();
  held.items.add(files[0]);
  field.files = held.files;
}

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  zone.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) zone.classList.remove("is-over");
});
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  take(event.dataTransfer.files);
  say();
  form.querySelector("[data-drop-send]").focus();
});
field.addEventListener("change", say);
form.addEventListener("submit", () => {
  if (field.files.length || text.value.length < LONG) return;
  take([new File([text.value], "pasted.txt", { type: "text/plain" })]);
  text.value = "";
});
