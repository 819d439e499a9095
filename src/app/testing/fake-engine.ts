import { correctMask, readUserMask } from '../../engine/control/user-mask.ts';
import { resolveInversion } from '../../protocol/inversions.ts';
import type { Raster } from '../../engine/control/raster.ts';
import { chooseControl, DEFAULT_TUNING, defaultEditSettings } from '../../engine/editing/edit-defaults.ts';
import { compositeOnPhoto, toPixelMask } from '../../engine/stages/composite.ts';
import type { EditRequest, PixelImage } from '../../protocol/edit-request.ts';
import type { LabRequest, LabTrial } from '../../protocol/lab.ts';
import type { EditResult, EngineEvent, OpenedPack, Result, ThingMap, WordMaps } from '../../protocol/engine.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import { findChangedWords } from '../../words/changed-words.ts';
import { classifyEdit, isLocalEdit } from '../../words/edit-kind.ts';
import { isFunctionWord, splitSentence } from '../../words/normalise-word.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import { createResult } from '../store/testing/edit-result.ts';

/** Radius of the disc in the middle of the picture where changed words act, as a part of its width. */
const DISC_RADIUS = 0.3;
const MAP_SIZE = 16;
/** Cells of the map of a thing, across and down. */
const THING_CELLS = 24;
/** How much of the tint is in an edited pixel. */
const TINT_SHARE = 0.6;

export interface FakeEngine extends EngineClient {
  /** Whether the methods by the gradient were made ready. */
  readonly isGradientReady: boolean;
  /** Runs that begin from now on do not end until they are cancelled; mixtures stop at their first picture. */
  hold(): void;
}

export interface FakeEngineOptions {
  readonly manifest: PackManifest;
  /** No photo is of a kind that it knows. */
  readonly isUnfamiliar?: boolean;
  /** What a run paints; by default another tint for every request. Null for the photo itself. */
  readonly chooseTint?: (request: EditRequest) => readonly [number, number, number] | null;
  /** Where in the whole photo, its continued edges included, the thing is that words about a thing are about; in the middle by default. */
  readonly thingAt?: readonly [x: number, y: number];
}

/**
 * An engine without a model, for tests of the page. It decides by the words, keeps to the user's mask and counts its work as the engine
 * does; what it paints is a tint where the changed words act, which is always the disc in the middle.
 */
export function createFakeEngine({
  manifest,
  isUnfamiliar = false,
  chooseTint = tintOf,
  thingAt = [0.5, 0.5],
}: FakeEngineOptions): FakeEngine {
  const inverted = new Map<PixelImage, Set<string>>();
  let isHeld = false;
  let isGradientReady = false;
  let current: AbortController | null = null;
  let currentId = '';

  const isInverted = ({ image, source, settings }: EditRequest): boolean => {
    const { steps, sourceGuidance } = settings;
    const key = JSON.stringify([source, resolveInversion(settings), steps, sourceGuidance]);
    const keys = inverted.get(image) ?? new Set();
    const isKnown = keys.has(key);
    inverted.set(image, keys.add(key));
    return isKnown;
  };

  return {
    get isGradientReady() {
      return isGradientReady;
    },

    async open(_place, device, onEvent) {
      onEvent({ type: 'stage', runId: '', stage: 'open', step: 1, steps: 1, cached: false });
      await nextTask();
      const opened: OpenedPack = {
        manifest,
        device:
          device === 'auto'
            ? { kind: 'wasm', detail: '2', reason: 'no-adapter' }
            : { kind: device, detail: '2', reason: 'forced' },
        defaults: defaultEditSettings(manifest),
        guidanceScales: [],
        captures: {},
        seconds: 0,
      };
      return { ok: true, value: opened };
    },

    async examine() {
      return { ok: true, value: { psnrBound: 31, wordlessEnergy: 0.4, isUnfamiliar } };
    },

    async locate({ source, target, emphasis }) {
      const sentences = [splitSentence(source), splitSentence(target)] as const;
      const kind = classifyEdit(...sentences, findChangedWords(...sentences, emphasis), manifest.vocabulary);
      const thing = drawThing(thingAt);
      const traces = kind === 'remove' ? { traces: withShadow(thing) } : {};
      return { ok: true, value: isLocalEdit(kind) ? { ...thing, ...traces } : null };
    },

    async liken() {
      return { ok: true, value: null };
    },

    async edit(request, onEvent): Promise<Result<EditResult>> {
      current?.abort();
      const { signal } = (current = new AbortController());
      currentId = request.runId;
      const result = paint(request, manifest, chooseTint(request), isInverted(request));
      for (const event of listEvents(request, result)) {
        if (signal.aborted) break;
        onEvent(event);
        await nextTask();
      }
      if (isHeld) await aborted(signal);
      return signal.aborted
        ? { ok: false, error: { code: 'run/cancelled', parameters: {} } }
        : { ok: true, value: result };
    },

    async mix({ runId, photos, count }, onEvent) {
      current?.abort();
      const { signal } = (current = new AbortController());
      currentId = runId;
      const [a, b] = photos;
      const pictures: PixelImage[] = [];
      for (let index = 0; index < count && !signal.aborted; index++) {
        const image = crossfade(a.image, b.image, index / (count - 1));
        pictures.push(image);
        onEvent({ type: 'mixed', runId, index, image });
        await (isHeld ? aborted(signal) : nextTask());
      }
      return signal.aborted
        ? { ok: false, error: { code: 'run/cancelled', parameters: {} } }
        : { ok: true, value: pictures };
    },

    async compare({ runId, image, methods, editors, target }, onEvent) {
      current?.abort();
      const { signal } = (current = new AbortController());
      currentId = runId;
      const trials = listTrials({ image, methods, editors: target === null ? [] : editors });
      for (const [index, trial] of trials.entries()) {
        if (signal.aborted) break;
        onEvent({ type: 'tried', runId, done: index + 1, count: trials.length, trial });
        await (isHeld ? aborted(signal) : nextTask());
      }
      return signal.aborted
        ? { ok: false, error: { code: 'run/cancelled', parameters: {} } }
        : { ok: true, value: trials };
    },

    prepareGradient() {
      isGradientReady = true;
    },

    cancel(runId) {
      if (runId === currentId) current?.abort();
    },
    dispose: () => current?.abort(),
    hold() {
      isHeld = true;
    },
  };
}

function listEvents({ runId, settings }: EditRequest, result: EditResult): readonly EngineEvent[] {
  const { image, rows } = result;
  const { steps } = settings;
  const { iterations } = resolveInversion(settings);
  const stage = { type: 'stage', runId, step: 0, steps, cached: false } as const;
  const preview = { type: 'preview', runId, steps, image } as const;
  const counted = Array.from({ length: steps }, (_, step) => step);
  const reading = counted.flatMap((step) =>
    Array.from({ length: iterations }, (_, iteration): EngineEvent => ({
      type: 'residual',
      runId,
      step,
      iteration,
      residual: 0.1 / (iteration + 1) ** 2,
    })),
  );
  const draft: readonly EngineEvent[] = [
    { ...stage, stage: 'draft' },
    { ...preview, step: 0, draft: true },
    { ...stage, stage: 'invert' },
    ...reading,
  ];
  return [
    { ...stage, stage: 'encode' },
    ...(rows.invert === 0 ? [] : draft),
    { ...stage, stage: 'edit' },
    ...counted.map((step): EngineEvent => ({ ...preview, step, draft: false })),
    { ...stage, stage: 'decode' },
  ];
}

function paint(
  { runId, image, source, target, emphasis, settings, mask: paintedMask }: EditRequest,
  { vocabulary }: PackManifest,
  tint: readonly [number, number, number] | null,
  isCached: boolean,
): EditResult {
  const { width, height } = image;
  const { steps } = settings;
  const { iterations, inversion } = resolveInversion(settings);
  const sentences = [splitSentence(source), splitSentence(target)] as const;
  const changed = findChangedWords(...sentences, emphasis);
  const isEdit = changed.source.length + changed.target.length > 0;
  const kind = classifyEdit(...sentences, changed, vocabulary);
  const automatic = chooseControl(settings, kind, DEFAULT_TUNING).localBlend ? drawDisc(width, height) : null;
  const mask = paintedMask ? correctMask(automatic, readUserMask(paintedMask, width, height)) : automatic;
  const pixelMask = mask && toPixelMask(mask);
  const painted = isEdit && tint !== null ? tintImage(image, tint) : image;
  const invertRows = isCached ? 0 : steps * iterations;
  const parts = {
    runId,
    image: pixelMask ? compositeOnPhoto(image, painted, pixelMask) : painted,
    mask: pixelMask,
    automaticMask: automatic && toPixelMask(automatic),
    wordMaps: isEdit ? mapWords(sentences, changed) : null,
    rows: { draft: 0, invert: invertRows, edit: 2 * steps },
    cached: isCached ? (['encode', 'invert'] as const) : [],
  };
  const result = createResult(parts, image);
  const residuals = Array.from({ length: steps }, () =>
    Array.from({ length: iterations }, (_, iteration) => 0.1 / (iteration + 1) ** 2),
  );
  return {
    ...result,
    inversion: result.inversion && { ...result.inversion, method: inversion, rows: invertRows, residuals },
  };
}

/** Equal requests have equal tints, others most likely have not. */
function tintOf({ target, emphasis, settings }: EditRequest): readonly [number, number, number] {
  let hash = 7;
  for (const character of JSON.stringify([target, emphasis, settings])) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return [hash & 255, (hash >> 8) & 255, (hash >> 16) & 255];
}

function tintImage({ width, height, data }: PixelImage, tint: readonly [number, number, number]): PixelImage {
  const tinted = data.map((value, i) => {
    const goal = tint[i % 4];
    return goal === undefined ? value : value + TINT_SHARE * (goal - value);
  });
  return { width, height, data: tinted };
}

/** Every method halves its residual with each of its iterations; edits are tinted by what makes them. */
function listTrials({
  image,
  methods,
  editors,
}: Pick<LabRequest, 'image' | 'methods' | 'editors'>): readonly LabTrial[] {
  const costs = { rows: 8, seconds: 0.5 };
  return [
    { kind: 'bound', image, psnr: 31 },
    ...methods.flatMap((method): readonly LabTrial[] => {
      const { iterations } = resolveInversion(method.settings);
      const residuals = [0.1, 0.05].map((first) => Array.from({ length: iterations }, (_, i) => first / 2 ** i));
      return [
        { kind: 'inversion', method, image, residuals, ...costs, psnr: 20 + iterations, psnrToBound: 25, ssim: 0.9 },
        ...editors.map((editor): LabTrial => {
          return { kind: 'edit', editor, method, image: tintImage(image, [editor.length * 16, 0, 0]), ...costs };
        }),
      ];
    }),
  ];
}

function crossfade(a: PixelImage, b: PixelImage, share: number): PixelImage {
  const data = a.data.map((value, i) => (1 - share) * value + share * (b.data[i] ?? 0));
  return { width: a.width, height: a.height, data };
}

function drawDisc(width: number, height: number): Raster {
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) - width / 2, Math.floor(i / width) - height / 2];
    return Math.hypot(x, y) < DISC_RADIUS * width ? 1 : 0;
  });
  return { width, height, data };
}

/** One cell that acts. */
function drawThing([x, y]: readonly [number, number]): ThingMap {
  const strength = new Uint8Array(THING_CELLS ** 2);
  strength[Math.floor(y * THING_CELLS) * THING_CELLS + Math.floor(x * THING_CELLS)] = 255;
  return { width: THING_CELLS, height: THING_CELLS, strength };
}

/** The cell below a thing is its shadow. */
function withShadow({ width, height, strength }: ThingMap): ThingMap {
  return { width, height, strength: strength.map((value, i) => Math.max(value, strength[i - width] ?? 0)) };
}

/** Changed words act in the disc, all others in turns in the upper and the lower half. */
function mapWords(
  [source, target]: readonly [readonly string[], readonly string[]],
  changed: { readonly source: readonly number[]; readonly target: readonly number[] },
): WordMaps {
  const disc = toPixelMask(drawDisc(MAP_SIZE, MAP_SIZE));
  const halfOf = (index: number) =>
    Uint8Array.from({ length: MAP_SIZE ** 2 }, (_, i) => (Number(i >= MAP_SIZE ** 2 / 2) === index % 2 ? 120 : 0));
  const map = (words: readonly string[], changedWords: readonly number[]) =>
    words.map((word, index) => ({
      word,
      strength: changedWords.includes(index) ? disc : halfOf(index),
      ...(isFunctionWord(word) ? { isFunctionWord: true } : {}),
    }));
  return {
    width: MAP_SIZE,
    height: MAP_SIZE,
    source: map(source, changed.source),
    target: map(target, changed.target),
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Lets the page draw and hear: the engine's thread answers in tasks too. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
