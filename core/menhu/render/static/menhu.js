"use strict";

for (const button of document.querySelectorAll("[data-print][hidden]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const reopen = (event) => {
  const item = event.currentTarget;
  if (event.type === "focusout" && item.contains(event.relatedTarget)) return;
  delete item.dataset.closed;
};

for (const item of document.querySelectorAll(".menu-item.has-sub")) {
  item.addEventListener("mouseleave", reopen);
  item.addEventListener("focusout", reopen);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const item of document.querySelectorAll(".menu-item.has-sub:is(:hover, :focus-within)")) {
    item.dataset.closed = "";
  }
  for (const menu of document.querySelectorAll(".sub-toggle[open], .menu-toggle[open]")) {
    const inside = menu.parentElement.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
