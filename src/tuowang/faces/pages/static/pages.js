// What the pages do by themselves: they follow what changes, send a form once and keep
// it where no answer comes, take a dropped file.
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
      const fresh = parsed(await answer.text());
      for (const part of parts) {
        const other = fresh.getElementById(part.id);
        if (other && !part.contains(document.activeElement) && other.innerHTML !== part.innerHTML)
          part.replaceWith(document.adoptNode(other));
      }
    } catch { /* the stream says that the connector is gone */ } finally { asking = false; }
    if (wanted) again();
  }
  function again() { wanted = false; refresh(); }

  // What takes long is told of on every page.
  async function acts() {
    if (document.querySelector("[data-act]")) refresh();
    const part = document.querySelector("[data-acts]");
    try {
      const fresh = parsed(await (await fetch(part.dataset.acts, { headers: { "x-live": "1" } })).text());
      const other = fresh.getElementById(part.id);
      if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
    } catch { /* the stream says that the connector is gone */ }
  }

  // Browsers allow few connections to one host: a page that nobody sees lets its own go.
  function follow() {
    if (document.hidden) { if (source) source.close(); source = null; return; }
    if (source || !body.dataset.events) return;
    source = new EventSource(body.dataset.events);
    source.addEventListener("hello", () => {
      live.textContent = "";
      for (const box of document.querySelectorAll(".kept[data-lost]")) tell(box.parentElement, live.dataset.again);
      if (body.dataset.seen) refresh();
      body.dataset.seen = "1";
    });
    source.addEventListener("changed", refresh);
    source.addEventListener("acts", acts);
    source.addEventListener("error", () => {
      live.textContent = live.dataset.lost;
      if (source && source.readyState === EventSource.CLOSED) { source = null; setTimeout(follow, 5000); }
    });
  }
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => { if (source) source.close(); source = null; });
  window.addEventListener("pageshow", follow);
  follow();

  // Said at the form itself, which keeps what was typed.
  function tell(form, ...said) {
    let box = form.querySelector(".kept");
    if (!box) {
      box = document.createElement("div");
      box.className = "mistake kept"; box.setAttribute("role", "alert");
      form.prepend(box);
    }
    box.toggleAttribute("data-lost", said[0] === live.dataset.kept);
    box.replaceChildren(...said.map((one) => {
      const line = document.createElement("p");
      line.textContent = one;
      return line;
    }));
    box.scrollIntoView({ block: "nearest" });
  }
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  // A node that was started anew knows other tokens: whether there is a fresh one for this page.
  async function renew() {
    const page = parsed(await (await fetch(location.href)).text());
    const fresh = page.querySelector("[name=form_token]")?.value;
    const held = [...document.querySelectorAll("[name=form_token]")];
    if (!fresh || held.every((one) => one.value === fresh)) return false;
    for (const one of held) one.value = fresh;
    return true;
  }

  // A form with a number of its own is sent by this script, so that it is still there where no
  // answer comes: it may be sent again, and is done once.
  const OWN = "form[method=post]:has([name=once]):not([data-file]), form[data-grid]";
  async function post(form, button) {
    const once = () => fetch(form.getAttribute("action"),
      { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    let answer = await once();
    if (answer.status === 403 && await renew()) answer = await once();
    const text = await answer.text();
    const told = [...parsed(text).querySelectorAll("main [role=alert] p:not([data-back])")];
    if (answer.status >= 500 && told.length) { tell(form, ...told.map((one) => one.textContent)); return; }
    if (source) source.close();
    source = null;
    history.replaceState({ form: true }, "");
    history.pushState({ form: true }, "", answer.redirected ? answer.url : location.href);
    document.open(); document.write(text); document.close();
    document.getElementById("main")?.focus();
  }
  window.addEventListener("popstate", (event) => { if (event.state?.form) location.reload(); });

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (!form.matches(OWN)) {
      if (button) setTimeout(() => { button.disabled = true; });
      return;
    }
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
    try { await post(form, button); } catch { tell(form, live.dataset.kept); }
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
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
      const once = () => fetch(form.getAttribute("action"), {
        method: "POST", body: file,
        headers: { "content-type": "application/octet-stream", "x-form-token": form.elements.form_token.value,
          "x-file-name": encodeURIComponent(file.name) },
      });
      let answer;
      try {
        answer = await once();
        if (answer.status === 403 && await renew()) answer = await once();
      } catch { tell(form, live.dataset.kept); return; }
      const fresh = parsed(await answer.text());
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
