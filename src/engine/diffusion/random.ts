/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2021) seeded by SplitMix32, and Gaussians by Box-Muller. The same seed gives
 * the same numbers on every machine, up to the last bit of Math.log, Math.sin and Math.cos.
 */
import { type Shape, type Tensor, sizeOf, tensor } from '../tensor/tensor.ts';

export interface RandomGenerator {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  gaussian(): number;
}

export function createRandomGenerator(seed: number): RandomGenerator {
  const state = seedState(seed);
  let spare: number | null = null;

  function uniform(): number {
    return nextUint32(state) / 2 ** 32;
  }
  function gaussian(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    // 1 - u lies in (0, 1], so that the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  return { uniform, gaussian };
}

/** A tensor of independent standard normals. */
export function gaussianTensor(shape: Shape, random: RandomGenerator): Tensor {
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.gaussian()),
  );
}

function seedState(seed: number): Uint32Array {
  let counter = seed >>> 0;
  return Uint32Array.from({ length: 4 }, () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  });
}

function nextUint32(state: Uint32Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = state;
  const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
  const mixed = [a ^ d ^ b, b ^ c ^ a, c ^ a ^ (b << 9), rotateLeft(d ^ b, 11)];
  state.set(mixed);
  return result;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
