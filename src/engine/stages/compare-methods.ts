/** One photo and its words through many methods of inversion and of editing, each told as soon as it has run. */
import type { EditSettings, EngineEvent, PixelImage } from '../../protocol/engine.ts';
import type { EditorId } from '../../protocol/editors.ts';
import { type EngineError, EngineFailure } from '../../protocol/errors.ts';
import type { LabBound, LabEdit, LabInversion, LabMethod, LabRequest, LabTrial } from '../../protocol/lab.ts';
import { EDITORS } from '../editing/editors.ts';
import type { Editor } from '../editing/editor.ts';
import { psnr } from '../metrics/psnr.ts';
import { ssim } from '../metrics/ssim.ts';
import type { EditContext } from './edit-context.ts';
import { edit } from './edit.ts';
import { encodeStage } from './encode-stage.ts';
import { invert } from './invert-photo.ts';
import { toPixelImage, toTensor } from './pixel-image.ts';
import { createStageCache } from './stage-cache.ts';

/** A trial that is yet to run: an inversion, or an edit along one, or an edit that needs none. */
interface Plan {
  readonly method: LabMethod | null;
  readonly editor: EditorId | null;
}

type Run<T> = AsyncGenerator<EngineEvent, T, void>;

/**
 * Runs every method of a request, and every edit along every method. Each inversion is paid for once: by its own trial, not by the edits
 * that start from it. What fails by itself is a trial too. Throws `prompt/source-empty` or `prompt/target-empty`, `run/cancelled` when
 * `signal` aborts, and what the device throws.
 */
export async function* compareMethods(
  context: EditContext,
  request: LabRequest,
  signal: AbortSignal,
): Run<readonly LabTrial[]> {
  const { runId } = request;
  // Nothing that an edit outside of here has inverted comes for free, and no draft costs anything.
  const fresh: EditContext = {
    ...context,
    previews: false,
    cache: { ...context.cache, invert: createStageCache().invert },
  };
  const plans = planTrials(request);
  const trials: LabTrial[] = [];
  const tell = (trial: LabTrial): EngineEvent => {
    trials.push(trial);
    return { type: 'tried', runId, done: trials.length, count: plans.length + 1, trial };
  };
  const bound = yield* measureBound(fresh, request, signal);
  yield tell(bound);
  for (const plan of plans) {
    try {
      yield tell(yield* runTrial(fresh, request, plan, bound.image, signal));
    } catch (error) {
      yield tell({ kind: 'failed', ...plan, error: readFailure(error) });
    }
  }
  return trials;
}

/** Method by method, each with its edits, and at last the edits that need none of them. */
function planTrials({ target, methods, editors, settings }: LabRequest): readonly Plan[] {
  const editorOf = (id: EditorId): Editor => EDITORS[id];
  const isAlong = (id: EditorId): boolean => editorOf(id).inverts && editorOf(id).settings?.inversion === undefined;
  const asked = target === null ? [] : editors;
  const { inversion } = settings;
  const along = methods.length > 0 || !asked.some(isAlong) ? methods : [{ id: inversion, settings: { inversion } }];
  return [
    ...along.flatMap((method) => [null, ...asked.filter(isAlong)].map((editor) => ({ method, editor }))),
    ...asked.filter((editor) => !isAlong(editor)).map((editor) => ({ method: null, editor })),
  ];
}

async function* measureBound(context: EditContext, request: LabRequest, signal: AbortSignal): Run<LabBound> {
  const encoded = yield* encodeStage(context, request, signal);
  const decoded = await context.models.autoencoder.decode(encoded.value.latent);
  return { kind: 'bound', image: toPixelImage(decoded), psnr: encoded.value.psnrBound };
}

async function* runTrial(
  context: EditContext,
  request: LabRequest,
  { method, editor }: Plan,
  bound: PixelImage,
  signal: AbortSignal,
): Run<LabInversion | LabEdit> {
  const settings = settingsOf(request.settings, method);
  if (editor === null) {
    if (method === null) throw new RangeError('a trial is of a method, of an edit, or of both');
    return yield* runInversion(context, request, { method, settings }, bound, signal);
  }
  const { runId, image, source } = request;
  const target = request.target ?? source;
  const edited = yield* edit(
    context,
    { runId, image, source, target, emphasis: {}, settings: { ...settings, editor } },
    signal,
  );
  const { rows, seconds, inversion } = edited;
  const isPaidElsewhere = method !== null || inversion === null;
  return {
    kind: 'edit',
    editor,
    method,
    image: edited.image,
    rows: rows.edit + (isPaidElsewhere ? 0 : inversion.rows),
    seconds: seconds.edit + (isPaidElsewhere ? 0 : inversion.seconds),
  };
}

async function* runInversion(
  context: EditContext,
  { runId, image, source }: LabRequest,
  { method, settings }: { readonly method: LabMethod; readonly settings: EditSettings },
  bound: PixelImage,
  signal: AbortSignal,
): Run<LabInversion> {
  const { inversion } = yield* invert(context, { runId, image, source, settings }, signal);
  const { reconstruction, residuals, rows, seconds, psnrReconstruction } = inversion;
  const reconstructed = toTensor(reconstruction);
  return {
    kind: 'inversion',
    method,
    image: reconstruction,
    residuals,
    rows,
    seconds,
    psnr: psnrReconstruction,
    psnrToBound: psnr(toTensor(bound), reconstructed),
    ssim: ssim(toTensor(image), reconstructed),
  };
}

/** Numbers of one method are none of another. */
function settingsOf(settings: EditSettings, method: LabMethod | null): EditSettings {
  const {
    iterations: _iterations,
    tolerance: _tolerance,
    isAdjusted: _isAdjusted,
    start: _start,
    parameters: _parameters,
    editor: _editor,
    ...shared
  } = settings;
  return method === null ? shared : { ...shared, ...method.settings };
}

/** What is wrong with one trial; throws on what would be wrong with the next one too. */
function readFailure(error: unknown): EngineError {
  if (error instanceof RangeError) return { code: 'run/failed', parameters: { reason: error.message } };
  if (!(error instanceof EngineFailure) || !/^(run\/failed|device\/bad-output)$/.test(error.error.code)) throw error;
  return error.error;
}
