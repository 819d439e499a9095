import { describe, expect, it } from 'vitest';
import type { DeclaredType, Graph } from '../graph/graph.ts';
import { bindDenoiserShapes, type DenoiserSizes } from './bind-denoiser-shapes.ts';
import { emptyGraph } from './testing/graphs.ts';

const SIZES = { latent: { height: 16, width: 24 }, tokens: 12, batch: 2 };

const OPEN = {
  sample: ['batch', 4, 'height', 'width'],
  timestep: [],
  encoder_hidden_states: ['batch', 'tokens', 8],
} as const;

function declare(shapes: Readonly<Record<string, DeclaredType['shape']>>): Graph {
  const inputs = Object.entries(shapes).map(([name, shape]) => ({ name, type: { dtype: 'float32', shape } as const }));
  return { ...emptyGraph(), inputs };
}

function bind(shapes: Readonly<Record<string, DeclaredType['shape']>>, sizes: DenoiserSizes = SIZES) {
  const { inputs } = bindDenoiserShapes(declare(shapes), sizes);
  return Object.fromEntries(inputs.map(({ name, type }) => [name, type.shape]));
}

describe('bindDenoiserShapes', () => {
  it('binds channels that an old export script leaves open, if they are known', () => {
    const open = { ...OPEN, sample: ['batch', 'channels', 'height', 'width'] };
    const sizes = { ...SIZES, latent: { ...SIZES.latent, channels: 4 } };
    expect(bind(open, sizes)).toMatchObject({ sample: [2, 4, 16, 24] });
    expect(bind(OPEN, { ...SIZES, latent: { ...SIZES.latent, channels: 9 } })).toMatchObject({
      sample: [2, 4, 16, 24],
    });
    expect(() => bind(open)).toThrow('the file leaves dimension 1 (channels) open');
  });

  it.each([
    ['batch', 8, 'tokens'],
    ['batch', 8, 12],
    [1, 8, 12],
  ])('binds text with its tokens last, as fixed dimensions tell: [%s, %s, %s]', (...text) => {
    const sizes = { ...SIZES, batch: 1 };
    expect(bind({ ...OPEN, encoder_hidden_states: text }, sizes)).toMatchObject({ encoder_hidden_states: [1, 8, 12] });
  });

  it('binds the inputs of every family', () => {
    const shapes = {
      ...OPEN,
      text_embeds: ['batch', 20],
      time_ids: ['rows of the size embedding', 6],
      class_labels: [null],
      low_resolution: ['batch', 3, 'height', 'width'],
    };
    expect(bind(shapes)).toEqual({
      sample: [2, 4, 16, 24],
      timestep: [],
      encoder_hidden_states: [2, 12, 8],
      text_embeds: [2, 20],
      time_ids: [2, 6],
      class_labels: [2],
      low_resolution: [2, 3, 16, 24],
    });
  });

  it('tells a timestep for each row from a single one', () => {
    expect(bind({ ...OPEN, timestep: ['batch'] })['timestep']).toEqual([2]);
    expect(bind({ ...OPEN, timestep: ['steps'] })['timestep']).toEqual([1]);
    expect(bind({ ...OPEN, timestep: [null] })['timestep']).toEqual([1]);
  });

  it('keeps the single row that a file is fixed to', () => {
    const shapes = { ...OPEN, sample: [1, 4, 16, 24], encoder_hidden_states: [1, 12, 8] };
    expect(bind(shapes)).toEqual({ ...shapes, timestep: [] });
  });

  it('says which input is fixed to another size', () => {
    expect(() => bind({ ...OPEN, sample: [2, 4, 64, 64] })).toThrow(
      'input sample: dimension 2 is fixed to 64 in the file, 16 is asked for',
    );
    expect(() => bind({ ...OPEN, encoder_hidden_states: ['batch', 77, 8] })).toThrow('dimension 1 is fixed to 77');
    expect(() => bind({ ...OPEN, sample: [2, 4, 16, 24] }, { ...SIZES, batch: 1 })).toThrow(
      'input sample: the file is fixed to 2 rows; export it with one row',
    );
  });

  it('says which dimension no size determines', () => {
    expect(() => bind({ ...OPEN, text_embeds: ['batch', 'width of the text'] })).toThrow(
      'input text_embeds: the file leaves dimension 1 (width of the text) open',
    );
    expect(() => bind({ ...OPEN, sample: null })).toThrow('input sample: its rank is unknown');
  });
});
