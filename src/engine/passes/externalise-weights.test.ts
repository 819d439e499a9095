import { expect, it } from 'vitest';
import type { InlineConstant } from '../graph/graph.ts';
import { externaliseWeights } from './externalise-weights.ts';
import { emptyGraph } from './testing/graphs.ts';

it('refers to large weights inside the model file by their offset', () => {
  const buffer = new ArrayBuffer(16384);
  const file = new Uint8Array(buffer, 64);
  const inline = (bytes: Uint8Array): InlineConstant => ({
    kind: 'inline',
    type: { dtype: 'float32', shape: [bytes.byteLength / 4] },
    bytes,
  });
  const graph = {
    ...emptyGraph(),
    constants: new Map([
      ['large', inline(file.subarray(100, 100 + 4096))],
      ['small', inline(file.subarray(0, 64))],
      ['decoded', inline(new Uint8Array(4096))],
    ]),
  };
  const { constants } = externaliseWeights(graph, file, 'model.onnx');
  expect(constants.get('large')).toEqual({
    kind: 'external',
    type: { dtype: 'float32', shape: [1024] },
    location: 'model.onnx',
    offset: 100,
    length: 4096,
  });
  expect(constants.get('small')?.kind).toBe('inline');
  expect(constants.get('decoded')?.kind).toBe('inline');
});
