// SPDX-License-Identifier: BSL-1.0
// dom.js -- the few steps in which this page changes itself
//
// Whatever the server sends becomes text, never markup: there is no innerHTML here or elsewhere. What has not
// changed is not touched, so that nothing flickers, and selections and the focus stay where they are.

export const find = (id) => document.getElementById(id);

/** make("li", "done", "Buy milk", child, ...) is an element of that class; texts and elements go into it. */
export function make(tag, classes = "", ...content) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...content);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The same for texts that may be too long for their place: the whole one is shown below the pointer. */
export function setName(element, text) {
  if (element.textContent === text) return;
  element.textContent = text;
  element.title = text;
}

export function setClass(element, classes) {
  if (element.className !== classes) element.className = classes;
}

/** Says something below a form; what is wrong is red. */
export function say(element, text, wrong = false) {
  element.classList.toggle("wrong", wrong);
  setText(element, text);
}

/**
 * Shows one row for each item. Rows of the last call are used again: makeRow() gives an element, and
 * fill(element, item) changes what differs. Without items, `empty` stays what the markup had there.
 */
export function showRows(list, items, makeRow, fill) {
  list.emptyRow ??= list.querySelector(".empty")?.closest("li, tr");
  if (items.length === 0) {
    const shown = list.emptyRow ? [list.emptyRow] : [];
    if (shown.length !== list.children.length || shown[0] !== list.children[0]) list.replaceChildren(...shown);
    return;
  }
  for (const old of list.querySelectorAll(".empty")) old.closest("li, tr").remove();
  while (list.children.length > items.length) list.lastElementChild.remove();
  while (list.children.length < items.length) list.append(makeRow());
  items.forEach((item, i) => fill(list.children[i], item));
}

const whole = new Intl.NumberFormat("en");
export const count = (n) => whole.format(n);
export const percent = (ratio) => `${(100 * ratio).toFixed(1)} %`;

/** 0.0123 is "0.012", 2.345 is "2.35", 123.4 is "123": three digits that mean something. */
export function digits(ms) {
  if (ms >= 100) return ms.toFixed(0);
  if (ms >= 10) return ms.toFixed(1);
  return ms.toFixed(ms >= 1 ? 2 : 3);
}

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  return n < 1024 * 1024 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
}
