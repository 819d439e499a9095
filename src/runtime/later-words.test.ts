/** Later words for a photo run the target's row alone, beside what the source row has left: the starter on the CPU. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EditRequest, EditSettings, PixelImage } from '../protocol/engine.ts';
import { createRandomGenerator, gaussianTensor } from '../engine/diffusion/random.ts';
import { blendFor, DEFAULT_TUNING, defaultEditSettings, type EditTuning } from '../engine/editing/edit-defaults.ts';
import { finish } from '../engine/generators.ts';
import type { EditContext } from '../engine/stages/edit-context.ts';
import { edit } from '../engine/stages/edit.ts';
import { invert } from '../engine/stages/invert-photo.ts';
import { createEditorInputs, editorOf } from '../engine/stages/paint-stage.ts';
import { toPixelImage } from '../engine/stages/pixel-image.ts';
import { readWords } from '../engine/stages/text-stage.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { createStarterReader, STARTER_HOST } from '../../test/starter-host.ts';
import { createEditContext } from './create-edit-context.ts';
import { loadPack, type LoadedPack } from './load-pack.ts';

const SOURCE = 'a red ball on grass at day';
const FIRST = 'a blue ball on grass at day';
const never = new AbortController().signal;

let runtime: LoadedPack;
let context: EditContext;
let settings: EditSettings;

beforeAll(async () => {
  runtime = await loadPack(STARTER_HOST, createStarterReader(), { prepare: [] });
  context = createEditContext(runtime, STARTER_HOST, { previews: false });
  // One row a step inverts well enough to edit from.
  settings = { ...defaultEditSettings(runtime.manifest), inversion: 'ddim', iterations: 1 };
}, 60_000);
afterAll(() => runtime.release());

function photoOf(seed: number): PixelImage {
  const { width, height } = runtime.manifest.image;
  return toPixelImage(gaussianTensor([1, 3, height, width], createRandomGenerator(seed)));
}

function requestOf(target: string, changes: Partial<EditRequest> = {}): EditRequest {
  return { runId: '1', image: photoOf(1), source: SOURCE, target, emphasis: {}, settings, ...changes };
}

/** Paints an edit along a trajectory. */
async function paint(request: EditRequest, trajectory: readonly Tensor[], tuning?: EditTuning) {
  const words = await readWords(context, request);
  const own = tuning === undefined ? context : { ...context, tuning };
  return finish(
    editorOf(request).paint(createEditorInputs(own, request, { words, userMask: null, trajectory }, never)),
  );
}

async function rowsOf(request: EditRequest, signal = never): Promise<number> {
  return (await finish(edit(context, request, signal))).rows.edit;
}

const held: Partial<EditSettings> = { automatic: false, crossReplace: 1, selfReplace: 1 };

interface Case {
  readonly name: string;
  readonly target: string;
  readonly emphasis?: EditRequest['emphasis'];
  readonly own: Partial<EditSettings>;
  readonly tuning?: EditTuning;
}

const CASES: readonly Case[] = [
  { name: 'replace', target: 'a green ball on grass at day', own: held },
  { name: 'refine', target: 'a shiny red ball and a blue cube on grass at day', own: held },
  { name: 'reweight', target: SOURCE, emphasis: { 1: 2.5 }, own: held },
  { name: 'a part of cross control', target: FIRST, own: { automatic: false, crossReplace: 0.5, selfReplace: 0 } },
  { name: 'a part of self control', target: FIRST, own: { automatic: false, crossReplace: 0, selfReplace: 0.5 } },
  { name: 'no local blend', target: FIRST, own: { ...held, localBlend: false } },
  ...(['attention', 'difference', 'product'] as const).map((evidence) => ({
    name: `a mask by ${evidence}`,
    target: FIRST,
    own: { automatic: false, crossReplace: 0.5, selfReplace: 0.25, localBlend: true },
    tuning: { ...DEFAULT_TUNING, blendFor: () => ({ ...blendFor('object'), evidence }) },
  })),
];

test.each(CASES)('$name: as if both rows had run', async ({ target, emphasis = {}, own, tuning }) => {
  const request = requestOf(target, { emphasis, settings: { ...settings, ...own } });
  // All steps of the photo under full control, so that whatever the case asks for is kept.
  const { trajectory } = await finish(invert(context, request, never));
  await paint(requestOf(FIRST, { settings: { ...settings, ...held } }), trajectory);
  const found = await paint(request, trajectory, tuning);
  const copies = trajectory.map(({ shape, data }) => tensor(shape, data.slice()));
  const expected = await paint(request, copies, tuning);
  expect(found.rows).toBe(settings.steps);
  expect(expected.rows).toBeGreaterThan(settings.steps);
  expect(distance(found.latent.data, expected.latent.data)).toBeLessThan(1e-5);
  const none = new Float32Array();
  expect(found.maps?.shape).toEqual(expected.maps?.shape);
  expect(distance(found.maps?.data ?? none, expected.maps?.data ?? none)).toBeLessThan(1e-5);
  expect(found.mask?.data.length).toBe(expected.mask?.data.length);
  expect(distance(found.mask?.data ?? none, expected.mask?.data ?? none)).toBeLessThan(1e-4);
});

test('another photo, other source words and another inversion run both rows again', async () => {
  const full = { settings: { ...settings, ...held } };
  const both = 2 * settings.steps;
  expect(await rowsOf(requestOf(FIRST, { ...full, image: photoOf(2) }))).toBe(both);
  expect(await rowsOf(requestOf('a green ball on grass at day', { ...full, image: photoOf(2) }))).toBe(settings.steps);
  expect(await rowsOf(requestOf(FIRST, { ...full, image: photoOf(3) }))).toBe(both);
  expect(await rowsOf(requestOf(FIRST, { ...full, image: photoOf(3), source: 'a red cube on sand at day' }))).toBe(
    both,
  );
  const guided = { settings: { ...full.settings, sourceGuidance: 2 } };
  expect(await rowsOf(requestOf(FIRST, { ...guided, image: photoOf(3) }))).toBe(both);
  // What was known before is known still.
  expect(await rowsOf(requestOf(SOURCE, { ...full, image: photoOf(2), emphasis: { 1: 2 } }))).toBe(settings.steps);
});

test('an edit that is stopped leaves the steps that it has run', async () => {
  const request = requestOf(FIRST, { settings: { ...settings, ...held }, image: photoOf(4) });
  const stop = new AbortController();
  const running = finish(edit(context, request, stop.signal), (event) => {
    if (event.type === 'stage' && event.stage === 'edit' && event.step === 2) stop.abort();
  });
  await expect(running).rejects.toMatchObject({ error: { code: 'run/cancelled' } });
  expect(await rowsOf(request)).toBe(2 * settings.steps - 2);
  expect(await rowsOf(request)).toBe(settings.steps);
});

/** Relative to the expected. */
function distance(found: Float32Array, expected: Float32Array): number {
  let [difference, size] = [0, 0];
  expected.forEach((value, i) => {
    difference += (value - (found[i] ?? Number.NaN)) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / Math.max(size, Number.MIN_VALUE));
}
