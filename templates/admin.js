// Comfort for the Admin Center; every page works without it.
"use strict";

// A button that copies what stands in the field above it.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
  });
}

// An identifier made of the name, until someone writes one.
for (const field of document.querySelectorAll("input[data-proposed-from]")) {
  const name = document.getElementById(field.dataset.proposedFrom);
  let own = field.value !== "";
  field.addEventListener("input", () => { own = field.value !== ""; });
  name.addEventListener("input", () => {
    if (own) return;
    const plain = name.value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    field.value = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 64);
  });
}

// A row's menu closes by Escape, and when somebody goes on elsewhere.
const menus = document.querySelectorAll(".row-menu");
document.addEventListener("click", event => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
