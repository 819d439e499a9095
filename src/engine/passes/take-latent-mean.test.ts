import { describe, expect, it } from 'vitest';
import { float, int } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { loadGraph } from '../onnx/testing/run-graph.ts';
import { fixBorders } from './fix-borders.ts';
import { drawsLatent, takeLatentMean } from './take-latent-mean.ts';

type Draft = Pick<Graph, 'nodes'> & { readonly output: string; readonly dtype?: 'float32' | 'float16' };

const plain = { domain: '', attributes: {} };

/** A graph over `sample` [1, 4, 1, 2], of which the first two channels are the mean and the others the log-variance. */
function encoder({ nodes, output, dtype = 'float32' }: Draft): Graph {
  return {
    name: 'encoder',
    opsets: { '': 17 },
    inputs: [{ name: 'sample', type: { dtype, shape: ['batch', 'channels', 'h', 'w'] } }],
    outputs: [{ name: output, type: { dtype, shape: null } }],
    constants: new Map(),
    nodes,
    types: new Map(),
  };
}

const SPLIT = {
  ...plain,
  op: 'Split',
  name: 'split',
  inputs: ['sample'],
  outputs: ['mean', 'logvar'],
  attributes: { axis: int(1) },
};
const DRAW = [
  SPLIT,
  { ...plain, op: 'Exp', name: 'exp', inputs: ['logvar'], outputs: ['std'] },
  {
    ...plain,
    op: 'RandomNormalLike',
    name: 'random',
    inputs: ['std'],
    outputs: ['noise'],
    attributes: { scale: float(1), dtype: int(1) },
  },
  { ...plain, op: 'Mul', name: 'mul', inputs: ['std', 'noise'], outputs: ['spread'] },
];
const DRAWN = { ...plain, op: 'Add', name: 'add', inputs: ['mean', 'spread'], outputs: ['latent'] };

const SAMPLE = { dtype: 'float32', shape: [1, 4, 1, 2], numbers: [1, 2, 3, 4, 5, 6, 7, 8] } as const;

async function run(graph: Graph) {
  const runner = await loadGraph(graph);
  const { latent_mean: mean } = await runner.run({ sample: SAMPLE });
  await runner.release();
  return mean && { shape: [...mean.shape], numbers: Array.from(mean.numbers) };
}

const MEAN = { shape: [1, 2, 1, 2], numbers: [1, 2, 3, 4] };

describe('a VAE encoder gives the mean', () => {
  it.each([
    ['a drawn latent', { nodes: [...DRAW, DRAWN], output: 'latent' }],
    ['the noise in front', { nodes: [...DRAW, { ...DRAWN, inputs: ['spread', 'mean'] }], output: 'latent' }],
    [
      'a scaled drawn latent',
      {
        nodes: [
          ...DRAW,
          DRAWN,
          { ...plain, op: 'Identity', name: 'last', inputs: ['latent'], outputs: ['latent_sample'] },
        ],
        output: 'latent_sample',
      },
    ],
    [
      'the moments',
      {
        nodes: [{ ...plain, op: 'Identity', name: 'all', inputs: ['sample'], outputs: ['latent_parameters'] }],
        output: 'latent_parameters',
      },
    ],
    ['the mean itself', { nodes: [SPLIT], output: 'mean' }],
  ] satisfies [string, Draft][])('from %s', async (_, draft) => {
    const graph = takeLatentMean(encoder(draft), 2);
    expect(drawsLatent(graph)).toBe(false);
    expect(await run(graph)).toEqual(MEAN);
  });

  it('says so where random numbers are used in another way', () => {
    const nodes = [...DRAW.slice(0, 3), { ...DRAWN, op: 'Sub', inputs: ['mean', 'noise'] }];
    expect(() => takeLatentMean(encoder({ nodes, output: 'latent' }), 2)).toThrow(
      "the VAE encoder's random numbers (RandomNormalLike random) are not added to a mean",
    );
  });
});

describe('borders', () => {
  const half = encoder({ nodes: [SPLIT], output: 'mean', dtype: 'float16' });

  it('are float32 whatever the file has', async () => {
    const input = { name: 'sample', dtype: 'float32' } as const;
    const graph = fixBorders(takeLatentMean(half, 2), { input, outputs: { latent_mean: 'latent_mean' } });
    expect(graph.inputs.map(({ type }) => type.dtype)).toEqual(['float32']);
    expect(graph.outputs.map(({ type }) => type.dtype)).toEqual(['float32']);
    expect(await run(graph)).toEqual(MEAN);
  });

  it('name an output that is missing, and inputs that are too many', () => {
    const input = { name: 'sample', dtype: 'float32' } as const;
    expect(() => fixBorders(half, { input, outputs: { image: 'other' } })).toThrow('has no output other; it has mean');
    const two = { ...half, inputs: [...half.inputs, { name: 'mask', type: { dtype: 'bool', shape: null } } as const] };
    expect(() => fixBorders(two, { input, outputs: { image: null } })).toThrow('the model takes sample, mask');
  });
});
