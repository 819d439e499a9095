import type { EditRequest } from '../../protocol/edit-request.ts';
import type { EngineEvent, ThingCells, ThingMap } from '../../protocol/engine.ts';
import { isLocalEdit } from '../../words/edit-kind.ts';
import { isFunctionWord } from '../../words/normalise-word.ts';
import { findThings } from '../../words/things.ts';
import { at } from '../at.ts';
import type { TokenizedPrompt } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { planControl } from '../control/attention-control.ts';
import { namingPositions } from '../control/naming-positions.ts';
import { measureDifference } from '../control/latent-difference.ts';
import { divideByLargest, stretch, type Raster } from '../control/raster.ts';
import { sumMaps } from '../control/sum-maps.ts';
import { findThingCells, findThingWithTraces } from '../control/thing-cells.ts';
import { takeRow } from '../diffusion/arithmetic.ts';
import { predictClean } from '../diffusion/ddim.ts';
import { toPixelMask } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { photoKey } from './encode-stage.ts';
import { noisePhoto } from './noise-photo.ts';
import { stableHash } from './stable-hash.ts';
import { readWords } from './text-stage.ts';

/** Source and target are run together. */
const ROWS = 2;

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
 * Where the words only take a thing away, the second row has what is left of them, and where both differ are the thing's shadow and reflection.
 *
 * @returns as the map the cells around the strongest that hang together, all others 0; null where the words are about the whole picture, or name
 * nothing that the photo shows
 */
export async function* findThing(
  context: EditContext,
  request: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, FoundThing, void> {
  const { source, target, changed, kind } = await readWords(context, request);
  const { conditioning, tokenized } = source;
  const words = withPhrases(tokenized, changed.source);
  const positions = namingPositions(tokenized, words);
  if (!isLocalEdit(kind) || positions.length === 0) return NOTHING;
  const without = kind === 'remove' ? target : null;
  const key = stableHash({
    stage: 'locate',
    model: context.modelId,
    image: photoKey(request.image),
    ids: tokenized.ids,
    guidance: conditioning.guidance,
    positions,
    without: without && without.tokenized.ids,
  });
  const known = context.cache.locate.get(key);
  if (known) return { map: known, rows: 0 };
  const { noisy, timestep } = yield* noisePhoto(context, request, signal);
  const rows = {
    source: { latent: noisy, conditioning, trajectory: [noisy] },
    target: { latent: noisy, conditioning: without?.conditioning ?? conditioning },
  };
  const uncontrolled = { emphasis: {}, steps: 1, crossReplace: 0, selfReplace: 0 };
  const plan = { source: tokenized, target: without?.tokenized ?? tokenized, ...uncontrolled };
  const { maps, noise: predicted } = await context.models.denoiser.controlled(rows, timestep, at(planControl(plan), 0));
  const own = addWords(maps, tokenized, words);
  const others = findThings(request.source)
    .filter((thing) => !thing.words.some((index) => words.includes(index)))
    .map((thing) => addWords(maps, tokenized, thing.words));
  const cells = findThingCells(own, others);
  const clean = (row: number): Tensor => predictClean(context.schedule, noisy, takeRow(predicted, row), timestep);
  const traces = without && findThingWithTraces({ own, cells, others }, measureDifference(clean(0), clean(1)));
  const map = { ...toCells(cells), ...(traces && { traces: toCells(traces) }) };
  context.cache.locate.set(key, map, map.strength.byteLength + (map.traces?.strength.byteLength ?? 0));
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

/** Attention of some words together, each between its smallest and its largest, in parts of the strongest. */
function addWords(maps: Tensor, prompt: TokenizedPrompt, words: readonly number[]): Raster {
  const each = words.map((index) => namingPositions(prompt, [index])).filter((positions) => positions.length > 0);
  const sum = sumMaps(maps, 0, []);
  for (const positions of each) {
    stretch(sumMaps(maps, 0, positions)).data.forEach((value, i) => (sum.data[i] = (sum.data[i] ?? 0) + value));
  }
  return divideByLargest(sum);
}

function toCells(raster: Raster): ThingCells {
  return { width: raster.width, height: raster.height, strength: toPixelMask(raster) };
}
