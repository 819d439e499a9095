import { int } from '../graph/attributes.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import type { Emitter } from '../graph/emitter.ts';
import { attributesOf } from '../ops/define-op.ts';
import { arithmeticLike } from '../ops/emission.ts';
import { extentAt } from '../ops/operands.ts';
import { OPS } from '../ops/ops.ts';
import { readGraph } from './graph-reader.ts';
import { rangeOf } from './slices.ts';

/** pi in two parts, the first of 8 bits: its products with whole and half numbers below 2^15 are exact in float32. */
const PI_HIGH = 3.140625;
const PI_LOW = Math.PI - PI_HIGH;

/** Taylor coefficients of sin r / r in powers of r^2, highest first; the next one adds 6e-8 at pi / 2. */
const COEFFICIENTS = [-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1] as const;

export type Wave = 'sine' | 'cosine';

/**
 * k = floor(x / pi + rounding), h = k + shift: sin(r + k pi) = (-1)^k sin r and cos(r + (k + 1/2) pi) = (-1)^(k + 1) sin r, where
 * (-1)^k = 1 - 4 (k / 2 - floor(k / 2)).
 */
const PHASES = {
  sine: { rounding: 0.5, shift: 0, sign: 1 },
  cosine: { rounding: 0, shift: 0.5, sign: -1 },
} as const satisfies Record<Wave, unknown>;

/**
 * sin x or cos x, for |x| up to 10^4, with an error of 3e-7; several waves follow each other along the last axis.
 *
 * WGSL promises sin and cos 2^-11 between -pi and pi, and nothing beyond, where the arguments of a timestep's embedding lie (up to
 * 999); sums and products it promises to round correctly. So x is reduced to r = x - h pi in [-pi/2, pi/2] with h whole for the
 * sine, h - 1/2 whole for the cosine, and sin r is a polynomial (reduction after Cody and Waite, Software Manual for the
 * Elementary Functions, 1980).
 */
export function emitWaves(emitter: Emitter, x: ValueName, waves: readonly Wave[]): ValueName {
  const { add, sub, mul } = arithmeticLike(emitter, x);
  const { dtype, shape } = emitter.typeOf(x);
  const angles =
    waves.length === 1
      ? x
      : emitter.emit(
          'Concat',
          waves.map(() => x),
          { axis: int(-1) },
        );
  const width = waves.length === 1 ? 1 : extentAt(shape, -1);
  const perWave = (numberOf: (phase: (typeof PHASES)[Wave]) => number): ValueName | number => {
    const numbers = waves.map((wave) => numberOf(PHASES[wave]));
    const [first = 0] = numbers;
    if (numbers.every((number) => number === first)) return first;
    return emitter.float(
      numbers.flatMap((number) => Array.from({ length: width }, () => number)),
      undefined,
      dtype,
    );
  };
  const plus = (value: ValueName, term: ValueName | number): ValueName => (term === 0 ? value : add(value, term));
  const floor = (value: ValueName): ValueName => emitter.emit('Floor', [value]);
  const k = floor(
    plus(
      mul(angles, 1 / Math.PI),
      perWave(({ rounding }) => rounding),
    ),
  );
  const h = plus(
    k,
    perWave(({ shift }) => shift),
  );
  const r = sub(sub(angles, mul(h, PI_HIGH)), mul(h, PI_LOW));
  const square = mul(r, r);
  const [first, ...rest] = COEFFICIENTS;
  const [second = 0, ...others] = rest;
  const start = add(mul(square, first), second);
  const quotient = others.reduce((sum, coefficient) => add(mul(square, sum), coefficient), start);
  const half = mul(k, 0.5);
  const oddness = sub(half, floor(half));
  const sign = add(
    mul(
      oddness,
      perWave((phase) => -4 * phase.sign),
    ),
    perWave((phase) => phase.sign),
  );
  return mul(sign, mul(r, quotient));
}

/**
 * The sines and cosines of one value that are joined along its last axis, as the embedding of a timestep is, with the halves exchanged
 * or not. By the node that joins them.
 */
export function findJoinedWaves(
  graph: Graph,
): ReadonlyMap<Node, { readonly x: ValueName; readonly waves: readonly Wave[] }> {
  const reader = readGraph(graph);
  const found = new Map<Node, { readonly x: ValueName; readonly waves: readonly Wave[] }>();
  const waveOf = (value: ValueName): { readonly x: ValueName; readonly wave: Wave } | undefined => {
    const node = reader.producerOf(value, 'Sin', 'Cos');
    return node === undefined ? undefined : { x: node.inputs[0] ?? '', wave: node.op === 'Sin' ? 'sine' : 'cosine' };
  };
  /** The wave that a slice takes out of joined ones. */
  const partOf = (value: ValueName): ReturnType<typeof waveOf> => {
    const slice = reader.producerOf(value, 'Slice');
    const range = slice === undefined ? undefined : rangeOf(graph, slice);
    const whole = reader.producerOf(slice?.inputs[0] ?? '', 'Concat');
    const joined = whole === undefined ? undefined : found.get(whole);
    if (range === undefined || joined === undefined) return undefined;
    const { shape } = reader.typeOf(joined.x);
    const width = extentAt(shape, -1);
    const wave = joined.waves[range.start / width];
    const isWave = range.axis === shape.length - 1 && range.end - range.start === width;
    return wave !== undefined && isWave ? { x: joined.x, wave } : undefined;
  };
  for (const node of graph.nodes) {
    if (node.op !== 'Concat' || node.domain !== '') continue;
    const parts = node.inputs.map((value) => waveOf(value) ?? partOf(value));
    const [first] = parts;
    if (first === undefined || parts.length < 2) continue;
    const { dtype, shape } = reader.typeOf(first.x);
    const { axis } = attributesOf(OPS.Concat, node);
    const isLast = axis === -1 || axis === shape.length - 1;
    const waves = parts.flatMap((part) => (part?.x === first.x ? [part.wave] : []));
    if (isLast && dtype === 'float32' && waves.length === parts.length) found.set(node, { x: first.x, waves });
  }
  return found;
}
