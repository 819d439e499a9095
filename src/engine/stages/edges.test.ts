/** Sentences and settings at the edges of what an edit is made for. */
import { describe, expect, it } from 'vitest';
import type { EditResult, EngineEvent } from '../../protocol/engine.ts';
import { drain } from '../testing/drain.ts';
import { edit } from './edit.ts';
import { createRequest, createTabletop, paintScene } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';
const { signal } = new AbortController();

async function run(...request: Parameters<typeof createRequest>) {
  const { context, denoiser } = createTabletop();
  const { returned } = await drain<EngineEvent, EditResult>(edit(context, createRequest(...request), signal));
  return { result: returned, denoiser };
}

it.each([1, 2, 4])('a local edit of %i steps has a mask and keeps the photo outside', async (steps) => {
  const { result } = await run(SOURCE, 'a blue square on sand', { steps });
  expect(result.mask).not.toBeNull();
  const photo = paintScene('red', 'sand');
  expect(result.image.data.slice(4 * 14, 4 * 16)).toEqual(photo.data.slice(4 * 14, 4 * 16));
});

describe('a sentence of punctuation alone', () => {
  it.each(['.', ' , ', '...!', '—'])('says nothing: %s', async (sentence) => {
    await expect(run(SOURCE, sentence)).rejects.toMatchObject({ error: { code: 'prompt/target-empty' } });
    await expect(run(sentence, SOURCE)).rejects.toMatchObject({ error: { code: 'prompt/source-empty' } });
  });
});

describe('words that differ only where the model no longer reads', () => {
  // The tabletop reads sixteen tokens: start, end and fourteen words.
  const long = `${SOURCE}${' on sand'.repeat(5)}`;

  it('are the photo as the model has it, cost no rows, and are named', async () => {
    const { result, denoiser } = await run(`${long} red`, `${long} blue`);
    expect(result.rows).toMatchObject({ draft: 0, edit: 0 });
    expect(result.rows.invert).toBe(denoiser.calls.predict + 2 * denoiser.calls.gradient);
    expect(result.image).toEqual(result.inversion?.reconstruction);
    expect(result.unreadFrom).toBeDefined();
  });

  it('are painted where one that is read differs too', async () => {
    const { result } = await run(`${long} red`, `${long.replace('red', 'blue')} red`);
    expect(result.rows.edit).toBeGreaterThan(0);
    expect(result.image).not.toEqual(result.inversion?.reconstruction);
  });
});
