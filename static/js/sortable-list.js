// Lists whose items are dragged, or moved by Alt and the arrow keys; a move posts the item's own form.
//
// [data-sortable="<id>"]        a list; items go to any list with the same data-sortable-group
// [data-sortable-item="<id>"]   a child of the list that can be moved
// [data-sortable-handle]        what it is dragged by, hidden without this script; no button: Firefox drags none
// form[data-move-form]          in the item, with inputs "section" (a list's id) and "position" (from 1)

import Sortable from "../vendor/sortablejs/sortable.esm.js";

const ITEM = "[data-sortable-item]";
const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const putBack = new WeakMap();

function itemsOf(list) {
  return [...list.children].filter((child) => child.matches(ITEM));
}

function place(item, list, index) {
  const others = itemsOf(list).filter((other) => other !== item);
  if (index < others.length) others[index].before(item);
  else if (others.length) others.at(-1).after(item);
  else list.append(item);
}

function save(item, from, oldIndex) {
  const list = item.closest("[data-sortable]");
  const index = itemsOf(list).indexOf(item);
  const detail = { item: item.dataset.sortableItem, list: list.dataset.sortable, index };
  item.dispatchEvent(new CustomEvent("sortable:moved", { bubbles: true, detail }));
  const form = item.querySelector("[data-move-form]");
  if (!form) return;
  form.querySelector('input[name="section"]').value = detail.list;
  form.querySelector('input[name="position"]').value = index + 1;
  putBack.set(form, () => place(item, from, oldIndex));
  form.requestSubmit();
}

function groupOf(list) {
  const name = list.dataset.sortableGroup;
  return name ? [...document.querySelectorAll(`[data-sortable-group="${CSS.escape(name)}"]`)] : [list];
}

// Beyond an end of its list an item goes on to the next list of the group.
function destination(list, index, by) {
  if (index + by >= 0 && index + by < itemsOf(list).length) return [list, index + by];
  const lists = groupOf(list);
  const next = lists[lists.indexOf(list) + by];
  return next ? [next, by > 0 ? 0 : itemsOf(next).length] : [];
}

function onKeydown(event) {
  const by = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && STEPS[event.key];
  const item = event.target.closest(ITEM);
  const from = item?.closest("[data-sortable]");
  if (!by || !from || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  const index = itemsOf(from).indexOf(item);
  const [list, newIndex] = destination(from, index, by);
  if (!list) return;
  place(item, list, newIndex);
  event.target.focus();
  save(item, from, index);
}

function bind(list) {
  Sortable.create(list, {
    animation: calm.matches ? 0 : 150,
    // A finger that rests drags; one that moves at once scrolls.
    delay: 150,
    delayOnTouchOnly: true,
    touchStartThreshold: 5,
    draggable: ITEM,
    group: list.dataset.sortableGroup,
    handle: "[data-sortable-handle]",
    onEnd({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
      if (from !== to || oldDraggableIndex !== newDraggableIndex) save(item, from, oldDraggableIndex);
    },
  });
}

function bindAll() {
  document.querySelectorAll("[data-sortable]").forEach((list) => Sortable.get(list) || bind(list));
  document.querySelectorAll("[data-sortable] [data-sortable-handle]").forEach((handle) => (handle.hidden = false));
}

bindAll();
document.addEventListener("keydown", onKeydown);
document.body.addEventListener("htmx:load", bindAll);
document.body.addEventListener("htmx:beforeCleanupElement", (event) => Sortable.get(event.target)?.destroy());
["htmx:responseError", "htmx:sendError"].forEach((failure) => {
  document.body.addEventListener(failure, (event) => putBack.get(event.detail.elt)?.());
});
