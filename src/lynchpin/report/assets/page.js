// The page's own script: theme, element cards, saving and exploring charts, the causal map. Everything can be read without it.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  all("[hidden].scripted, .theme[hidden]").forEach((node) => { node.hidden = false; });

  // Theme: the system's until the reader chooses one.
  const theme = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", `Show in ${isDark() ? "light" : "dark"} colours`); };
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); redraw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { label(); redraw(); });
  label();

  // Colours: charts use the names of the page.
  const names = read("colours");
  const value = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const paint = (text) => text.replace(/#[0-9a-f]{6}\b/g, (hex) => (names[hex] ? value(names[hex]) : hex));

  // Cards.
  const dialog = document.getElementById("card");
  function openCard(id) {
    const card = document.getElementById(id);
    if (!card) return false;
    const copy = card.cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelector("h4").id = "card-title";
    dialog.querySelector(".inside").replaceChildren(copy);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    return true;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      const id = decodeURIComponent(link.getAttribute("href").slice(1));
      if (id.startsWith("el-") && openCard(id)) { event.preventDefault(); pinned = id.slice(3); choose(pinned); return; }
      if (dialog.open) dialog.close();
      for (let folded = document.getElementById(id)?.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    }
    if (event.target === dialog) dialog.close();
  });

  // Charts: save the picture, or redraw it with Vega to explore.
  const specs = read("specs");
  const shown = (figure) => all(".plot > div > svg", figure).find((svg) => svg.getClientRects().length) || figure.querySelector(".live-chart svg");
  function picture(figure) {
    const svg = shown(figure);
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const title = figure.querySelector("figcaption").textContent;
    const lines = [];
    for (const word of title.split(" ")) {
      const last = lines[lines.length - 1];
      if (last !== undefined && (last.length + word.length) * 8 < width) lines[lines.length - 1] = `${last} ${word}`; else lines.push(word);
    }
    const head = 14 + 20 * lines.length;
    const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const heading = lines.map((line, k) => `<text x="12" y="${24 + 20 * k}" font-size="15" font-weight="600" fill="${value("ink")}">${safe(line)}</text>`).join("");
    const inside = new XMLSerializer().serializeToString(svg).replace(/var\(--([a-z0-9-]+)\)/g, (_, name) => value(name)).replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "");
    const text = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width + 24}" height="${height + head + 12}" font-family="Helvetica, Arial, sans-serif"><rect width="100%" height="100%" fill="${value("paper")}"/>${heading}<g transform="translate(12,${head})">${inside}</g></svg>`;
    return { text, width: width + 24, height: height + head + 12 };
  }
  function save(name, href) {
    const link = document.createElement("a");
    link.download = name;
    link.href = href;
    link.click();
  }
  function savePng(name, drawn) {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = drawn.width * 2;
      canvas.height = drawn.height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      save(`${name}.png`, canvas.toDataURL("image/png"));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.text)}`;
  }
  function loadVega() {
    if (!window.vegaEmbed) {
      const script = document.createElement("script");
      script.textContent = document.getElementById("vega").textContent;
      document.head.append(script);
    }
    return window.vegaEmbed;
  }
  async function explore(figure) {
    const plot = figure.querySelector(".plot");
    const old = plot.querySelector(".live-chart");
    if (old) { old.remove(); plot.classList.remove("live"); return; }
    const narrow = matchMedia("(max-width: 40rem)").matches;
    const live = document.createElement("div");
    live.className = "live-chart";
    plot.append(live);
    const spec = JSON.parse(paint(JSON.stringify(specs[figure.dataset.name][narrow ? "narrow" : "wide"])));
    await loadVega()(live, spec, { actions: false, ast: true, renderer: "svg" });
    plot.classList.add("live");
  }
  function redraw() {
    all(".plot.live").forEach(async (plot) => { const figure = plot.closest("figure"); await explore(figure); await explore(figure); });
  }
  all("figure.chart").forEach((figure) => {
    figure.addEventListener("click", (event) => {
      const what = event.target.dataset?.do;
      const name = figure.dataset.name;
      if (what === "explore") explore(figure).then(() => { event.target.textContent = figure.querySelector(".plot.live") ? "Static" : "Explore"; });
      if (what === "svg") save(`${name}.svg`, URL.createObjectURL(new Blob([picture(figure).text], { type: "image/svg+xml" })));
      if (what === "png") savePng(name, picture(figure));
    });
  });

  // The causal map: choose, find, zoom.
  const map = document.getElementById("causal-map");
  const maps = map ? all("svg.causal", map) : [];
  let pinned = "";
  function choose(id) {
    maps.forEach((svg) => {
      const node = svg.querySelector(`[data-node="${CSS.escape(id)}"]`);
      svg.classList.toggle("chosen", Boolean(node));
      all(".lit", svg).forEach((lit) => lit.classList.remove("lit"));
      if (!node) return;
      node.classList.add("lit");
      all(`[data-from="${CSS.escape(id)}"], [data-to="${CSS.escape(id)}"]`, svg).forEach((edge) => {
        edge.classList.add("lit");
        [edge.dataset.from, edge.dataset.to].forEach((end) => svg.querySelector(`[data-node="${CSS.escape(end)}"]`).classList.add("lit"));
      });
    });
  }
  if (map) {
    const find = map.querySelector("input[type=search]");
    const every = map.querySelector("[data-every]");
    const whole = map.querySelector("details.every");
    const overview = map.querySelector(".pane.overview");
    const current = () => (whole.open ? whole : overview).querySelector("svg.causal");
    const widths = new Map(maps.map((svg) => [svg, 1]));
    const zoom = (svg, factor) => {
      const scale = factor === 0 ? 1 : Math.min(4, Math.max(0.5, widths.get(svg) * factor));
      widths.set(svg, scale);
      svg.style.width = factor === 0 ? "" : `${scale * 100}%`;
      svg.style.minWidth = factor === 0 ? "" : "0";
    };
    const locate = () => {
      const wanted = find.value.trim().toLowerCase();
      if (!wanted) { pinned = ""; choose(""); return; }
      const node = [current(), ...maps].flatMap((svg) => all(".node", svg)).find((n) => n.getAttribute("aria-label").toLowerCase().startsWith(wanted));
      if (!node) return;
      if (node.closest("details:not([open])")) { every.checked = true; whole.open = true; overview.hidden = true; }
      pinned = node.dataset.node;
      choose(pinned);
      node.scrollIntoView({ block: "nearest", inline: "center" });
    };
    find.addEventListener("input", locate);
    every.addEventListener("change", () => { whole.open = every.checked; overview.hidden = every.checked; });
    whole.addEventListener("toggle", () => { every.checked = whole.open; overview.hidden = whole.open; });
    all("[data-zoom]", map).forEach((button) => button.addEventListener("click", () => zoom(current(), Number(button.dataset.zoom))));
    maps.forEach((svg) => {
      const pane = svg.parentElement;
      let from = null;
      pane.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") from = [event.clientX + pane.scrollLeft, event.clientY + pane.scrollTop]; });
      pane.addEventListener("pointermove", (event) => { if (from && event.buttons) { pane.scrollLeft = from[0] - event.clientX; pane.scrollTop = from[1] - event.clientY; } });
      pane.addEventListener("pointerup", () => { from = null; });
      svg.addEventListener("focusin", (event) => { const node = event.target.closest(".node"); if (node) choose(node.dataset.node); });
      svg.addEventListener("mouseover", (event) => { const node = event.target.closest(".node"); if (node) choose(node.dataset.node); });
      svg.addEventListener("mouseleave", () => choose(pinned));
      svg.addEventListener("click", (event) => { if (!event.target.closest(".node")) { pinned = ""; choose(""); } });
    });
  }

  // Mark the part that is on screen.
  const marks = new Map(all("nav a").map((link) => [link.getAttribute("href").slice(1), link]));
  const watcher = new IntersectionObserver((seen) => {
    seen.filter((s) => s.isIntersecting).forEach((s) => {
      marks.forEach((link) => link.removeAttribute("aria-current"));
      marks.get(s.target.id)?.setAttribute("aria-current", "true");
    });
  }, { rootMargin: "-20% 0px -70% 0px" });
  all(".part").forEach((part) => watcher.observe(part));

  // On a phone, long blocks start folded; printing unfolds everything.
  const phone = matchMedia("(max-width: 40rem)");
  const fit = () => all("details[data-desktop]").forEach((d) => { d.open = !phone.matches; });
  if (phone.matches) fit();
  phone.addEventListener("change", fit);
  addEventListener("beforeprint", () => all("details:not(.tools, .whatif)").forEach((d) => { d.dataset.was = d.open; d.open = true; }));
  addEventListener("afterprint", () => all("details[data-was]").forEach((d) => { d.open = d.dataset.was === "true"; delete d.dataset.was; }));
})();
