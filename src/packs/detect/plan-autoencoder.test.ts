import { expect, test } from 'vitest';
import type { Graph, Node } from '../../engine/graph/graph.ts';
import { planAutoencoder, requireSize } from './plan-autoencoder.ts';
import type { Component } from './read-component.ts';
import type { Family } from './families/family.ts';
import { STABLE_DIFFUSION } from './families/stable-diffusion.ts';
import { STABLE_DIFFUSION_XL } from './families/stable-diffusion-xl.ts';

const node = (op: string, input: string, output: string, ...weights: string[]): Node => ({
  op,
  domain: '',
  name: output,
  inputs: [input, ...weights],
  outputs: [output],
  attributes: {},
});

function component(
  folder: Component['folder'],
  nodes: readonly Node[],
  config: Component['config'] = {},
  shape: readonly (number | string)[] = ['batch', 'channels', 'height', 'width'],
): Component {
  const weight = { kind: 'external', location: 'w', offset: 0, length: 4 } as const;
  const graph: Graph = {
    name: folder,
    opsets: { '': 14 },
    inputs: [{ name: 'latent_sample', type: { dtype: 'float32', shape } }],
    outputs: [{ name: 'sample', type: { dtype: 'float32', shape: null } }],
    constants: new Map([['w', { ...weight, type: { dtype: 'float32', shape: [64, 4, 3, 3] } }]]),
    nodes,
    types: new Map(),
  };
  return { folder, graph, weightFiles: [], config };
}

/** tanh(x / 3) 3, a convolution, and three doublings. */
const TINY = [
  node('Div', 'latent_sample', 'a'),
  node('Tanh', 'a', 'b'),
  node('Mul', 'b', 'c'),
  node('Conv', 'c', 'd', 'w'),
  node('Resize', 'd', 'e'),
  node('Resize', 'e', 'f'),
  node('Resize', 'f', 'sample'),
];
const BIG = [node('Conv', 'latent_sample', 'a', 'w'), node('Softmax', 'a', 'b'), node('Resize', 'b', 'sample')];

test('a tiny autoencoder has latents of scale 1, whatever lies beside it', () => {
  const encoder = component('vae_encoder', []);
  const beside = { _class_name: 'AutoencoderKL', scaling_factor: 0.18215, shift_factor: 0.1 };
  for (const config of [{}, beside, { _class_name: 'AutoencoderTiny', scaling_factor: 1 }]) {
    expect(
      planAutoencoder(encoder, component('vae_decoder', TINY, config), STABLE_DIFFUSION.scalingFactor),
    ).toMatchObject({
      channels: 4,
      factor: 8,
      scalingFactor: 1,
      shiftFactor: 0,
      assumed: [],
    });
  }
});

test('scale and shift are those of the configuration, else those of the family', () => {
  const encoder = component('vae_encoder', []);
  const plan = (config: Component['config'], { scalingFactor }: Family) =>
    planAutoencoder(encoder, component('vae_decoder', BIG, config), scalingFactor);
  expect(plan({ scaling_factor: 0.3611, shift_factor: 0.1159 }, STABLE_DIFFUSION)).toMatchObject({
    scalingFactor: 0.3611,
    shiftFactor: 0.1159,
  });
  expect(plan({}, STABLE_DIFFUSION)).toMatchObject({ scalingFactor: 0.18215, factor: 2, assumed: ['scaling-factor'] });
  expect(plan({}, STABLE_DIFFUSION_XL).scalingFactor).toBe(0.13025);
  expect(plan({ block_out_channels: [1, 2, 3, 4] }, STABLE_DIFFUSION).factor).toBe(8);
});

test('a half that is fixed to another size is refused with both sizes', () => {
  const fixed = component('vae_encoder', [], {}, [1, 3, 512, 512]);
  expect(() => requireSize(fixed, { height: 512, width: 512 })).not.toThrow();
  expect(() => requireSize(fixed, { height: 64, width: 96 })).toThrow(
    'it is fixed to 512 x 512, the UNet needs 96 x 64',
  );
});
