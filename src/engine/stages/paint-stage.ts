import type { EditRequest, EngineEvent } from '../../protocol/engine.ts';
import { DEFAULT_EDITOR } from '../../protocol/editors.ts';
import { type PaintedMask, shrinkPaintedMask } from '../control/user-mask.ts';
import type { SamplingRecord } from '../diffusion/process.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { DEFAULT_TUNING } from '../editing/edit-defaults.ts';
import type { Editor, EditorInputs, PaintedLatent } from '../editing/editor.ts';
import { EDITORS } from '../editing/editors.ts';
import { relay } from '../generators.ts';
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { keepUnpainted } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { runTimesteps } from './run-timesteps.ts';
import { toPixelImage } from './pixel-image.ts';
import type { EditWords } from './text-stage.ts';

/** What an edit has when it comes to painting. */
export interface PaintInputs {
  readonly words: EditWords;
  /** The user's mask at the image's size. */
  readonly userMask: PaintedMask | null;
  /** `EditorInputs.trajectory`. */
  readonly trajectory: readonly Tensor[];
  /** `EditorInputs.record`. */
  readonly record?: SamplingRecord | undefined;
}

/** The editor that a request asks for. */
export function editorOf({ settings }: EditRequest): Editor {
  return EDITORS[settings.editor ?? DEFAULT_EDITOR];
}

/** The request with what its editor was published with. */
export function settleRequest(request: EditRequest): EditRequest {
  return { ...request, settings: { ...request.settings, ...editorOf(request).settings } };
}

/** What an editor works with, from what the stages before it found out. */
export function createEditorInputs(
  context: EditContext,
  { settings, emphasis, wordControl }: EditRequest,
  { words: { source, target, setting, changed, kind }, userMask, trajectory, record }: PaintInputs,
  signal: AbortSignal,
): EditorInputs {
  const { height, width } = extentsOf(context.models.denoiser.latentShape);
  return {
    denoiser: context.models.denoiser,
    schedule: context.schedule,
    timesteps: runTimesteps(context, settings),
    trajectory,
    record,
    source,
    target,
    setting,
    changed,
    kind,
    emphasis,
    ...(wordControl && { wordControl }),
    settings,
    tuning: context.tuning ?? DEFAULT_TUNING,
    userMask: userMask && shrinkPaintedMask(userMask, width, height),
    random: createRandomGenerator(settings.seed),
    signal,
  };
}

/** Paints the edit, with a preview after every step that shows something. Throws `run/cancelled` when `signal` aborts. */
export async function* paintStage(
  context: EditContext,
  request: EditRequest,
  inputs: PaintInputs,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, PaintedLatent, void> {
  const { runId, image } = request;
  const editor = editorOf(request);
  const editorInputs = createEditorInputs(context, request, inputs, signal);
  const steps = editor.steps(editorInputs.timesteps.length);
  const stage = { type: 'stage', runId, stage: 'edit', steps, cached: false } as const;
  yield { ...stage, step: 0 };
  return yield* relay(editor.paint(editorInputs), async function* ({ done, clean }): AsyncGenerator<EngineEvent> {
    if (context.previews && clean !== null) {
      const preview = toPixelImage(await context.models.autoencoder.preview(clean));
      const shown = keepUnpainted(image, preview, inputs.userMask);
      yield { type: 'preview', runId, step: done - 1, steps, image: shown, draft: false };
    }
    if (done < steps) yield { ...stage, step: done };
  });
}
