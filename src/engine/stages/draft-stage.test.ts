import { describe, expect, it } from 'vitest';
import type { EditResult, EngineEvent, PixelImage } from '../../protocol/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { drain } from '../testing/drain.ts';
import { edit } from './edit.ts';
import { compareScenes, runEdit } from './testing/run-edit.ts';
import { createRequest, createTabletop, paintScene } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';
const never = new AbortController().signal;

describe('a draft', () => {
  const drafts = (events: readonly EngineEvent[]) =>
    events.flatMap((event) => (event.type === 'preview' && event.draft ? [event] : []));

  it('of other words is painted before the inversion begins, nearer to the edit than the photo is', async () => {
    const { events } = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand');
    const [draft] = drafts(events);
    const inversion = events.findIndex((event) => event.type === 'stage' && event.stage === 'invert');
    expect(events.findIndex((event) => event === draft)).toBeLessThan(inversion);
    const truth = paintScene('blue', 'sand');
    const guessed = compareScenes(draft?.image ?? truth, truth).inside;
    expect(draft).toBeDefined();
    expect(guessed).toBeGreaterThan(compareScenes(paintScene('red', 'sand'), truth).inside + 6);
  });

  it('leaves the photo around the thing that the words are about, and says where that is before it is painted', async () => {
    const { events } = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand');
    const [draft] = drafts(events);
    const located = events.findIndex(({ type }) => type === 'located');
    expect(located).toBeGreaterThan(-1);
    expect(located).toBeLessThan(events.findIndex((event) => event === draft));
    const photo = paintScene('red', 'sand');
    const corner = (image: PixelImage | undefined) => image?.data.subarray(0, 4);
    expect(corner(draft?.image)).toEqual(corner(photo));
    const scene = await runEdit(createTabletop().context, SOURCE, 'a red square on snow');
    expect(scene.events.some(({ type }) => type === 'located')).toBe(false);
    expect(corner(drafts(scene.events)[0]?.image)).not.toEqual(corner(photo));
  });

  it('is not painted of a material, to which the photo is nearer; where it will change is said', async () => {
    const { context } = createTabletop();
    const vocabulary = { ...context.vocabulary, colours: [], materials: ['red', 'blue'] };
    const { events, result } = await runEdit({ ...context, vocabulary }, SOURCE, 'a blue square on sand');
    expect(drafts(events)).toEqual([]);
    expect(events.filter(({ type }) => type === 'located')).toHaveLength(1);
    expect(result.rows.draft).toBe(2);
  });

  it('does not touch the edit', async () => {
    const { context } = createTabletop();
    const { result } = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand');
    const plain = await runEdit({ ...context, previews: false }, SOURCE, 'a blue square on sand');
    expect(plain.result.rows.draft).toBe(0);
    expect(result.image).toEqual(plain.result.image);
  });

  it('is not painted for equal words, for an emphasis alone, nor once the photo is inverted', async () => {
    const { context } = createTabletop();
    const emphasised = { ...createRequest('a red square', 'a red square'), emphasis: { 1: 2 } };
    const { yielded } = await drain<EngineEvent, EditResult>(edit(context, emphasised, never));
    expect(drafts(yielded)).toEqual([]);
    expect(drafts((await runEdit(context, SOURCE, SOURCE)).events)).toEqual([]);
    const { events, result } = await runEdit(context, SOURCE, 'a blue square on sand');
    expect(drafts(events)).toEqual([]);
    expect(result.rows.draft).toBe(0);
  });
});

it('paints what is seen between the steps by the decoder for previews, and the result by the other', async () => {
  const { context } = createTabletop();
  const { autoencoder } = context.models;
  const counts = { preview: 0, decode: 0 };
  const counted = {
    ...autoencoder,
    preview: (latent: Tensor) => (counts.preview++, autoencoder.preview(latent)),
    decode: (latent: Tensor) => (counts.decode++, autoencoder.decode(latent)),
  };
  const models = { ...context.models, autoencoder: counted };
  const { events } = await runEdit({ ...context, models }, SOURCE, 'a blue square on sand');
  expect(counts.preview).toBe(events.filter(({ type }) => type === 'preview').length);
  // The photo as the autoencoder has it, its reconstruction, and the result.
  expect(counts.decode).toBe(3);
});
