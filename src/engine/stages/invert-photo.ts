import type { EditSettings, EngineEvent, InversionResult, PixelImage, Stage } from '../../protocol/engine.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import { hasWords } from '../../words/normalise-word.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EditContext } from './edit-context.ts';
import { encodeStage } from './encode-stage.ts';
import { invertStage, toInversionResult } from './invert-stage.ts';
import { readGuided } from './text-stage.ts';

export interface InvertRequest {
  readonly runId: string;
  readonly image: PixelImage;
  readonly source: string;
  readonly settings: EditSettings;
}

export interface InvertResult {
  readonly inversion: InversionResult;
  /** z_0 and the latent at each timestep, least noisy first. */
  readonly trajectory: readonly Tensor[];
  readonly reconstructionLatent: Tensor;
  readonly psnrBound: number;
  readonly cached: readonly Stage[];
  readonly seconds: { readonly encode: number; readonly invert: number };
}

/** The first half of an edit: encode and invert. Throws `prompt/source-empty` or `run/cancelled`. */
export async function* invert(
  context: EditContext,
  request: InvertRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, InvertResult, void> {
  const { runId, image, source, settings } = request;
  if (!hasWords(source)) throw new EngineFailure('prompt/source-empty');
  const encoded = yield* encodeStage(context, request, signal);
  const { conditioning } = await readGuided(context, source, settings.sourceGuidance);
  const inputs = { runId, image, source, settings, encoded: encoded.value, conditioning };
  const { value, cached, seconds } = yield* invertStage(context, inputs, signal);
  const stages: Stage[] = [];
  if (encoded.cached) stages.push('encode');
  if (cached) stages.push('invert');
  return {
    inversion: toInversionResult(value),
    trajectory: value.trajectory,
    reconstructionLatent: value.reconstructionLatent,
    psnrBound: encoded.value.psnrBound,
    cached: stages,
    seconds: { encode: encoded.seconds, invert: seconds },
  };
}
