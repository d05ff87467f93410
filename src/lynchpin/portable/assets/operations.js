// Operations on vectors of four numbers. A value of 32-bit numbers is one local, a value of 64-bit numbers two, with two numbers each.
// Conditions are 32 bits wide: 0 or all bits set.
import { V128 } from "./wasm.js";

export const WIDTHS = { f32: 4, i32: 4, u32: 4, bool: 4, f64: 8, i64: 8 };
export const halves = (kind) => WIDTHS[kind] / 4;

const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"];
const BITS = { and: 0x4e, or: 0x50, xor: 0x51, not: 0x4d };
const FLOAT = { abs: 0, neg: 1, sqrt: 3, add: 4, sub: 5, mul: 6, div: 7, min: 8, max: 9, pmin: 10, pmax: 11 };
const from = (base) => Object.fromEntries(Object.entries(FLOAT).map(([name, place]) => [name, base + place]));
const INT = { ...BITS, abs: 0xa0, neg: 0xa1, shift_left: 0xab, shift_right: 0xac, add: 0xae, sub: 0xb1, mul: 0xb5 };
// The number of the instruction for each operation.
const CODES = {
  f32: { ...from(0xe0), ceil: 0x67, floor: 0x68, trunc: 0x69, nearest: 0x6a, eq: 0x41, ne: 0x42, lt: 0x43, gt: 0x44, le: 0x45, ge: 0x46 },
  f64: { ...from(0xec), ceil: 0x74, floor: 0x75, trunc: 0x7a, nearest: 0x94, eq: 0x47, ne: 0x48, lt: 0x49, gt: 0x4a, le: 0x4b, ge: 0x4c },
  i32: { ...INT, min: 0xb6, max: 0xb8, eq: 0x37, ne: 0x38, lt: 0x39, gt: 0x3b, le: 0x3d, ge: 0x3f },
  u32: { ...INT, shift_right: 0xad, min: 0xb7, max: 0xb9, eq: 0x37, ne: 0x38, lt: 0x3a, gt: 0x3c, le: 0x3e, ge: 0x40 },
  i64: {
    ...BITS, abs: 0xc0, neg: 0xc1, shift_left: 0xcb, shift_right: 0xcc, add: 0xce, sub: 0xd1, mul: 0xd5,
    eq: 0xd6, ne: 0xd7, lt: 0xd8, gt: 0xd9, le: 0xda, ge: 0xdb,
  },
  bool: { ...BITS, eq: 0x37, ne: 0x38 },
};
const UNARY = ["abs", "neg", "sqrt", "ceil", "floor", "trunc", "nearest", "not"];
const SELECT = 0x52, SHUFFLE = 0x0d;
const words = (...places) => places.flatMap((k) => [4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 3]);
// One instruction for each half of the result.
const NARROW = { "i32.f32": 0xfa, "u32.f32": 0xfb, "f32.i32": 0xf8, "f32.u32": 0xf9 };
const WIDEN = { "i32.f64": [0xfe], "u32.f64": [0xff], "f32.f64": [0x5f], "i32.i64": [0xc7, 0xc8], "u32.i64": [0xc9, 0xca] };
const JOIN = { "f64.f32": 0x5e, "f64.i32": 0xfc, "f64.u32": 0xfd };
const ONE = { f32: [0, 0, 128, 63], i32: [1, 0, 0, 0], u32: [1, 0, 0, 0], f64: [0, 0, 0, 0, 0, 0, 240, 63], i64: [1, 0, 0, 0, 0, 0, 0, 0] };

// Kinds of the arguments and of the result of an operation, such as ["f64", "add"]; undefined if there is none of this name.
export function describe(kind, operation) {
  const [name, to] = operation.split(".");
  if (name === "select") return { takes: ["bool", kind, kind], gives: kind };
  if (name === "reinterpret") return WIDTHS[to] === WIDTHS[kind] ? { takes: [kind], gives: to } : undefined;
  if (name === "convert") return converts(kind, to) ? { takes: [kind], gives: to } : undefined;
  if (CODES[kind]?.[name] === undefined) return undefined;
  return { takes: Array(UNARY.includes(name) ? 1 : 2).fill(kind), gives: COMPARISONS.includes(name) ? "bool" : kind };
}
function converts(kind, to) {
  const pair = `${kind}.${to}`;
  return pair in NARROW || pair in WIDEN || pair in JOIN || pair === "i64.i32" || (kind === "bool" && to in ONE);
}

// Writes an operation and returns the locals of its result. `args` are the locals of its arguments, `shift` a constant second argument.
export function write(body, kind, operation, args, shift) {
  const [name, to] = operation.split(".");
  if (name === "reinterpret") return args[0];
  if (name === "convert") return convert(body, kind, to, args[0]);
  const parts = Array.from({ length: halves(kind) }, (_, k) => k);
  if (name === "select") {
    const masks = kind === "f64" || kind === "i64" ? widen(body, args[0][0]) : args[0];
    return parts.map((k) => store(body.get(args[1][k]).get(args[2][k]).get(masks[k]).simd(SELECT)));
  }
  if (shift !== undefined) return parts.map((k) => store(body.get(args[0][k]).i32(shift).simd(CODES[kind][name])));
  const results = parts.map((k) => {
    for (const arg of args) body.get(arg[k]);
    return store(body.simd(CODES[kind][name]));
  });
  return COMPARISONS.includes(name) && results.length === 2 ? [narrow(body, results)] : results;
}

function store(body) {
  const local = body.local(V128);
  body.set(local);
  return local;
}
// A condition for 64-bit numbers from one for 32-bit numbers, and the reverse.
const widen = (body, mask) => [0xc7, 0xc8].map((code) => store(body.get(mask).simd(code)));
const narrow = (body, [low, high]) => store(body.get(low).get(high).simd(SHUFFLE).put(...words(0, 2, 4, 6)));

function convert(body, kind, to, value) {
  const pair = `${kind}.${to}`;
  if (kind === "bool") {
    const masks = WIDTHS[to] === 8 ? widen(body, value[0]) : value;
    const one = Array(16 / ONE[to].length).fill(ONE[to]).flat();
    return masks.map((mask) => store(body.get(mask).simd(0x0c).put(...one).simd(BITS.and)));
  }
  if (pair === "i64.i32") return [narrow(body, value)];
  if (pair in NARROW) return [store(body.get(value[0]).simd(NARROW[pair]))];
  if (pair in JOIN) {
    const [low, high] = value.map((half) => store(body.get(half).simd(JOIN[pair])));
    return [store(body.get(low).get(high).simd(SHUFFLE).put(...words(0, 1, 4, 5)))];
  }
  const [low, high = low] = WIDEN[pair];
  if (WIDEN[pair].length === 2) return [store(body.get(value[0]).simd(low)), store(body.get(value[0]).simd(high))];
  const upper = store(body.get(value[0]).get(value[0]).simd(SHUFFLE).put(...words(2, 3, 2, 3)));
  return [store(body.get(value[0]).simd(low)), store(body.get(upper).simd(low))];
}
