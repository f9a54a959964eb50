// A QR code from the camera, from a picture or from a text file goes into the field that wants it.
"use strict";
(() => {
  const MOST_PIXELS = 1600;
  let native = null, loading = null;

  function load(address) {
    return loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address; script.onload = done; script.onerror = failed;
      document.head.append(script);
    });
  }
  async function read(canvas, box) {
    if (native === null)
      native = "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")
        ? new BarcodeDetector({ formats: ["qr_code"] }) : false;
    if (native) { const found = await native.detect(canvas); return found.length ? found[0].rawValue : ""; }
    await load(box.dataset.scan.replace("scan.js", "jsqr.js"));
    const { width, height } = canvas;
    const pixels = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height);
    return jsQR(pixels.data, width, height)?.data ?? "";
  }
  function drawn(source, width, height) {
    const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale)); canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
  function ready(box) {
    const said = box.querySelector(".scanned"), video = box.querySelector("video");
    const into = document.getElementById(box.dataset.into);
    let stream = null;
    const many = box.dataset.many, held = new Set();
    // One code fills the field; of many each stands on its line, once.
    const take = (text) => {
      for (const line of many ? text.split(/\s+/) : [text.trim()]) if (line) held.add(line);
      into.value = many ? [...held].join("\n") : text.trim();
      said.textContent = many ? `${held.size} ${many}` : box.dataset.found;
      if (!many) into.focus();
    };
    const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; video.hidden = true; };

    box.querySelector(".camera").addEventListener("click", async () => {
      if (stream) { stop(); return; }
      said.textContent = "";
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch { said.textContent = box.dataset.camera; return; }
      video.srcObject = stream; video.hidden = false; await video.play();
      while (stream) {
        const text = video.videoWidth ? await read(drawn(video, video.videoWidth, video.videoHeight), box).catch(() => "") : "";
        if (text) { take(text); if (!many) { stop(); break; } }
        await new Promise((next) => setTimeout(next, 200));
      }
    });
    box.querySelector("input[type=file]").addEventListener("change", async (event) => {
      said.textContent = "";
      for (const file of event.target.files) {
        try {
          if (file.type.startsWith("text/") || file.name.endsWith(".txt")) { take(await file.slice(0, 100000).text()); continue; }
          const picture = await createImageBitmap(file);
          const text = await read(drawn(picture, picture.width, picture.height), box);
          if (text) take(text); else said.textContent = box.dataset.none;
        } catch { said.textContent = box.dataset.none; }
      }
    });
    window.addEventListener("pagehide", stop);
    box.hidden = false;
  }
  for (const box of document.querySelectorAll("[data-scan]")) ready(box);
})();
