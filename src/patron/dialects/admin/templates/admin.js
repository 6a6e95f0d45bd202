"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  // Times in the viewer's zone; the page says UTC.
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.title = time.textContent;
    time.textContent = format.format(moment);
  }

  // Choices that are sent as soon as they are made.
  for (const select of document.querySelectorAll("select[data-send]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  const search = document.querySelector("[data-search]");
  const links = [...document.querySelectorAll("[data-rows] a.row")];
  const isTyping = (target) => target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && search && !isTyping(event.target)) {
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      } else if (event.target === search) {
        search.blur();
      }
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!links.length || (isTyping(event.target) && event.target !== search)) return;
    const here = links.indexOf(document.activeElement);
    const there = event.key === "ArrowDown" ? here + 1 : here - 1;
    if (there < 0) {
      if (here === 0 && search) search.focus();
      else return;
    } else if (there < links.length) {
      links[there].focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  // Several at once: shown when somebody is chosen.
  const bulk = document.querySelector("[data-bulk]");
  if (bulk) {
    const all = document.querySelector("[data-all]");
    const boxes = [...document.querySelectorAll("td.tick input")];
    const told = bulk.querySelector("[data-chosen]");
    const show = () => {
      const count = boxes.filter((box) => box.checked).length;
      bulk.classList.toggle("open", count > 0);
      told.textContent = `${count} chosen:`;
      all.checked = count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
    };
    all.hidden = false;
    all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
    for (const box of boxes) box.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  }

  // What is wrong with a form is read first.
  document.querySelector("[data-faults]")?.focus();

  // A form with changes is not left by accident.
  for (const form of document.querySelectorAll("form[data-careful]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  // An open menu closes when something else is clicked.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
