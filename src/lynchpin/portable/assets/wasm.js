// WebAssembly modules as bytes: just the parts of the binary format that the machine uses.

export const I32 = 0x7f, V128 = 0x7b;

// Whole numbers in LEB128.
export function unsigned(n) {
  const bytes = [];
  do { const low = n & 127; n >>>= 7; bytes.push(n ? low | 128 : low); } while (n);
  return bytes;
}
export function signed(n) {
  for (const bytes = []; ;) {
    const low = n & 127;
    n >>= 7;
    if ((n === 0 && !(low & 64)) || (n === -1 && low & 64)) return [...bytes, low];
    bytes.push(low | 128);
  }
}

// The body of a function under construction. Methods that write an instruction return the body.
export class Body {
  constructor(parameters = 0, results = 0) {
    Object.assign(this, { parameters, results, locals: [], bytes: [] });
  }
  local(type) { this.locals.push(type); return this.parameters + this.locals.length - 1; }
  put(...bytes) { for (const byte of bytes) this.bytes.push(byte); return this; }
  get(local) { return this.put(0x20, ...unsigned(local)); }
  set(local) { return this.put(0x21, ...unsigned(local)); }
  i32(n) { return this.put(0x41, ...signed(n)); }
  add() { return this.put(0x6a); }
  mul() { return this.put(0x6c); }
  call(index) { return this.put(0x10, ...unsigned(index)); }
  simd(code, ...immediates) { return this.put(0xfd, ...unsigned(code), ...immediates); }
  loadI32(offset) { return this.put(0x28, 2, ...unsigned(offset)); }
  storeI32(offset) { return this.put(0x36, 2, ...unsigned(offset)); }
  // The number on the stack, limited to 0 to `most`.
  limit(most, scratch) {
    this.set(scratch).get(scratch).i32(0).get(scratch).i32(0).put(0x4a, 0x1b).set(scratch); // greater than 0, select
    return this.get(scratch).i32(most).get(scratch).i32(most).put(0x48, 0x1b); // less than `most`, select
  }
  // A loop that runs at least once, with a counter from 0 in steps of `step` to before `end`.
  repeat(counter, step, end, inside) {
    this.i32(0).set(counter).put(0x03, 0x40);
    inside();
    return this.get(counter).i32(step).add().put(0x22, ...unsigned(counter)).i32(end).put(0x48, 0x0d, 0, 0x0b);
  }
  finish() {
    const locals = this.locals.flatMap((type) => [1, type]);
    const inner = [unsigned(this.locals.length), locals, this.bytes, [0x0b]];
    return [...unsigned(inner.reduce((sum, part) => sum + part.length, 0)), ...inner.flat()];
  }
}

// A module with one memory and these functions, of which some are exported by name. Parameters and results are vectors.
export function assemble(functions, exported, pages) {
  const name = (text) => [...unsigned(text.length), ...[...text].map((c) => c.charCodeAt(0))];
  const vector = (items) => [...unsigned(items.length), ...items.flat()];
  const section = (id, content) => [id, ...unsigned(content.length), ...content];
  const signatures = [...new Set(functions.map((f) => `${f.parameters} ${f.results}`))];
  const types = signatures.map((s) => s.split(" ").map((n) => vector(Array(+n).fill([V128])))).map(([from, to]) => [0x60, ...from, ...to]);
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((f) => unsigned(signatures.indexOf(`${f.parameters} ${f.results}`))))),
    ...section(5, [1, 1, ...unsigned(pages), ...unsigned(pages)]),
    ...section(7, vector([[...name("memory"), 2, 0], ...Object.entries(exported).map(([text, index]) => [...name(text), 0, ...unsigned(index)])])),
    ...section(10, vector(functions.map((f) => f.finish()))),
  ]);
}
