import { describe, expect, it } from 'vitest';
import { PASSES, runPasses } from './pipeline.ts';
import { attentionGraph } from '../passes/testing/graphs.ts';

const SIZES = { latent: { height: 4, width: 4 }, tokens: 3, batch: 1 };

describe('runPasses', () => {
  it('compiles a small denoiser pass by pass, each result verified', () => {
    const prepared = runPasses(
      attentionGraph(),
      ['bind-shapes', 'infer-shapes', 'normalize-inputs', 'simplify', 'attach-objective', 'differentiate', 'simplify'],
      SIZES,
    );
    const graph = runPasses(prepared, ['flip-convolutions', 'rematerialise'], SIZES);
    expect(graph.inputs.map(({ name }) => name)).toEqual([
      'sample',
      'timestep',
      'encoder_hidden_states',
      'previous',
      'drift',
      'noise',
      'l1',
      'l2',
      'prior',
      'prior_mean',
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['noise_pred', 'objective', 'gradient']);
  });

  it('says in one sentence what every pass does', () => {
    for (const { says } of Object.values(PASSES)) expect(says).toMatch(/^[a-z].*[^.]$/);
  });

  it('refuses a size that the file does not have', () => {
    const sizes = { ...SIZES, latent: { height: 8, width: 8 } };
    expect(() => runPasses(attentionGraph(), ['bind-shapes'], sizes)).toThrow('fixed to 4 in the file, 8 is asked for');
  });
});
