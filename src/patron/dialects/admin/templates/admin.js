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

  // Choices that are sent as soon as they are made with a pointer. Somebody with a keyboard comes past other choices on
  // the way to the one that is meant: those are sent by Enter, or with the button.
  for (const select of document.querySelectorAll("select[data-send]")) {
    let byKey = false;
    select.addEventListener("keydown", (event) => {
      byKey = event.key !== "Tab";
      if (event.key === "Enter") select.form.requestSubmit();
    });
    select.addEventListener("pointerdown", () => { byKey = false; });
    select.addEventListener("change", () => {
      if (byKey) select.form.classList.add("chosen");
      else select.form.requestSubmit();
    });
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
    if (isTyping(event.target) && !(event.target === search && event.key.startsWith("Arrow"))) return;
    const here = links.indexOf(document.activeElement);
    const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
    const next = there === -1 && here === 0 ? search : links[there];
    if (!next) return;
    event.preventDefault();
    next.focus();
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

  // Secrets that are shown once, for the clipboard.
  for (const button of document.querySelectorAll("[data-copy]")) {
    const secrets = button.closest("section").querySelectorAll(".secret, .secrets li");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy([...secrets].map((secret) => secret.textContent.trim()).join("\n"));
      button.textContent = "Copied";
    });
  }

  // Browsers have a clipboard behind https and on this machine alone; everywhere else there is the old way.
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "hidden";
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }

  // A form with changes is not left by accident.
  for (const form of document.querySelectorAll("form[data-careful]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  // An open menu closes when something else is clicked or gets the focus.
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    });
  }
})();
