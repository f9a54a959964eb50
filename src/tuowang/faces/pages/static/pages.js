// What the pages do by themselves: they follow what changes, send a form once, take a dropped file.
"use strict";
(() => {
  const body = document.body;
  const live = document.getElementById("live");
  let source = null, wanted = false, asking = false, last = 0;

  // Parts marked data-live are fetched anew when the company changed, at most once a second, and
  // never under the hands of somebody who is typing in them.
  async function refresh() {
    const parts = [...document.querySelectorAll("[data-live]")];
    if (!parts.length) return;
    if (asking || document.hidden) { wanted = true; return; }
    const wait = last + 1000 - Date.now();
    if (wait > 0) { if (!wanted) { wanted = true; setTimeout(again, wait); } return; }
    asking = true; wanted = false; last = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { "x-live": "1" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts) {
        const other = fresh.getElementById(part.id);
        if (other && !part.contains(document.activeElement) && other.innerHTML !== part.innerHTML)
          part.replaceWith(document.adoptNode(other));
      }
    } catch { /* the stream says that the connector is gone */ } finally { asking = false; }
    if (wanted) again();
  }
  function again() { wanted = false; refresh(); }

  // Browsers allow few connections to one host: a page that nobody sees lets its own go.
  function follow() {
    if (document.hidden) { if (source) source.close(); source = null; return; }
    if (source || !body.dataset.events) return;
    source = new EventSource(body.dataset.events);
    source.addEventListener("hello", () => { live.textContent = ""; if (body.dataset.seen) refresh(); body.dataset.seen = "1"; });
    source.addEventListener("changed", refresh);
    source.addEventListener("error", () => { live.textContent = live.dataset.lost; });
  }
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => { if (source) source.close(); source = null; });
  window.addEventListener("pageshow", follow);
  follow();

  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("button"))
      if (button !== event.submitter) continue; else setTimeout(() => { button.disabled = true; });
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
  });
  for (const input of document.querySelectorAll("input[data-date]"))
    if (!input.value || /^\d{4}-\d\d-\d\d$/.test(input.value)) input.type = "date";
  for (const select of document.querySelectorAll("form.company select"))
    select.addEventListener("change", () => select.form.requestSubmit());

  // A file goes out as it is, one at a time; the answer is a page.
  async function send(form, files) {
    const told = [];
    for (const file of files) {
      const answer = await fetch(form.action, {
        method: "POST", body: file,
        headers: { "content-type": "application/octet-stream", "x-form-token": form.elements.form_token.value,
          "x-file-name": encodeURIComponent(file.name) },
      });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const other = fresh.getElementById("main");
      if (!other) continue;
      document.getElementById("main").replaceWith(document.adoptNode(other));
      const part = other.querySelector("[data-told]");
      if (part) { told.push(...part.childNodes); part.replaceChildren(...told); }
    }
    document.getElementById("main").focus();
    ready();
  }
  function ready() {
    for (const form of document.querySelectorAll("form[data-drop]")) {
      const input = form.querySelector("input[type=file]");
      input.addEventListener("change", () => send(form, input.files));
      form.addEventListener("submit", (event) => { event.preventDefault(); send(form, input.files); });
      form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
      form.addEventListener("dragleave", () => form.classList.remove("over"));
      form.addEventListener("drop", (event) => {
        event.preventDefault(); form.classList.remove("over"); send(form, event.dataTransfer.files);
      });
    }
  }
  ready();
  for (const part of document.querySelectorAll("[data-scan], [data-grid]")) {
    const script = document.createElement("script");
    script.src = part.dataset.scan || part.dataset.grid;
    document.head.append(script);
  }
})();
