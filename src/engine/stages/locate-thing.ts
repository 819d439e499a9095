import type { EditRequest } from '../../protocol/edit-request.ts';
import type { EngineEvent, ThingMap } from '../../protocol/engine.ts';
import { isLocalEdit } from '../../words/edit-kind.ts';
import { isFunctionWord } from '../../words/normalise-word.ts';
import { at } from '../at.ts';
import type { TokenizedPrompt } from '../ports.ts';
import { planControl } from '../control/attention-control.ts';
import { namingPositions } from '../control/naming-positions.ts';
import { divideByLargest, stretch, type Raster } from '../control/raster.ts';
import { sumMaps } from '../control/sum-maps.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import { toPixelMask } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { encodeStage, photoKey } from './encode-stage.ts';
import { stableHash } from './stable-hash.ts';
import { readWords } from './text-stage.ts';

/** The thing is looked for under the noise of the last of so many steps: below it attention is sharpest. */
const STEPS = 4;
/** A cell belongs to the thing where the words act at least so strongly, in parts of their strongest. */
const ACTS_FROM = 0.5;
/** Source and target are run together. */
const ROWS = 2;
/** The thing is where it is, whatever noise an edit of it draws. */
const SEED = 0;

/** Where a thing is, and the rows that it took to find it. */
export interface FoundThing {
  readonly map: ThingMap | null;
  readonly rows: number;
}

const NOTHING: FoundThing = { map: null, rows: 0 };

/**
 * Where the thing is that the words are about: the attention of the photo's words that change, and of those that end their phrase, in one
 * run of the photo under a little noise. Costs two rows and no inversion, and nothing for words that were looked for before. Throws
 * `run/cancelled` once `signal` aborts.
 *
 * @returns as the map the cells around the strongest that hang together, all others 0; null where the words are about the whole picture, or name
 * nothing that the photo shows
 */
export async function* findThing(
  context: EditContext,
  request: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, FoundThing, void> {
  const { source, changed, kind } = await readWords(context, request);
  const { conditioning, tokenized } = source;
  const words = withPhrases(tokenized, changed.source).map((index) => namingPositions(tokenized, [index]));
  const naming = words.filter((positions) => positions.length > 0);
  if (!isLocalEdit(kind) || naming.length === 0) return NOTHING;
  const positions = naming.flat();
  const key = stableHash({
    stage: 'locate',
    model: context.modelId,
    image: photoKey(request.image),
    ids: tokenized.ids,
    guidance: conditioning.guidance,
    positions,
  });
  const known = context.cache.locate.get(key);
  if (known) return { map: known, rows: 0 };
  const { latent } = (yield* encodeStage(context, request, signal)).value;
  const timestep = at(context.timestepsFor(STEPS), STEPS - 1);
  const noise = gaussianTensor(latent.shape, createRandomGenerator(SEED));
  const noisy = combine(context.schedule.alphaAt(timestep), latent, context.schedule.sigmaAt(timestep), noise);
  const row = { latent: noisy, conditioning };
  const rows = { source: { ...row, trajectory: [noisy] }, target: row };
  const plan = { source: tokenized, target: tokenized, emphasis: {}, steps: 1, crossReplace: 0, selfReplace: 0 };
  const { maps } = await context.models.denoiser.controlled(rows, timestep, at(planControl(plan), 0));
  const sum = naming
    .map((positions) => stretch(sumMaps(maps, 0, positions)))
    .reduce((all, map) => ({ ...all, data: all.data.map((value, i) => value + (map.data[i] ?? 0)) }));
  const thing = keepStrongest(divideByLargest(sum));
  const map = { width: thing.width, height: thing.height, strength: toPixelMask(thing) };
  context.cache.locate.set(key, map, map.strength.byteLength);
  return { map, rows: ROWS };
}

/** The same, as an answer. */
export async function* locateThing(
  ...asked: Parameters<typeof findThing>
): AsyncGenerator<EngineEvent, ThingMap | null, void> {
  return (yield* findThing(...asked)).map;
}

/** The words and what follows them up to the end of their phrases: a colour acts most on the thing that it is the colour of. */
function withPhrases({ words }: TokenizedPrompt, indices: readonly number[]): readonly number[] {
  const all = new Set(indices);
  for (const index of indices) {
    // The "and" or the article of what follows is not of its phrase.
    if (isFunctionWord(words[index]?.text ?? '')) continue;
    for (let next = index; !/[,.;]$/.test(words[next]?.text ?? ''); next++) {
      const following = words[next + 1];
      if (following === undefined || isFunctionWord(following.text)) break;
      all.add(next + 1);
    }
  }
  return [...all];
}

/** The cells that act and hang together with the strongest, by their sides and corners; all others are 0. */
function keepStrongest({ width, height, data }: Raster): Raster {
  const kept = new Float32Array(data.length);
  const pending = [data.indexOf(Math.max(...data))];
  for (let cell = pending.pop(); cell !== undefined; cell = pending.pop()) {
    kept[cell] = data[cell] ?? 0;
    for (
      let y = Math.max(0, Math.floor(cell / width) - 1);
      y <= Math.min(height - 1, Math.floor(cell / width) + 1);
      y++
    ) {
      for (let x = Math.max(0, (cell % width) - 1); x <= Math.min(width - 1, (cell % width) + 1); x++) {
        const near = y * width + x;
        if (kept[near] === 0 && (data[near] ?? 0) >= ACTS_FROM) pending.push(near);
      }
    }
  }
  return { width, height, data: kept };
}
