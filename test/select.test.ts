/** A click with Select, on photos whose things are known: the starter on the CPU. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EditPair, readPairs } from '../cli/bench/pairs.ts';
import { selectThing } from '../src/app/features/canvas/mask/select-thing.ts';
import { createAppStore } from '../src/app/store/app-store.ts';
import { createOpenedPack } from '../src/app/store/testing/opened-pack.ts';
import { createEntry } from '../src/app/store/testing/history-entry.ts';
import type { AppState } from '../src/app/store/app-state.ts';
import { defaultEditSettings } from '../src/engine/editing/edit-defaults.ts';
import { finish } from '../src/engine/generators.ts';
import type { EditContext } from '../src/engine/stages/edit-context.ts';
import { likenPlaces } from '../src/engine/stages/liken-places.ts';
import { locateThing } from '../src/engine/stages/locate-thing.ts';
import { createEditContext } from '../src/runtime/create-edit-context.ts';
import { loadPack, type LoadedPack } from '../src/runtime/load-pack.ts';
import { createStarterReader, STARTER_HOST } from './starter-host.ts';

const PAIRS = 10;
/** The true edit recolours a pixel where a channel differs by more, of 255. */
const DIFFERS = 24;

let runtime: LoadedPack;
let context: EditContext;

beforeAll(async () => {
  runtime = await loadPack(STARTER_HOST, createStarterReader(), { prepare: ['controlled'] });
  context = createEditContext(runtime, STARTER_HOST, { previews: false });
}, 60_000);
afterAll(() => runtime.release());

it('takes most of the thing and little else: more than by the attention of the words alone', async () => {
  const pairs = await readPairs('validation', PAIRS, runtime.manifest.image, ['colour']);
  const shares: { readonly words: number; readonly both: number }[] = [];
  for (const pair of pairs) {
    shares.push({ words: await overlap(pair, false), both: await overlap(pair, true) });
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [words, both] = [mean(shares.map((share) => share.words)), mean(shares.map((share) => share.both))];
  expect(both, `by the words alone ${words.toFixed(3)}`).toBeGreaterThan(words + 0.02);
  expect(both).toBeGreaterThan(0.7);
}, 300_000);

/** Of what a click in the middle of the thing selects with what the true edit recolours: intersection over union. */
async function overlap(pair: EditPair, isLikened: boolean): Promise<number> {
  const { photo: pixels, source } = pair;
  const { width, height } = pixels;
  const crop = { x: 0, y: 0, width, height };
  const { photo } = createEntry('1', 'photo');
  const initial = createAppStore().getState();
  const opened = { ...createOpenedPack(), manifest: runtime.manifest, defaults: defaultEditSettings(runtime.manifest) };
  const store = createAppStore({
    photo: { ...photo, pixels, crop, widthPx: width, heightPx: height },
    prompts: { ...initial.prompts, source, target: source },
    pack: { ...initial.pack, opened },
  });
  const { signal } = new AbortController();
  const engine = {
    locate: async (request) => ({ ok: true, value: await finish(locateThing(context, request, signal)) }) as const,
    liken: async (request, place) =>
      ({
        ok: true,
        value: isLikened ? await finish(likenPlaces(context, request, place, signal)) : null,
      }) as const,
    edit: refuse,
    mix: refuse,
    cancel: () => undefined,
  } satisfies Parameters<typeof selectThing>[0]['engine'];
  const photos = { open: refuse, forget: refuse } as unknown as Parameters<typeof selectThing>[0]['photos'];
  const truth = recoloured(pair);
  await selectThing({ store, engine, photos }, innermost(truth, width), false);
  const selected = selectedPixels(store.getState());
  const count = (isCounted: (i: number) => boolean) => [...truth.keys()].filter(isCounted).length;
  const isTrue = (i: number) => truth[i] === 1;
  const isSelected = (i: number) => selected[i] === 1;
  return count((i) => isTrue(i) && isSelected(i)) / count((i) => isTrue(i) || isSelected(i));
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('nothing is edited'));
}

function recoloured({ photo, truth }: EditPair): Uint8Array {
  return Uint8Array.from({ length: photo.width * photo.height }, (_, i) =>
    Number([0, 1, 2].some((c) => Math.abs((photo.data[4 * i + c] ?? 0) - (truth.data[4 * i + c] ?? 0)) > DIFFERS)),
  );
}

/** The pixel that is the farthest from any that is not of the thing, by rows and columns. */
function innermost(truth: Uint8Array, width: number): { readonly x: number; readonly y: number } {
  const depth = Float32Array.from(truth, (value) => (value === 1 ? Infinity : 0));
  const spread = (order: readonly number[], step: number): void => {
    for (const i of order) {
      const isInRow = Math.floor(i / width) === Math.floor((i + step) / width);
      const near = Math.min(isInRow ? (depth[i + step] ?? 0) : 0, depth[i + step * width] ?? 0);
      depth[i] = Math.min(depth[i] ?? 0, near + 1);
    }
  };
  const order = [...truth.keys()];
  spread(order, -1);
  spread(order.toReversed(), 1);
  const deepest = depth.indexOf(depth.reduce((most, value) => Math.max(most, value), 0));
  return { x: deepest % width, y: Math.floor(deepest / width) };
}

/** The runs of the one mark that was made: of pixels that are not chosen and that are, in turns. */
function selectedPixels({ tuning, photo }: AppState): Uint8Array {
  const mark = tuning.mask?.marks[0];
  if (photo === null || mark?.kind !== 'shape') throw new Error('nothing was selected');
  const selected = new Uint8Array(photo.pixels.width * photo.pixels.height);
  let at = 0;
  mark.runs.forEach((length, index) => {
    if (index % 2 === 1) selected.fill(1, at, at + length);
    at += length;
  });
  return selected;
}
