import { at } from '../../src/engine/at.ts';
import { defaultEditSettings, EDIT_DEFAULTS } from '../../src/engine/editing/edit-defaults.ts';
import { locateThing } from '../../src/engine/stages/locate-thing.ts';
import { CHORD_EDIT } from '../../src/engine/editing/chord-edit.ts';
import { finish } from '../../src/engine/generators.ts';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { paintPhoto } from '../../src/engine/stages/paint-photo.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { placeOf } from '../../src/engine/stages/removal-place.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { EditRequest, EditSettings, PixelImage } from '../../src/protocol/edit-request.ts';
import { DEFAULT_EDITOR, EDITOR_IDS, type EditorId } from '../../src/protocol/editors.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { parseChoice, parseNumber } from '../support/parse-options.ts';
import { parseInversionVariant } from '../support/inversion-variant.ts';
import { INVERSION_IDS } from '../support/setting-options.ts';
import type { EditKind } from '../../src/words/edit-kind.ts';

export interface EditOutcome {
  /** [1, 3, height, width] in [-1, 1]. */
  readonly image: Tensor;
  readonly rows: number;
  /** Inversion and edit; encoding and decoding left out. */
  readonly seconds: number;
}

/** A photo to edit, and by which words. */
export interface EditSubject {
  readonly id: string;
  readonly kind: EditKind;
  readonly source: string;
  readonly target: string;
  readonly photo: PixelImage;
  /** 1 where the photo should change. [height x width] */
  readonly mask: Float32Array;
}

export interface EditMethod {
  readonly id: string;
  run(pack: NodePack, pair: EditSubject): Promise<EditOutcome>;
}

const SEED = 0;

/** Every editor but Prompt-to-Prompt, which is measured with each inversion below. */
export const OTHER_EDITOR_IDS = EDITOR_IDS.filter((id) => id !== DEFAULT_EDITOR);

/** What follows Prompt-to-Prompt in a method's name, and what it stands for. */
const BLENDING = {
  '': { localBlend: false },
  '+blend': { localBlend: true },
  '+own-blend': { localBlend: true, blend: 'prompt-to-prompt' },
} as const satisfies Readonly<Record<string, Partial<EditSettings>>>;

/** An inversion with Prompt-to-Prompt: 'rnri:4+p2p', '...+p2p+blend' or '...+p2p+own-blend'. Null for another name. */
function findControlled(id: string): EditMethod | null {
  const [, variant, suffix = ''] = /^(.+)\+p2p(\+.*)?$/.exec(id) ?? [];
  if (variant === undefined || !isBlending(suffix)) return null;
  const { settings } = parseInversionVariant(variant);
  return {
    id,
    run: (pack, pair) => {
      const { crossReplace, selfReplace } = EDIT_DEFAULTS[pair.kind];
      const control = { automatic: false, crossReplace, selfReplace, ...BLENDING[suffix] };
      return runPipeline(pack, pair, { ...settings, ...control });
    },
  };
}

/** A version of Renoir's edit: 'renoir:0.5' is the one of which half the noise inside the mask is fresh. Null for another name. */
function findVersion(id: string): EditMethod | null {
  const [, part] = /^renoir:(.*)$/.exec(id) ?? [];
  if (part === undefined) return null;
  const variation = parseNumber(part, 'variation', 0, { min: 0, max: 1 });
  return { id, run: (pack, pair) => runPipeline(pack, pair, { automatic: true, variation }) };
}

function isBlending(suffix: string): suffix is keyof typeof BLENDING {
  return Object.hasOwn(BLENDING, suffix);
}

const METHODS: readonly EditMethod[] = [
  { id: 'source', run: async (_, pair) => ({ image: toTensor(pair.photo), rows: 0, seconds: 0 }) },
  ...OTHER_EDITOR_IDS.map((id): EditMethod => ({ id, run: (pack, pair) => runEditor(id, pack, pair) })),
  // What the page shows while it reads a photo.
  { id: 'draft', run: runDraft },
  // What the page does: the pack's defaults, control chosen from the kind of the edit.
  { id: 'renoir', run: (pack, pair) => runPipeline(pack, pair, { automatic: true }) },
  // The same within a place: where the words of the thing act, and where somebody paints who sees what changes.
  { id: 'located', run: async (pack, pair) => runPipeline(pack, pair, {}, await findPlace(pack, pair)) },
  { id: 'painted', run: (pack, pair) => runPipeline(pack, pair, {}, pair.mask) },
];

/** Where a thing is said to be. Everywhere for words about all of the photo. */
async function findPlace(pack: NodePack, pair: EditSubject): Promise<Float32Array> {
  const { width, height } = pair.photo;
  const found = await finish(locateThing(pack.context, createRequest(pack, pair, {}), new AbortController().signal));
  return found === null ? new Float32Array(width * height).fill(1) : placeOf(found, pair.photo).data;
}

const METHOD_IDS = METHODS.map(({ id }) => id);

const DEFAULT_IDS = ['source', 'sdedit', 'chord-edit', 'rnri-released', 'ddim+p2p', 'rnri-sign:4+p2p+blend', 'renoir'];

/** Every editor along the pack's own inversion, and every inversion with Prompt-to-Prompt and its local blend. */
export const ALL_IDS: readonly string[] = [
  'source',
  ...OTHER_EDITOR_IDS,
  ...INVERSION_IDS.map((id) => `${id}+p2p+blend`),
  'renoir',
];

/** The methods asked for, or those of the committed table, in that order. Throws for an unknown id, listing the valid ones. */
export function chooseEditMethods(ids: readonly string[] | null): readonly EditMethod[] {
  return (ids ?? DEFAULT_IDS).map((id) => {
    const made = findControlled(id) ?? findVersion(id);
    if (made !== null) return made;
    const known = parseChoice(id, 'method', METHOD_IDS);
    return METHODS.find((method) => method.id === known) ?? at(METHODS, 0);
  });
}

function createRequest({ runtime }: NodePack, pair: EditSubject, changes: Partial<EditSettings>): EditRequest {
  const settings = { ...defaultEditSettings(runtime.manifest), seed: SEED, ...changes };
  return { runId: pair.id, image: pair.photo, source: pair.source, target: pair.target, emphasis: {}, settings };
}

/** With a cache of its own: every method pays for its own inversion. Encoding is no part of what is compared. */
function createFreshContext({ context }: NodePack): EditContext {
  return { ...context, cache: { ...createStageCache(), encode: context.cache.encode } };
}

/** @param place where alone the edit may change anything, 0..1 a pixel */
async function runPipeline(
  pack: NodePack,
  pair: EditSubject,
  changes: Partial<EditSettings>,
  place?: Float32Array,
): Promise<EditOutcome> {
  const mask = place && {
    added: Uint8Array.from(place, (value) => Math.round(255 * value)),
    removed: new Uint8Array(place.length),
    isLimit: true,
  };
  const request = { ...createRequest(pack, pair, changes), ...(mask && { mask }) };
  const run = edit(createFreshContext(pack), request, new AbortController().signal);
  const { image, inversion, rows, seconds } = await finish(run);
  return {
    image: toTensor(image),
    rows: (inversion?.rows ?? 0) + rows.edit,
    seconds: (inversion?.seconds ?? 0) + seconds.edit,
  };
}

/** The picture that comes first, by the preview decoder. Without it, the photo is what is seen. */
async function runDraft(pack: NodePack, pair: EditSubject): Promise<EditOutcome> {
  const start = pack.context.clock();
  const context = { ...createFreshContext(pack), previews: true };
  const request = createRequest(pack, pair, {});
  const run = edit(context, request, new AbortController().signal);
  for await (const event of run) {
    if (event.type !== 'preview' || !event.draft) continue;
    const seconds = pack.context.clock() - start;
    return { image: toTensor(event.image), rows: CHORD_EDIT.steps(request.settings.steps), seconds };
  }
  return { image: toTensor(pair.photo), rows: 0, seconds: 0 };
}

/** An editor alone: its picture is neither rounded to 8 bits nor blended with the photo. */
async function runEditor(editor: EditorId, pack: NodePack, pair: EditSubject): Promise<EditOutcome> {
  const run = paintPhoto(createFreshContext(pack), createRequest(pack, pair, { editor }), new AbortController().signal);
  const { painted, inverted, seconds } = await finish(run);
  const inversion = inverted?.value.summary;
  return {
    image: await pack.runtime.autoencoder.decode(painted.latent),
    rows: (inversion?.rows ?? 0) + painted.rows,
    seconds: (inversion?.seconds ?? 0) + seconds,
  };
}
