"use strict";
/* Small comforts; every page works without them. */

// After an error the summary gets the focus, so that it is read out at once.
document.querySelector("[data-focus-first]")?.focus();

// A filter chosen with a mouse or a finger applies at once. With the keyboard nothing moves
// under one's hands: the form's button sends the choices.
let byPointer = false;
document.addEventListener("pointerdown", () => { byPointer = true; }, true);
document.addEventListener("keydown", () => { byPointer = false; }, true);
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form && byPointer && event.target.matches("[type=checkbox], [type=radio]")) form.requestSubmit();
});

// A second click does not send a form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});

// Printing shows what is folded away.
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.dataset.printed = "1";
    details.open = true;
  }
});
window.addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("details[data-printed]")) {
    details.open = false;
    delete details.dataset.printed;
  }
});

// In the matrix the arrow keys move between filled cells; Tab goes on through links as ever.
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("table[data-matrix] td");
  const step = STEPS[event.key];
  if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...cell.closest("table").rows];
  let row = rows.indexOf(cell.parentElement) + step[0];
  let column = cell.cellIndex + step[1];
  while (rows[row]?.cells[column]) {
    const link = rows[row].cells[column].querySelector("a");
    if (link) {
      event.preventDefault();
      link.focus();
      return;
    }
    row += step[0];
    column += step[1];
  }
});
