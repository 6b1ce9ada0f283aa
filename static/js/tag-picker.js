// Skills and roles found or created while typing; without script they are boxes to tick and a text field.
//
// [data-tag-picker="<noun>"]   holds [data-tag-find], the boxes, [data-tag-create] and the field of new names

const key = (name) => name.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");

function bind(picker) {
  const find = picker.querySelector("[data-tag-find]");
  const boxes = picker.querySelector("[data-tag-boxes] > div");
  const create = picker.querySelector("[data-tag-create]");
  const names = picker.querySelector("[data-tag-new] textarea");
  const said = picker.querySelector("[data-tag-said]");
  const items = () => [...boxes.children];
  const nameOf = (item) => key(item.textContent);
  const boxOf = (item) => item.querySelector("input");

  function ticked(item, on) {
    const box = boxOf(item);
    box.checked = on;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    const typed = key(find.value);
    const found = items().filter((item) => nameOf(item).includes(typed));
    items().forEach((item) => (item.hidden = !found.includes(item)));
    create.hidden = !typed || found.some((item) => nameOf(item) === typed);
    create.textContent = `Create “${find.value.trim()}”`;
    said.textContent = typed ? `${found.length} found.` : "";
    return found;
  }

  function writeNames() {
    const fresh = items().filter((item) => item.dataset.fresh && boxOf(item).checked);
    names.value = fresh.map((item) => item.dataset.fresh).join("\n");
    names.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function added(name) {
    const item = document.createElement("div");
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    item.dataset.fresh = name;
    label.append(box, ` ${name} `, Object.assign(document.createElement("span"), { className: "hint", textContent: "new" }));
    item.append(label);
    box.addEventListener("change", writeNames);
    boxes.prepend(item);
  }

  function done(text) {
    find.value = "";
    show();
    said.textContent = text;
    find.focus();
  }

  function createTyped() {
    const name = find.value.trim().replace(/\s+/g, " ");
    added(name);
    writeNames();
    done(`${name} is created when you save.`);
  }

  find.addEventListener("input", show);
  create.addEventListener("click", createTyped);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!key(find.value)) return;
    const found = show();
    const item = found.find((one) => nameOf(one) === key(find.value)) ?? found[0];
    if (!item) return createTyped();
    ticked(item, !boxOf(item).checked);
    done(`${item.textContent.trim()} ${boxOf(item).checked ? "chosen" : "not chosen"}.`);
  });
  names.value.split("\n").map((name) => name.trim()).filter(Boolean).forEach(added);
  boxes.prepend(...items().filter((item) => boxOf(item).checked));
}

document.querySelectorAll("[data-tag-picker]").forEach(bind);
