// Single-key shortcuts: which key was pressed, unless someone types, holds a modifier, or has switched them off.

const KEY = "shortcuts";

export function enabled() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function setEnabled(on) {
  localStorage.setItem(KEY, on ? "on" : "off");
}

function typing(target) {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

export function onKey(handler) {
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (modified || event.defaultPrevented || typing(event.target)) return;
    if (!enabled() || document.querySelector("dialog[open]")) return;
    if (handler(event.key) === true) event.preventDefault();
  });
}
