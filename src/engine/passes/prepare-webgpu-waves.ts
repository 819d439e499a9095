import type { ValueName } from '../graph/graph.ts';
import type { Emitter } from '../graph/emitter.ts';
import { arithmeticLike } from '../ops/emission.ts';

/** pi in two parts, the first of 8 bits: its products with whole and half numbers below 2^15 are exact in float32. */
const PI_HIGH = 3.140625;
const PI_LOW = Math.PI - PI_HIGH;

/** Taylor coefficients of sin r / r in powers of r^2, highest first; the next one adds 6e-8 at pi / 2. */
const COEFFICIENTS = [-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1] as const;

/**
 * sin x or cos x, for |x| up to 10^4, with an error of 3e-7.
 *
 * WGSL promises sin and cos 2^-11 between -pi and pi, and nothing beyond, where the arguments of a timestep's embedding lie (up to
 * 999); sums and products it promises to round correctly. So x is reduced to r = x - h pi in [-pi/2, pi/2] with h whole for the
 * sine, h - 1/2 whole for the cosine, and sin r is a polynomial (reduction after Cody and Waite, Software Manual for the
 * Elementary Functions, 1980).
 */
export function emitWave(emitter: Emitter, x: ValueName, wave: 'sine' | 'cosine'): ValueName {
  const { add, sub, mul } = arithmeticLike(emitter, x);
  const floor = (value: ValueName): ValueName => emitter.emit('Floor', [value]);
  const turns = mul(x, 1 / Math.PI);
  const k = floor(wave === 'sine' ? add(turns, 0.5) : turns);
  const h = wave === 'sine' ? k : add(k, 0.5);
  const r = sub(sub(x, mul(h, PI_HIGH)), mul(h, PI_LOW));
  const square = mul(r, r);
  const [first, ...rest] = COEFFICIENTS;
  const [second = 0, ...others] = rest;
  const start = add(mul(square, first), second);
  const quotient = others.reduce((sum, coefficient) => add(mul(square, sum), coefficient), start);
  // sin(r + k pi) = (-1)^k sin r; cos(r + (k + 1/2) pi) = (-1)^(k + 1) sin r.
  const half = mul(k, 0.5);
  const oddness = sub(half, floor(half));
  const sign = wave === 'sine' ? sub(1, mul(oddness, 4)) : sub(mul(oddness, 4), 1);
  return mul(sign, mul(r, quotient));
}
