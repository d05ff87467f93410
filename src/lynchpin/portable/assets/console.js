// `lynchpin.simulate(...)` for the page's console and for its panel.
import { Engine, isAvailable } from "./engine.js";

const read = (id) => document.getElementById(id).textContent;
let engine;

globalThis.lynchpin = {
  isAvailable,
  // See `Engine.simulate`. The first call starts the workers.
  simulate(request) {
    engine ??= new Engine(...["engine-names", "engine-program"].map((id) => JSON.parse(read(id))), read("engine-worker"));
    return engine.simulate(request);
  },
};
