// A worker of the page's engine. The first one translates and compiles the program; the others receive the compiled module.
import { Machine, translate } from "./machine.js";

let machine;

async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const work = {
  async load({ packed }) {
    const [code, data] = await Promise.all([packed.code, packed.data].map(unpack));
    const program = JSON.parse(new TextDecoder().decode(code));
    const module = await WebAssembly.compile(translate(program));
    machine = new Machine(program, data, module);
    return { program, data, module };
  },
  join({ program, data, module }) { machine = new Machine(program, data, module); },
  // Sets arguments, and computes what depends on them alone.
  prepare({ values }) {
    for (const [name, numbers] of Object.entries(values)) machine.arguments[name].set(numbers);
    machine.prelude();
  },
  // Simulates futures `from` to before `to`, block by block, and returns the results with one value per future.
  run({ from, to }) {
    const { lanes } = machine.program, results = {};
    for (let first = from; first < to; first += lanes) {
      machine.arguments.first[0] = first;
      machine.block();
      for (const [name, array] of Object.entries(machine.results)) {
        const rows = array.length / lanes, width = to - from;
        results[name] ??= new Int8Array(rows * width);
        for (let row = 0; row < rows; row++) {
          results[name].set(array.subarray(row * lanes, row * lanes + Math.min(lanes, to - first)), row * width + first - from);
        }
      }
    }
    return results;
  },
};

onmessage = async ({ data: { id, task, ...given } }) => {
  try {
    postMessage({ id, result: await work[task](given) });
  } catch (error) {
    postMessage({ id, error: error.message });
  }
};
