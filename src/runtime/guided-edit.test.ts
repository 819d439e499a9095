import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { combine } from '../engine/diffusion/arithmetic.ts';
import { predictGuided } from '../engine/diffusion/classifier-free-guidance.ts';
import { createRandomGenerator, gaussianTensor } from '../engine/diffusion/random.ts';
import { defaultEditSettings } from '../engine/editing/edit-defaults.ts';
import { edit } from '../engine/stages/edit.ts';
import { toPixelImage } from '../engine/stages/pixel-image.ts';
import { readGuided } from '../engine/stages/text-stage.ts';
import { drain } from '../engine/testing/drain.ts';
import { createEditContext } from './create-edit-context.ts';
import { detectPack } from '../packs/detect/detect-pack.ts';
import { loadPack } from './load-pack.ts';
import { createTestReader } from '../../test/folder-reader.ts';
import { STARTER_HOST } from '../../test/starter-host.ts';

const SCHEDULER = { _class_name: 'DDIMScheduler', steps_offset: 1, set_alpha_to_one: false };
const STEPS = 4;

/** A pack of Stable Diffusion's structure under the scheduler of models that were not distilled. */
async function openUndistilled(pack: string) {
  const folder = fileURLToPath(new URL(`../../test/fixtures/packs/${pack}`, import.meta.url));
  const changes = { 'scheduler/scheduler_config.json': new TextEncoder().encode(JSON.stringify(SCHEDULER)) };
  const reader = createTestReader(folder, changes);
  const { manifest } = await detectPack(reader, { id: pack, name: 'small', version: '1' });
  const runtime = await loadPack(STARTER_HOST, reader, { manifest, prepare: [] });
  return { runtime, createContext: () => createEditContext(runtime, STARTER_HOST, { previews: false }) };
}

test('a model that was not distilled edits under guidance, and says what it spent', async () => {
  const { runtime, createContext } = await openUndistilled('sd-turbo-script-14');
  const { width, height } = runtime.manifest.image;
  const image = toPixelImage(gaussianTensor([1, 3, height, width], createRandomGenerator(1)));
  const settings = { ...defaultEditSettings(runtime.manifest), steps: STEPS };
  const prompts = { source: 'a red ball on grass', target: 'a blue ball on grass' };
  const runAt = async (targetGuidance: number) => {
    const request = { runId: '1', image, ...prompts, emphasis: {}, settings: { ...settings, targetGuidance } };
    // With nothing in its cache each runs all of its rows.
    return (await drain(edit(createContext(), request, new AbortController().signal))).returned;
  };
  expect(runtime.guidance).toBe('empty-prompt');
  expect(settings.targetGuidance).toBe(7.5);
  const guided = await runAt(settings.targetGuidance);
  const plain = await runAt(1);
  await runtime.release();
  expect(guided.rows.edit).toBe(plain.rows.edit + STEPS);
  expect(guided.image.data).not.toEqual(plain.image.data);
  expect(guided.inversion?.reconstruction).toEqual(plain.inversion?.reconstruction);
}, 120_000);

test('null-text inversion and MasaCtrl run on graphs that are made for them', async () => {
  const { runtime, createContext } = await openUndistilled('sd-turbo-script-14');
  const { width, height } = runtime.manifest.image;
  const image = toPixelImage(gaussianTensor([1, 3, height, width], createRandomGenerator(1)));
  const settings = {
    ...defaultEditSettings(runtime.manifest),
    editor: 'masactrl',
    inversion: 'null-text',
    steps: 2,
    iterations: 1,
    sourceGuidance: 7.5,
  } as const;
  const request = { runId: '1', image, source: 'a red ball', target: 'a blue ball', emphasis: {}, settings };
  const { returned } = await drain(edit(createContext(), request, new AbortController().signal));
  await runtime.release();
  // DDIM inversion, and at both levels the words, one run with gradient, the empty prompt.
  expect(returned.inversion?.rows).toBe(2 + 2 * (1 + 2 + 1));
  // Alone by words and without, then both rows of each.
  expect(returned.rows.edit).toBe(2 + 4);
  expect(returned.image.data.some((value) => value !== 0)).toBe(true);
}, 120_000);

test('an empty prompt of SDXL is zeros, under which guidance predicts', async () => {
  const { runtime, createContext } = await openUndistilled('sdxl-turbo-optimum-18');
  const sample = gaussianTensor([...runtime.denoiser.latentShape], createRandomGenerator(2));
  const { conditioning } = await readGuided(createContext(), 'a red ball', 5);
  const { empty } = conditioning;
  if (empty === undefined) throw new Error('no empty prompt');
  const { noise } = await predictGuided(runtime.denoiser, sample, 499, conditioning);
  const words = await runtime.denoiser.predict(sample, 499, conditioning);
  const without = await runtime.denoiser.predict(sample, 499, { ...empty, guidance: 1 });
  await runtime.release();
  expect(empty.hiddenStates.shape).toEqual(conditioning.hiddenStates.shape);
  expect(empty.hiddenStates.data.every((value) => value === 0)).toBe(true);
  expect(empty.added?.['text_embeds']?.data.every((value) => value === 0)).toBe(true);
  expect(empty.added?.['time_ids']).toEqual(conditioning.added?.['time_ids']);
  expect(noise).toEqual(combine(-4, without, 5, words));
}, 120_000);
