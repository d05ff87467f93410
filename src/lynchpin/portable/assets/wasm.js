// WebAssembly modules as bytes: just the parts of the binary format that the machine uses.

export const I32 = 0x7f, V128 = 0x7b;

// Bytes that grow as they are written.
class Bytes {
  constructor(size = 256) { this.buffer = new Uint8Array(size); this.length = 0; }
  byte(value) {
    if (this.length === this.buffer.length) this.reserve(1);
    this.buffer[this.length++] = value;
  }
  reserve(more) {
    const larger = new Uint8Array(Math.max(2 * this.buffer.length, this.length + more));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
  bytes(values) { for (const value of values) this.byte(value); return this; }
  append(other) {
    if (this.length + other.length > this.buffer.length) this.reserve(other.length);
    this.buffer.set(other.buffer.subarray(0, other.length), this.length);
    this.length += other.length;
    return this;
  }
  // Whole numbers in LEB128.
  unsigned(n) {
    for (; n > 127; n >>>= 7) this.byte((n & 127) | 128);
    this.byte(n);
    return this;
  }
  signed(n) {
    for (; n < -64 || n > 63; n >>= 7) this.byte((n & 127) | 128);
    this.byte(n & 127);
    return this;
  }
  text(value) { return this.unsigned(value.length).bytes([...value].map((c) => c.charCodeAt(0))); }
}

// The body of a function under construction. Methods that write an instruction return the body.
export class Body {
  constructor(parameters = 0, results = 0) {
    Object.assign(this, { parameters, results, types: [], code: new Bytes() });
  }
  local(type) { return this.parameters + this.types.push(type) - 1; }
  put(...bytes) { for (let k = 0; k < bytes.length; k++) this.code.byte(bytes[k]); return this; }
  get(local) { this.code.byte(0x20); this.code.unsigned(local); return this; }
  set(local) { this.code.byte(0x21); this.code.unsigned(local); return this; }
  tee(local) { this.code.byte(0x22); this.code.unsigned(local); return this; }
  i32(n) { this.code.byte(0x41); this.code.signed(n); return this; }
  add() { this.code.byte(0x6a); return this; }
  mul() { this.code.byte(0x6c); return this; }
  call(index) { this.code.byte(0x10); this.code.unsigned(index); return this; }
  simd(code) { this.code.byte(0xfd); this.code.unsigned(code); return this; }
  // A SIMD instruction that uses the memory: alignment as a power of two, and the constant part of the address.
  access(code, align, offset) { this.simd(code).put(align); this.code.unsigned(offset); return this; }
  loadI32(offset) { this.put(0x28, 2); this.code.unsigned(offset); return this; }
  storeI32(offset) { this.put(0x36, 2); this.code.unsigned(offset); return this; }
  // The number on the stack, limited to 0 to `most`.
  limit(most, scratch) {
    this.set(scratch).get(scratch).i32(0).get(scratch).i32(0).put(0x4a, 0x1b).set(scratch); // greater than 0, select
    return this.get(scratch).i32(most).get(scratch).i32(most).put(0x48, 0x1b); // less than `most`, select
  }
  // A loop that runs at least once, with a counter from 0 in steps of `step` to before `end`.
  repeat(counter, step, end, inside) {
    this.i32(0).set(counter).put(0x03, 0x40);
    inside();
    return this.get(counter).i32(step).add().tee(counter).i32(end).put(0x48, 0x0d, 0, 0x0b);
  }
  finish() {
    const head = new Bytes(), runs = [];
    for (const type of this.types) {
      if (runs.at(-1)?.type === type) runs.at(-1).count++; else runs.push({ type, count: 1 });
    }
    head.unsigned(runs.length);
    for (const { type, count } of runs) head.unsigned(count).byte(type);
    this.code.byte(0x0b);
    return new Bytes(this.code.length + 16).unsigned(head.length + this.code.length).append(head).append(this.code);
  }
}

// A module with one memory and these functions. `exported` has the places of those that JavaScript calls, by name. All parameters and
// results are vectors.
export function assemble(functions, exported, pages) {
  const signatures = [...new Set(functions.map((f) => `${f.parameters} ${f.results}`))];
  const module = new Bytes(1 << 16).bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const section = (id, count, write) => {
    const content = new Bytes().unsigned(count);
    write(content);
    module.unsigned(id).unsigned(content.length).append(content);
  };
  section(1, signatures.length, (to) => signatures.forEach((signature) => {
    to.byte(0x60);
    for (const n of signature.split(" ")) to.unsigned(+n).bytes(Array(+n).fill(V128));
  }));
  section(3, functions.length, (to) => functions.forEach((f) => to.unsigned(signatures.indexOf(`${f.parameters} ${f.results}`))));
  section(5, 1, (to) => to.unsigned(1).unsigned(pages).unsigned(pages));
  section(7, 1 + Object.keys(exported).length, (to) => {
    to.text("memory").unsigned(2).unsigned(0);
    for (const [name, index] of Object.entries(exported)) to.text(name).unsigned(0).unsigned(index);
  });
  section(10, functions.length, (to) => functions.forEach((f) => to.append(f.finish())));
  return module.buffer.slice(0, module.length);
}
