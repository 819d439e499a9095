import type { EditSettings, EngineEvent, InversionResult, PixelImage } from '../../protocol/engine.ts';
import { resolveInversion } from '../../protocol/inversions.ts';
import { at } from '../at.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { finish, relay } from '../generators.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import { invertLatent } from '../inversion/invert.ts';
import { psnr as measurePsnr } from '../metrics/psnr.ts';
import type { EditContext } from './edit-context.ts';
import { type StageResult, photoKey } from './encode-stage.ts';
import { toPixelImage, toTensor } from './pixel-image.ts';
import type { Conditioning } from '../ports.ts';
import { samplePlain } from '../editing/sample-plain.ts';
import { runTimesteps } from './run-timesteps.ts';
import type { EncodedPhoto, InvertedPhoto } from './stage-cache.ts';
import { stableHash } from './stable-hash.ts';

export interface InvertStageInputs {
  readonly runId: string;
  readonly image: PixelImage;
  readonly source: string;
  readonly settings: EditSettings;
  readonly encoded: EncodedPhoto;
  readonly conditioning: Conditioning;
}

/** Whether the stage would answer from the cache. */
export function isInverted(context: EditContext, inputs: InvertStageInputs): boolean {
  return context.cache.invert.get(keyOf(context, inputs)) !== undefined;
}

function keyOf(context: EditContext, { image, source, settings }: InvertStageInputs): string {
  const { steps, sourceGuidance, tolerance = null, isAdjusted = false, parameters = {}, seed } = settings;
  const { process = 'ddim', strength = 1 } = settings;
  return stableHash({
    stage: 'invert',
    model: context.modelId,
    image: photoKey(image),
    source,
    settings: {
      ...resolveInversion(settings),
      tolerance,
      isAdjusted,
      parameters,
      process,
      strength,
      steps,
      sourceGuidance,
    },
    // Only some methods and processes draw noise.
    seed: drawsNoise(settings) ? seed : null,
  });
}

function drawsNoise({ inversion, isAdjusted = false, process = 'ddim' }: EditSettings): boolean {
  return isAdjusted || process !== 'ddim' || INVERSIONS[inversion].drawsNoise === true;
}

/**
 * Inverts a photo and samples it once more with its own words, which is the reconstruction. The cache key holds the photo,
 * the source words and the settings that bear on the inversion, so another target costs no rows here.
 */
export async function* invertStage(
  context: EditContext,
  inputs: InvertStageInputs,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, StageResult<InvertedPhoto>, void> {
  const { runId, image, settings, encoded, conditioning } = inputs;
  const { process, tolerance, isAdjusted, parameters, seed } = settings;
  const { inversion, iterations, start: startsAt } = resolveInversion(settings);
  const { denoiser, autoencoder } = context.models;
  const timesteps = runTimesteps(context, settings);
  const steps = timesteps.length;
  const start = context.clock();
  const key = keyOf(context, inputs);
  const known = context.cache.invert.get(key);
  yield { type: 'stage', runId, stage: 'invert', step: 0, steps, cached: known !== undefined };
  if (known) {
    const value = { ...known, summary: { ...known.summary, rows: 0 }, rows: 0 };
    return { value, cached: true, seconds: context.clock() - start };
  }

  const run = invertLatent({
    denoiser,
    schedule: context.schedule,
    method: INVERSIONS[inversion],
    iterations,
    start: startsAt,
    ...(process && { process }),
    ...(tolerance !== undefined && { tolerance }),
    ...(isAdjusted !== undefined && { isAdjusted }),
    ...(parameters && { parameters }),
    conditioning,
    clean: encoded.latent,
    timesteps: timesteps.toReversed(),
    random: createRandomGenerator(seed),
    signal,
  });
  const inverted = yield* relay(run, function* ({ step, iteration, residual }): Generator<EngineEvent> {
    if (step > 0 && iteration === 0) yield { type: 'stage', runId, stage: 'invert', step, steps, cached: false };
    if (residual !== null) yield { type: 'residual', runId, step, iteration, residual };
  });
  const { trajectory, record, residuals, rows, noiseEnergy } = inverted;
  const seconds = context.clock() - start;

  const reconstructed = await finish(
    samplePlain({
      denoiser,
      schedule: context.schedule,
      timesteps,
      start: at(trajectory, timesteps.length),
      record,
      isPhoto: true,
      conditioning,
      signal,
    }),
  );
  const reconstructionLatent = reconstructed.latent;
  const decoded = await autoencoder.decode(reconstructionLatent);
  const value: InvertedPhoto = {
    trajectory,
    record,
    summary: { method: inversion, residuals, rows, seconds, noiseEnergy },
    rows: rows + reconstructed.rows,
    reconstruction: toPixelImage(decoded),
    reconstructionLatent,
    psnr: measurePsnr(toTensor(image), decoded),
  };
  const latentBytes = encoded.latent.data.byteLength;
  const latents = record.states.reduce((sum, state) => sum + state.length, 0) + record.noises.length;
  const textBytes = (record.empties ?? []).reduce((sum, { hiddenStates }) => sum + hiddenStates.data.byteLength, 0);
  context.cache.invert.set(key, value, latentBytes * (latents + 1) + textBytes + value.reconstruction.data.byteLength);
  return { value, cached: false, seconds: context.clock() - start };
}

/** What a result says of the inversion. */
export function toInversionResult({ summary, reconstruction, psnr }: InvertedPhoto): InversionResult {
  return { ...summary, reconstruction, psnrReconstruction: psnr };
}
