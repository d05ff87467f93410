// The page's engine: simulates the assessment in workers, with the random numbers of Python. It starts when it is first used.
import { digest } from "./blake2b.js";

const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]; // a vector
const MOST_WORKERS = 8;
const MOST_FUTURES = 2 ** 32;
const BLOCKS = 8; // most blocks of futures in a piece of work

// Whether this browser can run the engine.
export const isAvailable = () => typeof WebAssembly === "object" && WebAssembly.validate(Uint8Array.from(SIMD)) && typeof DecompressionStream === "function";

class Colleague {
  constructor(address) {
    this.waiting = new Map();
    this.worker = new Worker(address);
    this.worker.onmessage = ({ data: { id, result, error } }) => {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) resolve(result); else reject(new Error(error));
    };
    this.worker.onerror = (event) => { for (const { reject } of this.waiting.values()) reject(new Error(event.message)); };
  }
  ask(task, given) {
    const id = this.asked = (this.asked ?? 0) + 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, task, ...given });
    });
  }
}

// The engine of a page. `model` has the names of the assessment, `packed` its program, `source` the script of the workers.
export class Engine {
  constructor(model, packed, source) {
    Object.assign(this, { model, packed, source });
    this.last = Promise.resolve();
  }

  // Starts the workers once, and returns them.
  start() {
    this.started ??= (async () => {
      if (!isAvailable()) throw new Error("This browser lacks WebAssembly SIMD, which simulating in the page needs.");
      const address = URL.createObjectURL(new Blob([this.source], { type: "text/javascript" }));
      const first = new Colleague(address), count = Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1);
      const others = Array.from({ length: count - 1 }, () => new Colleague(address));
      const loaded = await first.ask("load", { packed: this.packed });
      this.lanes = loaded.program.lanes;
      await Promise.all(others.map((other) => other.ask("join", loaded)));
      return [first, ...others];
    })();
    return this.started;
  }

  // Simulates futures and returns the share of each outcome and answer. Requests run one after another.
  //
  // futures: how many, from number 0 (or `from`). seed: a whole number. assume: by assumption, whether it holds, or the probability that it
  // does. set: by parameter or stock, the (starting) value in place of its draw, in the unit of the file. policy: the name of the policy in
  // force. each: whether to return the outcome of each future too, -1 for none. signal: an AbortSignal.
  async simulate(request = {}) {
    const order = readRequest(this.model, request);
    const result = this.last.then(() => this.run(order, request.signal));
    this.last = result.catch(() => undefined);
    return result;
  }

  async run(order, signal) {
    const workers = await this.start();
    signal?.throwIfAborted();
    const began = performance.now();
    await Promise.all(workers.map((worker) => worker.ask("prepare", { values: order.values })));
    const results = {}, end = order.from + order.futures;
    const size = this.lanes * Math.min(BLOCKS, Math.ceil(order.futures / (2 * workers.length * this.lanes))); // all workers share a small request
    let next = order.from;
    await Promise.all(workers.map(async (worker) => {
      while (next < end) {
        signal?.throwIfAborted();
        const from = next, to = Math.min(end, from + size);
        next = to;
        const piece = await worker.ask("run", { from, to });
        for (const [name, values] of Object.entries(piece)) {
          const rows = values.length / (to - from);
          results[name] ??= new Int8Array(rows * order.futures);
          for (let row = 0; row < rows; row++) {
            results[name].set(values.subarray(row * (to - from), (row + 1) * (to - from)), row * order.futures + from - order.from);
          }
        }
      }
    }));
    return { ...this.count(results), seconds: (performance.now() - began) / 1000, ...(order.each ? { each: results } : {}) };
  }

  // Shares among the futures in which every value is finite, as Python counts them.
  count({ outcome, unsound }) {
    const outcomes = this.model.outcomes.map(({ name }) => name), { answers } = this.model, counts = outcomes.map(() => 0);
    for (const k of outcome) if (k >= 0) counts[k]++;
    const sound = outcome.length - unsound.reduce((sum, x) => sum + (x ? 1 : 0), 0);
    const shares = Object.fromEntries(outcomes.map((name, k) => [name, sound ? counts[k] / sound : NaN]));
    const sum = (names) => names.reduce((total, name) => total + shares[name], 0);
    return { futures: outcome.length, sound, outcomes: shares, answers: Object.fromEntries(Object.entries(answers).map(([name, of]) => [name, sum(of)])) };
  }
}

// A request as values of the program's arguments.
function readRequest(model, { futures = 20000, from = 0, seed = 0, assume = {}, set = {}, policy = null, each = false }) {
  const whole = (x, least, most) => Number.isInteger(x) && x >= least && x <= most;
  if (!whole(futures, 1, MOST_FUTURES)) throw new Error(`\`futures\` must be a whole number from 1 to ${MOST_FUTURES}, not ${futures}.`);
  if (!whole(from, 0, MOST_FUTURES - futures)) throw new Error(`\`from\` must be a whole number from 0 to ${MOST_FUTURES - futures}, not ${from}.`);
  if (typeof seed !== "bigint" && !Number.isSafeInteger(seed)) throw new Error(`\`seed\` must be a whole number, not ${seed}.`);
  const credences = new Float64Array(model.assumptions.length).fill(NaN), inputs = new Float64Array(model.inputs.length).fill(NaN);
  for (const [name, value] of Object.entries(assume)) {
    const holds = Number(value);
    if (!["boolean", "number"].includes(typeof value) || !(holds >= 0 && holds <= 1)) throw new Error(`\`${name}\` can be assumed true, false, or with a probability from 0 to 1, not ${value}.`);
    credences[find(name, names(model.assumptions), "assumption with a credence")] = holds;
  }
  for (const [name, value] of Object.entries(set)) {
    const place = find(name, names(model.inputs), "parameter or stock"), { states } = model.inputs[place];
    const number = typeof value === "string" && states ? states.indexOf(value) : value;
    if (!Number.isFinite(number) || (states && !whole(number, 0, states.length - 1))) throw new Error(`\`${name}\` can be set to ${states ? states.join(", ") : "a finite number"}, not ${value}.`);
    inputs[place] = number;
  }
  const keys = (draws) => Uint32Array.from(draws.flatMap((name) => [...digest(`${seed}\0${name}`)]));
  const values = {
    credences, inputs, policy: [policy === null ? -1 : find(policy, names(model.policies), "policy")],
    static: keys(model.draws.static), path: keys(model.draws.path),
  };
  return { futures, from, each, values };
}

const names = (items) => items.map(({ name }) => name);
function find(name, known, kind) {
  const place = known.indexOf(name);
  if (place < 0) throw new Error(`There is no ${kind} called \`${name}\`; the file has ${known.join(", ") || "none"}.`);
  return place;
}
