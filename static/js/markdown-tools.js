// Buttons and keys that put Markdown around what is selected; Ctrl or Cmd with S or Enter saves the form.
//
// [data-markdown-tools="<id>"]   a group of buttons for the text area of this id
// [data-format]                  bold, italic, code, block, list, link

const KEYS = { b: "bold", i: "italic", e: "code", k: "link" };
const AROUND = { bold: "**", italic: "*", code: "`" };

// As if typed, so that the browser's own undo takes it back.
function insert(area, text, from, to) {
  area.focus();
  area.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function surround(area, mark) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const said = value.slice(from, to);
  const before = value.slice(from - mark.length, from);
  if (said && before === mark && value.slice(to, to + mark.length) === mark) {
    insert(area, said, from - mark.length, to + mark.length);
    area.setSelectionRange(from - mark.length, to - mark.length);
    return;
  }
  insert(area, mark + said + mark, from, to);
  area.setSelectionRange(from + mark.length, to + mark.length);
}

function block(area) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const start = from === 0 || value[from - 1] === "\n" ? "```\n" : "\n\n```\n";
  insert(area, `${start}${value.slice(from, to)}\n\`\`\`\n`, from, to);
  area.setSelectionRange(from + start.length, from + start.length + to - from);
}

function list(area) {
  const { selectionEnd: to, value } = area;
  const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const lines = value.slice(from, to).split("\n");
  const start = from === 0 || value.slice(0, from).endsWith("\n\n") ? "" : "\n";
  insert(area, start + lines.map((line) => `- ${line}`).join("\n"), from, to);
}

function link(area) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const said = value.slice(from, to) || "text";
  insert(area, `[${said}](https://)`, from, to);
  const address = from + said.length + 3;
  area.setSelectionRange(address, address + "https://".length);
}

function format(area, what) {
  if (AROUND[what]) surround(area, AROUND[what]);
  else ({ block, list, link })[what](area);
}

document.querySelectorAll("[data-markdown-tools]").forEach((tools) => {
  const area = document.getElementById(tools.dataset.markdownTools);
  tools.addEventListener("click", (event) => {
    const what = event.target.closest("[data-format]")?.dataset.format;
    if (what) format(area, what);
  });
  area.addEventListener("keydown", (event) => {
    const what = KEYS[event.key.toLowerCase()];
    if (!what || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    format(area, what);
  });
});

document.addEventListener("keydown", (event) => {
  const saves = event.key.toLowerCase() === "s" || event.key === "Enter";
  const button = document.querySelector("[data-save]");
  if (!saves || !button || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});
