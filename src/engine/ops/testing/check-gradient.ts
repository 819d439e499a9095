/** Numeric proof of a VJP rule: <vjp(ct), v> = d/de <ct, f(x + e v)> for random ct and v. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { ValueName } from '../../graph/graph.ts';
import { verifyGraph } from '../../graph/verify.ts';
import { loadGraph, type Value } from '../../onnx/testing/run-graph.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { findOp } from '../find-op.ts';
import { inferNode } from '../infer-node.ts';
import { buildCase, type OperatorCase } from './operator-case.ts';
import { seededRandom } from './seeded-random.ts';

// Large against float32 rounding; Richardson's extrapolation removes the error of second order.
const STEP = 0.02;

export interface GradientCheck {
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic - numeric| over the size that the terms of the products could reach. */
  readonly relativeError: number;
  /** Operators that the rule emitted. */
  readonly emitted: readonly string[];
}

export async function checkGradient(key: string, testCase: OperatorCase, seed = 7): Promise<GradientCheck> {
  const { graph, node, feeds, differentiable } = buildCase(key, testCase, seed);
  const random = seededRandom(seed + 1);
  const uniform = (size: number): number[] => Array.from({ length: size }, () => 2 * random() - 1);
  const used = testCase.used ?? node.outputs.map((_, i) => i);

  const builder = new GraphBuilder(graph, inferNode, { prefix: 'g' });
  const cotangentFeeds: Record<string, Value> = {};
  const cotangents = node.outputs.map((output, i) => {
    if (!used.includes(i)) return undefined;
    const type = builder.typeOf(output);
    cotangentFeeds[`ct${i}`] = { ...type, numbers: uniform(sizeOf(type.shape)) };
    return builder.addInput(`ct${i}`, type);
  });
  const { vjp } = findOp(node, builder.opset);
  if (typeof vjp !== 'function') throw new Error(`${key} has no VJP rule`);
  const gradients = vjp({
    emitter: builder,
    node,
    inputs: node.inputs,
    outputs: node.outputs,
    cotangents,
    needs: (input) => differentiable.includes(input),
  });
  const directions = new Map<ValueName, readonly number[]>(
    differentiable.map((i) => [`x${i}`, uniform(sizeOf(builder.typeOf(`x${i}`).shape))] as const),
  );
  const named = differentiable.map((i) => [i, gradients[i]] as const);
  const outputs = [...new Set([...node.outputs, ...named.flatMap(([, name]) => name ?? [])])];
  // A cotangent that passes through is a graph input, which cannot be an output as well.
  const readable = outputs.filter((name) => !(name in cotangentFeeds));
  const full = builder.build({ outputs: readable });
  verifyGraph(full, { infer: inferNode });
  const runner = await loadGraph(full);
  try {
    const objective = async (step: number): Promise<number> => {
      const moved = Object.fromEntries(
        Object.entries(feeds).map(([name, value]) => [name, shifted(value, directions.get(name), step)]),
      );
      const results = await runner.run({ ...moved, ...cotangentFeeds });
      return used.reduce((sum, i) => sum + dot(results[`y${i}`]?.numbers, cotangentFeeds[`ct${i}`]?.numbers), 0);
    };
    const difference = async (step: number): Promise<number> =>
      ((await objective(step)) - (await objective(-step))) / (2 * step);
    const numeric = (4 * (await difference(STEP)) - (await difference(2 * STEP))) / 3;
    const results = await runner.run({ ...feeds, ...cotangentFeeds });
    const valueOf = (name: ValueName): Value | undefined => results[name] ?? cotangentFeeds[name];
    let analytic = 0;
    let scale = 0;
    for (const [i, name] of named) {
      if (name === undefined) continue;
      const gradient = valueOf(name);
      const direction = directions.get(`x${i}`) ?? [];
      if (gradient?.numbers.length !== direction.length)
        throw new Error(`${key}: the cotangent of input ${i} has a wrong size`);
      if (String(gradient.shape) !== String(builder.typeOf(`x${i}`).shape)) throw new Error(`${key}: wrong shape`);
      analytic += dot(gradient.numbers, direction);
      scale += Math.sqrt(dot(gradient.numbers, gradient.numbers));
    }
    const relativeError = Math.abs(analytic - numeric) / Math.max(scale, Math.abs(numeric), 1e-3);
    return { analytic, numeric, relativeError, emitted: full.nodes.slice(1).map((emitted) => emitted.op) };
  } finally {
    await runner.release();
  }
}

function shifted(value: Value, direction: readonly number[] | undefined, step: number): Value {
  if (direction === undefined) return value;
  return { ...value, numbers: direction.map((d, i) => (value.numbers[i] ?? 0) + step * d) };
}

function dot(a: ArrayLike<number> = [], b: ArrayLike<number> = []): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
