import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPS } from './ops.ts';
import type { OpDefinition } from './definition.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { inferNode } from './infer-node.ts';
import { CASES, titleOf } from './testing/cases.ts';
import { checkGradient } from './testing/check-gradient.ts';
import { buildCase, type OperatorCase } from './testing/operator-case.ts';

const differentiable = Object.entries<OpDefinition>(OPS).filter(([, { vjp }]) => typeof vjp === 'function');

// Operators that onnxruntime's WebGPU provider hands to the CPU, with a copy each way, or lacks.
const SLOW_ON_WEBGPU = new Set([
  'Sign',
  'Sum',
  'Mean',
  'GroupNormalization',
  'Or',
  'Xor',
  'Mod',
  'ConstantOfShape',
  'Round',
]);

describe('vector-Jacobian products', () => {
  it.each(differentiable.map(([key]) => key))('%s has a case with a gradient', (key) => {
    expect((CASES[key] ?? []).filter((testCase) => testCase.noGradient === undefined)).not.toHaveLength(0);
  });

  it.each(differentiable)('%s emits nothing that is not asked for', (key, { vjp }) => {
    const [testCase] = (CASES[key] ?? []).filter(({ noGradient }) => noGradient === undefined);
    const { graph, node } = buildCase(key, testCase ?? { inputs: [] });
    const ask = (cotangent: string | undefined, needed: boolean): { found: unknown; emitted: number } => {
      const builder = new GraphBuilder(graph, inferNode);
      const context = { emitter: builder, node, inputs: node.inputs, outputs: node.outputs };
      const cotangents = node.outputs.map(() => cotangent);
      const found = typeof vjp === 'function' ? vjp({ ...context, needs: (i) => needed && i === 0, cotangents }) : [];
      return { found: found.filter((value) => value !== undefined), emitted: builder.build().nodes.length - 1 };
    };
    expect(ask(undefined, true)).toEqual({ found: [], emitted: 0 });
    expect(ask('y0', false)).toEqual({ found: [], emitted: 0 });
  });

  describe.each(differentiable.map(([key]) => key))('%s', (key) => {
    const cases = (CASES[key] ?? []).filter(
      ({ noGradient, inputs }) =>
        noGradient === undefined &&
        inputs.some(
          (input) => input !== null && input.constant === undefined && (input.dtype ?? 'float32') === 'float32',
        ),
    );
    it.each(cases.map((testCase) => [titleOf(key, testCase), testCase] as const))(
      '%s agrees with finite differences',
      async (_, testCase) => {
        const { relativeError, emitted } = await checkGradient(key, testCase);
        expect(relativeError).toBeLessThan(2e-3);
        expect(emitted.filter((op) => SLOW_ON_WEBGPU.has(op))).toEqual([]);
      },
    );
  });

  it('holds for any pair of shapes that broadcast', async () => {
    const axes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean()), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(axes, fc.nat(4), fc.boolean(), async (extents, dropped, isFirstShorter) => {
        const a = extents.map(([extent, isKept]) => (isKept ? extent : 1));
        const b = extents.map(([extent, , isKept]) => (isKept ? extent : 1));
        const inputs = isFirstShorter ? [a.slice(dropped), b] : [a, b.slice(dropped)];
        const { relativeError } = await checkGradient('Mul', { inputs: inputs.map((shape) => ({ shape })) });
        expect(relativeError).toBeLessThan(2e-3);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('holds for any slice', async () => {
    const range = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: -8, max: 8 }),
      fc.integer({ min: -8, max: 8 }),
      fc.constantFrom(-3, -2, -1, 1, 2, 3),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 3 }), async (ranges) => {
        const constant = (numbers: number[]) => ({
          shape: [numbers.length],
          dtype: 'int64' as const,
          constant: numbers,
        });
        const testCase: OperatorCase = {
          inputs: [
            { shape: ranges.map(([extent]) => extent) },
            constant(ranges.map(([, start]) => start)),
            constant(ranges.map(([, , end]) => end)),
            constant(ranges.map((_, axis) => axis)),
            constant(ranges.map(([, , , step]) => step)),
          ],
        };
        const { graph } = buildCase('Slice', testCase);
        fc.pre(!(graph.types.get('y0')?.shape ?? []).includes(0));
        const { relativeError } = await checkGradient('Slice', testCase);
        expect(relativeError).toBeLessThan(2e-3);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
