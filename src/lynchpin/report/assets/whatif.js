// The what-if panel: the assessment with an assumption, a number or a policy changed, next to the assessment as it is, on the same futures.
"use strict";
(() => {
  const STEPS = [512, 2048, 10240, 40960]; // futures, until the errors are small enough
  const ENOUGH = 0.005; // largest standard error of a probability or a difference
  const PAUSE = 80; // milliseconds without a change of a slider
  const panel = document.getElementById("whatif");
  const { model } = lynchpin;
  const named = (items) => Object.fromEntries(items.map((item) => [item.name, item]));
  const inputs = model.inputs.filter((input) => !input.certain), byName = { ...named(model.assumptions), ...named(inputs) };
  const words = (name) => name.replaceAll("_", " ");
  const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}%`;
  const digitsOf = (error) => (error < 9.5e-4 ? 2 : 1);
  // A share, or a difference in points, with its standard error.
  const write = (share, error) => [percent(share, digitsOf(error)), writeError(error)];
  const writeChange = (d, error) => [`${d < 0 ? "−" : d > 0 ? "+" : ""}${(100 * Math.abs(d)).toFixed(digitsOf(error))}`, writeError(error)];
  const writeError = (error) => ` ± ${(100 * error).toFixed(digitsOf(error))}`;

  // An element with properties and contents. Texts of the file become text, never markup.
  function make(tag, properties = {}, ...contents) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(properties)) if (key in node) node[key] = value; else node.setAttribute(key, value);
    node.append(...contents);
    return node;
  }

  // What the reader has changed, and the states before.
  const nothing = () => ({ assume: {}, set: {}, policy: null });
  let state = nothing();
  const before = [];
  const isEmpty = () => JSON.stringify(state) === JSON.stringify(nothing());
  function change(edit, joined = false) {
    const old = JSON.stringify(state);
    edit(state);
    if (JSON.stringify(state) === old) return;
    if (!joined) before.push(old);
    show();
    refresh();
  }
  const put = (where, name, value) => (s) => { if (value === undefined) delete s[where][name]; else s[where][name] = value; };

  // Controls. Each has a function that shows the state.
  const shows = [];
  function show() {
    shows.forEach((f) => f());
    undo.disabled = before.length === 0;
    reset.disabled = isEmpty();
    listChanges();
  }

  function controlAssumption({ name, claim, credence, words: stated }) {
    const group = `assume-${name}`;
    const radio = (value, text) => {
      const input = make("input", { type: "radio", name: group, value });
      input.addEventListener("change", () => change(put("assume", name, { stated: undefined, holds: true, fails: false }[value])));
      return [input, make("label", {}, input, text)];
    };
    const [asStated, first] = radio("stated", `as stated (${stated || percent(credence)})`), [holds, second] = radio("holds", "holds"), [fails, third] = radio("fails", "fails");
    const slider = make("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": `Probability that ${words(name)} holds` });
    const output = make("output");
    let dragging = false;
    slider.addEventListener("input", () => { change(put("assume", name, slider.value / 100), dragging); dragging = true; });
    slider.addEventListener("change", () => { dragging = false; });
    const legend = make("legend", {}, make("span", { className: "name" }, words(name)), make("span", { className: "claim" }, claim));
    const field = make("fieldset", {}, legend, make("div", { className: "choices" }, first, second, third, slider, output));
    shows.push(() => {
      const value = state.assume[name], share = value === undefined ? credence : Number(value);
      asStated.checked = value === undefined;
      holds.checked = value === true;
      fails.checked = value === false;
      slider.value = Math.round(100 * share);
      output.textContent = `${Math.round(100 * share)}%`;
      field.classList.toggle("changed", value !== undefined);
    });
    return field;
  }

  function controlNumber({ name, means, unit, states }) {
    const label = `${words(name)}${unit ? ` (${unit})` : ""}`;
    const input = states
      ? make("select", {}, make("option", { value: "" }, "as drawn"), ...states.map((s) => make("option", { value: s }, words(s))))
      : make("input", { type: "text", inputMode: "decimal", placeholder: "as drawn", autocomplete: "off" });
    input.id = `set-${name}`;
    input.addEventListener("change", () => {
      const text = input.value.trim(), number = states ? text : Number(text.replace(",", "."));
      const wrong = !states && text !== "" && !Number.isFinite(number);
      input.setAttribute("aria-invalid", wrong);
      if (wrong) report(`${words(name)} needs a number, such as 3.5.`);
      else change(put("set", name, text === "" ? undefined : number));
    });
    shows.push(() => { if (document.activeElement !== input || state.set[name] === undefined) input.value = state.set[name] ?? ""; });
    return make("div", { className: "number" }, make("label", { htmlFor: input.id }, label), input, ...(means ? [make("span", { className: "claim" }, means)] : []));
  }

  function controlPolicy() {
    const select = make("select", { id: "whatif-policy" }, make("option", { value: "" }, "none"), ...model.policies.map(({ name }) => make("option", { value: name }, words(name))));
    const means = make("p", { className: "note" });
    select.addEventListener("change", () => change((s) => { s.policy = select.value || null; }));
    shows.push(() => {
      select.value = state.policy ?? "";
      means.textContent = model.policies.find(({ name }) => name === state.policy)?.means ?? "";
    });
    return [make("h3", {}, make("label", { htmlFor: select.id }, "Policy in force")), select, means];
  }

  const status = make("span", { role: "status" }), progress = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "Futures simulated" });
  const report = (text) => { status.textContent = text; };
  const undo = make("button", { type: "button" }, "Undo"), reset = make("button", { type: "button" }, "Reset");
  undo.addEventListener("click", () => { state = JSON.parse(before.pop()); show(); refresh(); });
  reset.addEventListener("click", () => change(() => { state = nothing(); }));
  const changes = make("ul", { className: "changes", "aria-label": "Changes" }), command = make("p", { className: "export" });
  const said = make("p", { className: "said", "aria-live": "polite" });

  function listChanges() {
    const rows = [
      ...Object.entries(state.assume).map(([name, value]) => [`${words(name)}: ${value === true ? "holds" : value === false ? "fails" : `holds with ${Math.round(100 * value)}%`}`, put("assume", name)]),
      ...Object.entries(state.set).map(([name, value]) => [`${words(name)}: ${value}${byName[name].unit && typeof value === "number" ? ` ${byName[name].unit}` : ""}`, put("set", name)]),
      ...(state.policy ? [[`policy: ${words(state.policy)}`, (s) => { s.policy = null; }]] : []),
    ];
    changes.replaceChildren(...rows.map(([text, remove]) => {
      const button = make("button", { type: "button", "aria-label": `Remove ${text}` }, "remove");
      button.addEventListener("click", () => { change(remove); undo.focus(); });
      return make("li", {}, text, button);
    }));
    command.replaceChildren(...(isEmpty() ? [] : ["The same in Python or a shell: ", make("code", {}, writeCommand())]));
  }
  // A number has no option of the command line, so it needs Python.
  function writeCommand() {
    const file = panel.dataset.file, { assume, set, policy } = state;
    if (Object.keys(set).length === 0) {
      const options = Object.entries(assume).map(([name, value]) => `--assume ${name}=${value === true ? "holds" : value === false ? "fails" : value}`);
      return ["lynchpin run", `'${file.replaceAll("'", "'\\''")}'`, ...options, ...(policy ? [`--policy ${policy}`] : [])].join(" ");
    }
    const literal = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value));
    const mapping = (values) => `{${Object.entries(values).map(([name, value]) => `"${name}": ${literal(value)}`).join(", ")}}`;
    return `lynchpin.forecast(${[JSON.stringify(file), `inputs=${mapping(set)}`, ...(Object.keys(assume).length ? [`assume=${mapping(assume)}`] : []), ...(policy ? [`policy="${policy}"`] : [])].join(", ")})`;
  }

  // Results: answers first, then outcomes.
  const outcomes = model.outcomes.map(({ name }) => name);
  const rows = [
    ...Object.entries(model.answers).map(([name, of], k) => ({ name, of: of.map((o) => outcomes.indexOf(o)), asked: k === 0 })),
    ...outcomes.map((name, k) => ({ name, of: [k] })),
  ];
  for (const row of rows) {
    row.cells = [0, 1, 2].map(() => make("td", { className: "r" }, "–"));
    row.share = make("i");
    row.moved = make("b");
    row.node = make("tr", { className: row.asked ? "asked" : "" },
      make("th", { scope: "row" }, words(row.name), make("div", { className: "track", "aria-hidden": "true" }, row.share, row.moved)), ...row.cells);
  }

  class Tally {
    constructor() { this.futures = 0; this.rows = rows.map(() => ({ base: 0, changed: 0, up: 0, down: 0 })); }
    add(base, changed) {
      for (let n = 0; n < base.outcome.length; n++) {
        if (base.unsound[n] || changed.unsound[n]) continue; // a future counts if it has finite values in both
        this.futures++;
        rows.forEach(({ of }, k) => {
          const was = of.includes(base.outcome[n]), is = of.includes(changed.outcome[n]), row = this.rows[k];
          if (was) row.base++;
          if (is) row.changed++;
          if (is && !was) row.up++;
          if (was && !is) row.down++;
        });
      }
    }
    // Shares and their difference, each with its standard error.
    read(k) {
      const { base, changed, up, down } = this.rows[k], n = this.futures, p = base / n, q = changed / n, d = (up - down) / n;
      const error = (share) => Math.sqrt((share * (1 - share)) / n);
      return { p, q, d, errors: [error(p), error(q), Math.sqrt(Math.max(0, (up + down) / n - d * d) / n)] };
    }
  }

  function draw(tally) {
    rows.forEach((row, k) => {
      const { p, q, d, errors } = tally.read(k), plain = isEmpty();
      const texts = [write(p, errors[0]), ...(plain ? [["–", ""], ["–", ""]] : [write(q, errors[1]), writeChange(d, errors[2])])];
      row.cells.forEach((cell, k) => cell.replaceChildren(texts[k][0], make("span", { className: "error" }, texts[k][1])));
      row.share.style.width = percent(p);
      row.moved.style.left = percent(q);
      row.moved.hidden = plain;
    });
    const { d, errors } = tally.read(0), answer = `“${words(rows[0].name)}”`;
    const clear = Math.abs(d) > 2 * errors[2];
    said.textContent = isEmpty() ? "Nothing is changed yet." : clear
      ? `With ${countChanges()}, ${answer} is ${(100 * Math.abs(d)).toFixed(1)} points ${d > 0 ? "more" : "less"} probable (standard error ${(100 * errors[2]).toFixed(1)}).`
      : `With ${countChanges()}, the probability of ${answer} does not clearly change (${writeChange(d, errors[2]).join("")} points).`;
  }
  function countChanges() {
    const n = Object.keys(state.assume).length + Object.keys(state.set).length + (state.policy ? 1 : 0);
    return n === 1 ? "this change" : `these ${n} changes`;
  }

  // Simulates the assessment as it is once for each range of futures, and the changed one until the error is small. The latest change wins.
  const kept = new Map();
  const simulateBase = (from, futures) => {
    if (!kept.has(from)) kept.set(from, lynchpin.simulate({ from, futures, each: true }).then(({ each }) => each));
    return kept.get(from);
  };
  let current, timer;
  function refresh() {
    current?.abort();
    clearTimeout(timer);
    timer = setTimeout(() => run().catch((error) => { if (error.name !== "AbortError") { report(error.message); progress.hidden = true; } }), PAUSE);
  }
  async function run() {
    const { signal } = current = new AbortController(), request = { assume: { ...state.assume }, set: { ...state.set }, policy: state.policy };
    const tally = new Tally(), plain = isEmpty();
    progress.hidden = false;
    for (let k = 0, from = 0; k < STEPS.length; from = STEPS[k++]) {
      progress.value = from / STEPS[2];
      const futures = STEPS[k] - from, base = await simulateBase(from, futures);
      signal.throwIfAborted();
      const changed = plain ? base : (await lynchpin.simulate({ ...request, from, futures, each: true, signal })).each;
      signal.throwIfAborted();
      tally.add(base, changed);
      draw(tally);
      const worst = Math.max(...rows.flatMap((_, row) => tally.read(row).errors));
      report(`${tally.futures.toLocaleString("en-GB")} paired futures`);
      if (worst < ENOUGH) break;
    }
    progress.hidden = true;
  }

  function build() {
    const heads = ["", "as it is", "what if", "difference"].map((text, k) => make("th", { scope: "col", className: k ? "r" : "" }, text || make("span", {}, "Answers and outcomes")));
    const table = make("table", {}, make("colgroup", {}, ...heads.map(() => make("col"))), make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows.map((row) => row.node)));
    const controls = make("div", { className: "controls", role: "group", "aria-label": "What to change" });
    if (model.assumptions.length) controls.append(make("h3", {}, "Assumptions"), ...model.assumptions.map(controlAssumption));
    if (model.policies.length) controls.append(...controlPolicy());
    if (inputs.length) {
      const list = make("div", { className: "numbers", tabIndex: 0, role: "group", "aria-label": "Numbers drawn once for each future" }, ...inputs.map(controlNumber));
      controls.append(make("h3", {}, "Numbers that are drawn once for each future"), list);
    }
    const result = make("div", { className: "result", role: "group", "aria-label": "Result" },
      said, make("div", { className: "bar" }, status, progress, undo, reset), table, changes, command);
    panel.querySelector(".inside").append(controls, result);
    show();
  }

  panel.addEventListener("toggle", () => {
    if (!panel.open || panel.querySelector(".controls")) return; // closed, or built already
    if (!lynchpin.isAvailable()) {
      panel.querySelector(".inside").append(make("p", { className: "note" }, "This browser lacks WebAssembly SIMD, which simulating in the page needs."));
      return;
    }
    build();
    report("starting …");
    refresh();
  });
})();
