// BLAKE2b with a digest of 8 bytes (RFC 7693), by which Python makes the key of each draw from the seed and the draw's name.

const START = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const ORDERS = [
  "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8",
  "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a",
  "6fe9b308c2d714a5", "a2847615fb9e3cd0",
].map((order) => [...order].map((digit) => parseInt(digit, 16)));
const QUARTERS = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
const DIGEST = 8, BLOCK = 128;
const limit = (x) => BigInt.asUintN(64, x);
const rotate = (x, by) => limit((x >> by) | (x << (64n - by)));

// The digest of a text as two whole numbers of 32 bits, lowest bytes first.
export function digest(text) {
  const bytes = new TextEncoder().encode(text), state = [...START];
  state[0] ^= 0x01010000n ^ BigInt(DIGEST);
  const blocks = Math.max(1, Math.ceil(bytes.length / BLOCK));
  for (let k = 0; k < blocks; k++) {
    const block = new Uint8Array(BLOCK), last = k === blocks - 1;
    block.set(bytes.subarray(k * BLOCK, (k + 1) * BLOCK));
    compress(state, new BigUint64Array(block.buffer), BigInt(last ? bytes.length : (k + 1) * BLOCK), last);
  }
  return new Uint32Array(BigUint64Array.of(state[0]).buffer);
}

function compress(state, words, count, last) {
  const v = [...state, ...START];
  v[12] ^= count;
  if (last) v[14] = limit(~v[14]);
  for (let round = 0; round < 12; round++) {
    const order = ORDERS[round % 10];
    QUARTERS.forEach(([a, b, c, d], k) => {
      v[a] = limit(v[a] + v[b] + words[order[2 * k]]);
      v[d] = rotate(v[d] ^ v[a], 32n);
      v[c] = limit(v[c] + v[d]);
      v[b] = rotate(v[b] ^ v[c], 24n);
      v[a] = limit(v[a] + v[b] + words[order[2 * k + 1]]);
      v[d] = rotate(v[d] ^ v[a], 16n);
      v[c] = limit(v[c] + v[d]);
      v[b] = rotate(v[b] ^ v[c], 63n);
    });
  }
  for (let k = 0; k < 8; k++) state[k] ^= v[k] ^ v[k + 8];
}
