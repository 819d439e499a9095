import { createRandomGenerator } from '../../../src/engine/diffusion/random.ts';
import { DATA_TYPES } from '../../../src/engine/tensor/data-type.ts';
import { float32ToFloat16 } from '../../../src/engine/tensor/float16.ts';

export type WeightType = 'float16' | 'float32';

/** How the numbers of one weight are spread. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

export interface RandomWeights {
  /** Plans a weight of so many elements and returns its place in the file. */
  add(elements: number, spread: Spread): { readonly offset: number; readonly length: number };
  /** Elements so far. */
  count(): number;
  /** The file. It takes the memory of a few patterns, whatever its size. */
  toBlob(): Blob;
}

/** A prime: no row of a weight repeats the one above it. */
const PATTERN_ELEMENTS = 524_287;
/** Weights of one spread begin at different places of their pattern. */
const PHASE_STEP = 104_729;

/** A file of Gaussian numbers, the same on every machine: each weight repeats a pattern of its spread. */
export function createRandomWeights(dtype: WeightType): RandomWeights {
  const { bytes } = DATA_TYPES[dtype];
  const planned: { readonly elements: number; readonly spread: Spread }[] = [];
  let total = 0;

  return {
    add(elements, spread) {
      const offset = total * bytes;
      planned.push({ elements, spread });
      total += elements;
      return { offset, length: elements * bytes };
    },
    count: () => total,
    toBlob() {
      const random = createRandomGenerator(0);
      const gaussians = Float32Array.from({ length: PATTERN_ELEMENTS }, () => random.gaussian());
      const patterns = new Map<string, Blob>();
      const patternOf = ({ mean, deviation }: Spread): Blob => {
        const key = `${mean} ${deviation}`;
        const known = patterns.get(key) ?? new Blob([encode(gaussians, { mean, deviation }, dtype)]);
        patterns.set(key, known);
        return known;
      };
      return new Blob(
        planned.flatMap(({ elements, spread }, index) =>
          repeat(patternOf(spread), elements * bytes, ((index * PHASE_STEP) % PATTERN_ELEMENTS) * bytes),
        ),
      );
    },
  };
}

function encode(gaussians: Float32Array, { mean, deviation }: Spread, dtype: WeightType): Uint8Array<ArrayBuffer> {
  const values = gaussians.map((value) => mean + deviation * value);
  const numbers = dtype === 'float32' ? Float32Array.from(values) : Uint16Array.from(values, float32ToFloat16);
  return new Uint8Array(numbers.buffer);
}

/** `length` bytes of a pattern over and over, from `phase` on. */
function repeat(pattern: Blob, length: number, phase: number): Blob[] {
  const pieces: Blob[] = [];
  let start = phase;
  for (let left = length; left > 0; start = 0) {
    const taken = Math.min(left, pattern.size - start);
    pieces.push(taken === pattern.size ? pattern : pattern.slice(start, start + taken));
    left -= taken;
  }
  return pieces;
}
