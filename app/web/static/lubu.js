// Progress that follows the work, files that can be dropped, tables that can be searched. Every page works without.
"use strict";

for (const area of document.querySelectorAll("[data-progress]")) {
  const bar = area.querySelector("progress");
  const text = area.querySelector("[data-progress-text]");
  const ask = async () => {
    let answer;
    try {
      answer = await fetch(area.dataset.progress, { headers: { Accept: "application/json" } });
    } catch {
      return setTimeout(ask, 3000); // the connection comes and goes: the work does not
    }
    if (answer.status === 429 || answer.status >= 500) return setTimeout(ask, 5000);
    if (!answer.ok) return location.reload(); // signed out meanwhile
    const state = await answer.json();
    if (state.total) {
      bar.max = state.total;
      bar.value = state.done;
    }
    text.textContent = state.text;
    if (state.finished) location.reload();
    else setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}

for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  const trouble = drop.querySelector(".drop-trouble");
  const check = () => {
    const large = [...input.files].some((file) => file.size > Number(drop.dataset.limit));
    trouble.hidden = !large;
    trouble.textContent = large ? drop.dataset.tooLarge : "";
    input.setCustomValidity(large ? drop.dataset.tooLarge : "");
  };
  const over = (on) => (event) => {
    event.preventDefault();
    drop.classList.toggle("is-over", on);
  };
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      check();
    }
  });
  input.addEventListener("change", check);
}

for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = document.querySelectorAll(`${box.dataset.filter} tbody tr`);
  const told = document.querySelector(box.dataset.told);
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      shown += !row.hidden;
    }
    if (told) told.textContent = box.value.trim() ? `${shown} / ${rows.length}` : "";
  });
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    setTimeout(() => { button.disabled = true; button.textContent = form.dataset.busy; });
  });
}
