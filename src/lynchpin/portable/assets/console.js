// `lynchpin.simulate(...)` for the page's console and for its panel.
import { Engine, isAvailable } from "./engine.js";

const read = (id) => document.getElementById(id).textContent;
let engine, model;

globalThis.lynchpin = {
  isAvailable,
  // Names and texts of the assessment.
  get model() { return model ??= JSON.parse(read("engine-names")); },
  // See `Engine.simulate`. The first call starts the workers.
  simulate(request) {
    engine ??= new Engine(this.model, JSON.parse(read("engine-program")), read("engine-worker"));
    return engine.simulate(request);
  },
};
