// The plan grid: keys, a block pasted or copied, undo and redo. Without it the cells are a form.
"use strict";
(() => {
  const form = document.querySelector("[data-grid]");
  const told = form.querySelector("[data-grid-told]");
  const done = [], undone = [];

  // One step is all the cells that one act changed, each with what it held before and after.
  function keep(step) {
    const real = step.filter((one) => one.before !== one.after);
    if (!real.length) return;
    done.push(real); undone.length = 0;
    put(real, "after");
  }
  function put(step, which) {
    for (const one of step) { one.cell.value = one[which]; one.cell.dataset.held = one[which]; }
    mark();
  }
  function mark(more = "") {
    let count = 0;
    for (const cell of form.querySelectorAll("input[data-was]")) {
      const edited = cell.value !== cell.dataset.was;
      cell.parentElement.classList.toggle("edited", edited);
      count += edited;
    }
    told.textContent = [`${form.dataset.count} ${count}`, more].filter(Boolean).join(" · ");
  }
  function commit(cell) {
    if (cell.value !== cell.dataset.held)
      keep([{ cell, before: cell.dataset.held, after: cell.value }]);
  }
  function back(from, to, which) {
    const step = from.pop();
    if (!step) return;
    to.push(step); put(step, which); step[0].cell.focus();
  }

  function grid(table) {
    const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input[data-was]")]);
    let anchor = null, typing = false;
    const place = (cell) => {
      const row = rows.findIndex((one) => one.includes(cell));
      return [row, rows[row].indexOf(cell)];
    };
    function block() {
      const [r, c] = place(document.activeElement), [s, d] = anchor || [r, c];
      return rows.slice(Math.min(r, s), Math.max(r, s) + 1)
        .map((row) => row.slice(Math.min(c, d), Math.max(c, d) + 1));
    }
    function show() {
      const chosen = anchor ? block().flat() : [];
      for (const cell of rows.flat())
        if (chosen.includes(cell)) cell.parentElement.setAttribute("aria-selected", "true");
        else cell.parentElement.removeAttribute("aria-selected");
    }
    function go(cell, down, right, wider) {
      const [row, column] = place(cell);
      const next = rows[row + down]?.[column + right];
      if (!next) return;
      anchor = wider ? anchor || [row, column] : null;
      commit(cell); next.focus(); next.select(); show();
    }
    const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

    table.addEventListener("keydown", (event) => {
      const cell = event.target, control = event.ctrlKey || event.metaKey;
      if (!cell.dataset || cell.dataset.was === undefined || event.isComposing) return;
      const letter = event.key.toLowerCase();
      if (control && (letter === "z" || letter === "y")) {
        event.preventDefault(); commit(cell);
        if (letter === "y" || event.shiftKey) back(undone, done, "after");
        else back(done, undone, "before");
      } else if (event.key === "Escape") {
        cell.value = cell.dataset.held; typing = false; anchor = null; cell.select(); show(); mark();
      } else if (event.key === "F2") {
        event.preventDefault(); typing = true; cell.setSelectionRange(cell.value.length, cell.value.length);
      } else if (event.key === "Enter" && !control) {
        event.preventDefault(); typing = false; commit(cell); go(cell, event.shiftKey ? -1 : 1, 0);
      } else if (MOVES[event.key] && !control && !event.altKey) {
        const [down, right] = MOVES[event.key];
        if (typing && right) return;
        event.preventDefault(); typing = false; go(cell, down, right, event.shiftKey);
      }
    });
    table.addEventListener("input", (event) => { if (!event.inputType.startsWith("history")) mark(); });
    table.addEventListener("focusin", (event) => { typing = false; if (event.target.select) event.target.select(); });
    table.addEventListener("pointerdown", () => { anchor = null; setTimeout(show); });
    table.addEventListener("dblclick", () => { typing = true; });
    table.addEventListener("change", (event) => commit(event.target));
    table.addEventListener("copy", (event) => {
      if (!anchor) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain",
        block().map((row) => row.map((cell) => cell.value).join("\t")).join("\n"));
    });
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\r\n]/.test(text)) return;
      event.preventDefault();
      const given = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      const [row, column] = place(anchor ? block()[0][0] : event.target), step = [], outside = [];
      given.forEach((line, down) => line.forEach((value, right) => {
        const cell = rows[row + down]?.[column + right];
        const plain = value.trim().replace(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/,
          (_, y, m, d) => `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`);
        if (cell) step.push({ cell, before: cell.dataset.held, after: plain });
        else if (outside.length < 5) outside.push(`${row + down + 1}/${column + right + 1}`);
      }));
      keep(step);
      mark(outside.length ? `${form.dataset.outside} ${outside.join(", ")}` : "");
    });
  }

  for (const cell of form.querySelectorAll("input[data-was]")) cell.dataset.held = cell.value;
  for (const table of form.querySelectorAll("table[role=grid]")) grid(table);
  form.dataset.ready = "1";
})();
