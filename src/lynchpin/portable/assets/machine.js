// The vector machine: checks a program and translates it into a WebAssembly module with SIMD instructions.
//
// A program has kernels (fused operations over arrays), functions (operations on vectors), and two lists of steps, `prelude` and `block`,
// which run kernels inside loops and branches. Everything is numbers; `encoding.py` describes them. All addresses are checked here, and
// every loop has a limit, so no program can read or write outside its memory or run for ever.
import { I32, V128, Body, assemble } from "./wasm.js";
import { WIDTHS, describe, halves, write } from "./operations.js";

const LONGEST = 1 << 16;
const VECTOR = 4; // numbers in a vector

function need(holds, what) {
  if (!holds) throw new Error(`This is not a program of this machine: ${what}.`);
}

// Reads whole numbers one after another.
class Reader {
  constructor(numbers) { this.numbers = numbers; this.place = 0; }
  get done() { return this.place >= this.numbers.length; }
  next() {
    const n = this.numbers[this.place++];
    need(Number.isInteger(n) && n >= -0x80000000 && n <= 0x7fffffff, "a number is missing or too large");
    return n;
  }
  count(most, what) {
    const n = this.next();
    need(n >= 0 && n <= most, what);
    return n;
  }
  take(count) {
    const numbers = [];
    for (let k = 0; k < count; k++) numbers.push(this.next());
    return numbers;
  }
}

// What each operation of a program takes and gives, by its number.
function readOperations(names) {
  return names.map((name) => {
    const dot = name.indexOf("."), kind = name.slice(0, dot), operation = name.slice(dot + 1);
    need(kind in WIDTHS, `numbers of kind ${kind} are unknown`);
    if (SPECIAL.includes(operation) || operation.startsWith("call:")) return { name, kind, operation };
    const { takes, gives } = describe(kind, operation) ?? {};
    need(takes, `the operation ${name} is unknown`);
    return { name, kind, operation, takes, gives };
  });
}
const SPECIAL = ["number", "argument", "result", "load", "store", "gather", "scatter"];

// The operations of a kernel (`dims` are the lengths of its axes) or of a function: each with its arguments and the kind of its value.
function parse(reader, program, dims, parameters) {
  const steps = [];
  const take = (step, kind) => {
    const k = reader.count(steps.length - 1, "an operation takes a value that does not exist yet"), found = steps[k].value;
    need(found === kind || (INTEGERS.includes(found) && INTEGERS.includes(kind)), `${step.operation} takes ${kind}`);
    step.args.push(k);
  };
  while (!reader.done) {
    const { name, kind, operation, takes, gives } = program.table[reader.count(program.table.length - 1, "an operation is unknown")];
    const step = { kind, operation, args: [], value: gives };
    if (takes) for (const wanted of takes) take(step, wanted);
    else if (operation === "number") { step.bits = reader.take(halves(kind)); step.value = kind; }
    else if (operation === "argument") {
      step.from = reader.count(parameters.length - 1, "a function lacks an argument");
      need(parameters[step.from] === kind, "an argument is of another kind");
      step.value = kind;
    } else if (operation === "result") take(step, kind);
    else if (operation.startsWith("call:")) {
      const called = program.functions[name];
      need(called, `the function ${name} is missing`);
      for (const wanted of called.arguments) take(step, wanted);
      step.value = called.result;
    } else {
      step.view = parseView(reader, dims, WIDTHS[kind], program.memory);
      if (operation === "load" || operation === "gather") step.value = kind;
      if (operation === "gather" || operation === "scatter") take(step, "i32");
      if (operation === "store" || operation === "scatter") take(step, kind);
      if (operation === "gather" || operation === "scatter") {
        step.most = reader.count(program.memory, "an index is out of range");
        need(step.view.end + step.most * WIDTHS[kind] <= program.memory, "an index leaves the memory");
      }
    }
    steps.push(step);
  }
  return steps;
}
const INTEGERS = ["i32", "u32"]; // the same bits

function parseView(reader, dims, width, memory) {
  need(dims, "a function uses the memory");
  const address = reader.count(memory, "an address is out of range"), moves = [];
  let start = address, end = address + width;
  const reach = (distance) => { if (distance < 0) start += distance; else end += distance; };
  for (let left = reader.count(8, "too many moves"); left > 0; left--) {
    const place = reader.count(memory - 4, "an address is out of range");
    const move = { place, most: reader.count(memory, "a move is out of range"), stride: reader.next() };
    moves.push(move);
    reach(move.most * move.stride);
  }
  const strides = reader.take(dims.length);
  for (let k = 0; k < dims.length; k++) reach(strides[k] * (dims[k] - 1));
  need(start >= 0 && end <= memory && address % 4 === 0, "an array is not inside the memory");
  return { address, moves, strides, width, end, backwards: start < address };
}

// One function for a kernel: loops over its axes, and the operations inside. If the last axis is long enough, four numbers at a time.
class KernelWriter {
  constructor(numbers, program, functions) {
    const reader = new Reader(numbers);
    this.dims = reader.take(reader.count(8, "too many axes"));
    need(this.dims.length && this.dims.every((n) => n > 0), "an axis is empty");
    this.steps = parse(reader, program, this.dims, []);
    this.functions = functions;
    this.body = new Body();
    const views = this.steps.filter((step) => step.view);
    const fits = ({ view, operation }) => view.strides.at(-1) === view.width || (view.strides.at(-1) === 0 && operation !== "store");
    this.wide = this.dims.at(-1) % VECTOR === 0 && views.every(fits);
    this.rows = this.wide ? this.dims.slice(0, -1) : this.dims;
    this.counters = this.rows.map(() => this.body.local(I32));
    this.pointers = new Map(); // local by the strides of its views
  }

  write() {
    const { body, dims } = this, values = [];
    this.steps.forEach((step, k) => { if (step.operation === "number") values[k] = this.number(step); });
    this.movePointers();
    const nest = (axis) => {
      if (axis < this.rows.length) return this.rows[axis] === 1 ? body.i32(0).set(this.counters[axis]) && nest(axis + 1) : body.repeat(this.counters[axis], 1, this.rows[axis], () => nest(axis + 1));
      this.setPointers();
      if (!this.wide) return this.inner(values, () => true);
      // What does not vary along the last axis is loaded once.
      const constant = (step) => step.operation === "load" && step.view.strides.at(-1) === 0;
      this.inner(values, constant);
      this.byFour = body.local(I32);
      this.byEight = this.steps.some((step) => step.view?.width === 8) ? body.local(I32) : undefined;
      return body.repeat(this.byFour, 4 * VECTOR, 4 * dims.at(-1), () => {
        if (this.byEight !== undefined) body.get(this.byFour).i32(1).put(0x74).set(this.byEight); // shift left
        this.inner(values, (step) => !constant(step));
      });
    };
    nest(0);
    return body;
  }

  number({ bits, kind }) {
    const bytes = [...new Uint8Array(Int32Array.from(bits.length === 1 ? [...bits, ...bits, ...bits, ...bits] : [...bits, ...bits]).buffer)];
    const local = this.body.local(V128);
    this.body.simd(0x0c).put(...bytes).set(local);
    return Array(halves(kind)).fill(local);
  }

  // Views that go through memory in the same way share a pointer, and differ in the constant that is added to it.
  movePointers() {
    for (const { view } of this.steps.filter((step) => step.view)) {
      const strides = view.strides.slice(0, this.rows.length), moves = view.moves;
      if (!moves.length && strides.every((s, k) => s === 0 || this.rows[k] === 1)) continue;
      const start = view.backwards ? view.address : 0; // a negative distance cannot be added to an unsigned address
      view.constant = view.address - start;
      const key = JSON.stringify([start, strides, moves]);
      if (!this.pointers.has(key)) this.pointers.set(key, { local: this.body.local(I32), strides, start: this.measureMoves(start, moves) });
      view.pointer = this.pointers.get(key).local;
    }
  }
  measureMoves(start, moves) {
    if (!moves.length) return { fixed: start };
    const { body } = this, local = body.local(I32), scratch = body.local(I32);
    body.i32(start);
    for (const { place, most, stride } of moves) body.i32(0).loadI32(place).limit(most, scratch).i32(stride).mul().add();
    body.set(local);
    return { local };
  }
  setPointers() {
    const { body } = this;
    for (const { local, strides, start } of this.pointers.values()) {
      if (start.local === undefined) body.i32(start.fixed); else body.get(start.local);
      strides.forEach((stride, k) => { if (stride && this.rows[k] > 1) body.get(this.counters[k]).i32(stride).mul().add(); });
      body.set(local);
    }
  }

  // Puts the address of the present element on the stack, and returns the constant to add.
  address(view) {
    const { body } = this;
    if (view.pointer === undefined) body.i32(0); else body.get(view.pointer);
    if (this.wide && view.strides.at(-1)) body.get(view.width === 8 ? this.byEight : this.byFour).add();
    return view.constant ?? view.address;
  }

  inner(values, chosen) {
    this.steps.forEach((step, k) => {
      if (step.operation === "number" || !chosen(step)) return;
      const args = step.args.map((a) => values[a]);
      values[k] = step.view ? this.access(step, args) : writeOperation(this.body, step, args, this.steps, this.functions);
    });
  }

  access(step, args) {
    const { body } = this, { view, operation } = step, eight = view.width === 8;
    const align = eight ? 3 : 2;
    if (operation === "gather" || operation === "scatter") return this.index(step, args);
    if (operation === "store") {
      args[0].forEach((half, k) => {
        if (!this.wide && k) return;
        const constant = this.address(view);
        body.get(half);
        if (this.wide) body.access(0x0b, align, constant + 16 * k);
        else body.access(eight ? 0x5b : 0x5a, align, constant).put(0);
      });
      return undefined;
    }
    const single = !this.wide || view.strides.at(-1) === 0;
    const parts = Array.from({ length: single ? 1 : halves(step.kind) }, (_, k) => {
      const local = body.local(V128), constant = this.address(view);
      body.access(single ? (eight ? 0x0a : 0x09) : 0x00, align, constant + 16 * k).set(local);
      return local;
    });
    return single && eight ? [parts[0], parts[0]] : parts;
  }

  // Reads or writes each number at its own place.
  index({ kind, view, most, operation }, [places, value]) {
    const { body } = this, eight = view.width === 8, offsets = body.local(V128);
    const splat = (n) => body.i32(n).simd(0x11);
    body.get(places[0]);
    splat(0).simd(0xb8); // at least 0
    splat(most).simd(0xb6).i32(eight ? 3 : 2).simd(0xab).set(offsets); // at most `most`, in bytes
    const found = operation === "gather" ? Array.from({ length: halves(kind) }, () => body.local(V128)) : value;
    for (let lane = 0; lane < (this.wide ? VECTOR : 1); lane++) {
      const half = found[eight ? lane >> 1 : 0], within = eight ? lane & 1 : lane;
      const constant = this.address(view) + (view.strides.at(-1) && this.wide ? lane * view.width : 0);
      body.get(offsets).simd(0x1b).put(lane).add().get(half);
      const code = operation === "gather" ? (eight ? 0x57 : 0x56) : eight ? 0x5b : 0x5a;
      body.access(code, eight ? 3 : 2, constant).put(within);
      if (operation === "gather") body.set(half);
    }
    return operation === "gather" ? found : undefined;
  }
}

function writeOperation(body, step, args, steps, functions) {
  const { kind, operation } = step;
  if (operation.startsWith("call:")) {
    for (const arg of args) for (const half of arg) body.get(half);
    body.call(functions.get(`${kind}.${operation}`));
    const results = Array.from({ length: halves(step.value) }, () => body.local(V128));
    for (const local of [...results].reverse()) body.set(local);
    return results;
  }
  let shift;
  if (operation.startsWith("shift_")) {
    const by = steps[step.args[1]];
    need(by.operation === "number", "a shift is not by a constant");
    shift = by.bits[0];
  }
  return write(body, kind, operation, args, shift);
}

function writeFunction({ arguments: kinds, result, code }, program, functions) {
  const starts = [];
  let count = 0;
  for (const kind of kinds) { need(kind in WIDTHS, "a kind is unknown"); starts.push(count); count += halves(kind); }
  const body = new Body(count, halves(result)), steps = parse(new Reader(code), program, undefined, kinds), values = [];
  need(steps.at(-1)?.operation === "result" && steps.at(-1).kind === result, "a function has no result");
  steps.forEach((step, k) => {
    if (step.operation === "number") values[k] = KernelWriter.prototype.number.call({ body }, step);
    else if (step.operation === "argument") values[k] = Array.from({ length: halves(step.kind) }, (_, h) => starts[step.from] + h);
    else if (step.operation === "result") { for (const half of values[step.args[0]]) body.get(half); }
    else values[k] = writeOperation(body, step, step.args.map((a) => values[a]), steps, functions);
  });
  return body;
}

// A list of steps as a function that calls kernels.
function writeSteps(numbers, program, first) {
  const body = new Body(), reader = new Reader(numbers);
  const address = () => { const a = reader.count(program.memory - 4, "an address is out of range"); need(a % 4 === 0, "an address is odd"); return a; };
  const list = (depth) => {
    need(depth < 32, "loops are nested too deeply");
    for (let left = reader.count(1 << 20, "a body is too long"); left > 0; left--) {
      const what = reader.next();
      if (what === 0) body.call(first + reader.count(program.kernels.length - 1, "a kernel is unknown"));
      else if (what === 1) {
        const turns = reader.count(LONGEST, "a loop is too long"), turn = address(), counter = body.local(I32);
        need(turns > 0, "a loop is empty");
        body.repeat(counter, 1, turns, () => { body.i32(0).get(counter).storeI32(turn); list(depth + 1); });
      } else if (what === 2) {
        const most = reader.count(LONGEST, "a loop is too long"), counter = body.local(I32);
        body.i32(0).set(counter).put(0x02, 0x40, 0x03, 0x40); // block, loop
        list(depth + 1);
        body.i32(0).loadI32(address()).put(0x45, 0x0d, 1); // leave if it is zero
        body.get(counter).i32(1).add().tee(counter).i32(most).put(0x4a, 0x04, 0x40, 0x00, 0x0b); // an error after too many turns
        list(depth + 1);
        body.put(0x0c, 0, 0x0b, 0x0b);
      } else {
        need(what === 3, "a step is unknown");
        const place = address(), bodies = reader.count(256, "too many branches");
        need(bodies > 0, "a choice has no branches");
        for (let k = 0; k < bodies; k++) {
          if (k < bodies - 1) body.i32(0).loadI32(place).i32(k).put(0x4c, 0x04, 0x40); // if it is at most k
          list(depth + 1);
          if (k < bodies - 1) body.put(0x05); // else
        }
        for (let k = 0; k < bodies - 1; k++) body.put(0x0b);
      }
    }
  };
  list(0);
  need(reader.done, "steps are left over");
  return body;
}

// The WebAssembly module of a program, as bytes.
export function translate(program) {
  need(program.memory > 0 && program.memory < 1 << 30, "its memory is too large");
  program = { ...program, table: readOperations(program.operations) };
  const names = Object.keys(program.functions), functions = new Map(names.map((name, k) => [name, k]));
  const bodies = [
    ...names.map((name) => writeFunction(program.functions[name], program, functions)),
    ...program.kernels.map((kernel) => new KernelWriter(kernel, program, functions).write()),
    ...["prelude", "block"].map((list) => writeSteps(program[list], program, names.length)),
  ];
  const count = bodies.length;
  return assemble(bodies, { prelude: count - 2, block: count - 1 }, Math.ceil(program.memory / 65536));
}

const ARRAYS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, i64: BigInt64Array, bool: Int32Array };

// A program in memory, ready to run. `module` is the compiled translation.
export class Machine {
  constructor(program, data, module) {
    const { exports } = new WebAssembly.Instance(module);
    Object.assign(this, { program, prelude: exports.prelude, block: exports.block });
    let from = 0;
    this.bytes = new Uint8Array(exports.memory.buffer);
    for (const [address, length] of program.data) { this.bytes.set(data.subarray(from, from + length), address); from += length; }
    this.arguments = this.list(program.arguments);
    this.results = this.list(program.results);
  }
  // Arrays over the memory, by name.
  list(entries) {
    return Object.fromEntries(Object.entries(entries).map(([name, { address, kind, shape }]) =>
      [name, new ARRAYS[kind](this.bytes.buffer, address, shape.reduce((a, b) => a * b, 1))]));
  }
}
