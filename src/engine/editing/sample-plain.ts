import type { Conditioning, Denoiser } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { at } from '../at.ts';
import { combine } from '../diffusion/arithmetic.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { LevelState, SamplingRecord } from '../diffusion/process.ts';
import { PROCESSES } from '../diffusion/processes.ts';
import { createPredictor } from '../diffusion/predictor.ts';
import { recordedNoise, recordedWords, runStep } from '../diffusion/run-process.ts';
import type { EditorProgress } from './editor.ts';

export interface SamplePlainOptions {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first; `start` is at the first of them. */
  readonly timesteps: readonly number[];
  readonly start: Tensor;
  /** How the photo was inverted, for a run along the same process with the same noises; DDIM from `start` where left out. */
  readonly record?: SamplingRecord | undefined;
  /** The photo itself is sampled, not an edit of it: with the record's corrections. */
  readonly isPhoto?: boolean;
  readonly conditioning: Conditioning;
  readonly signal: AbortSignal;
}

export interface SampledPlain {
  /** The clean latent. */
  readonly latent: Tensor;
  readonly rows: number;
}

/**
 * Sampling of one picture: as many rows as the process asks for (DDIM one a step), or twice as many under guidance by an empty prompt.
 * Yields after every step; throws `run/cancelled` when `signal` aborts.
 */
export async function* samplePlain(options: SamplePlainOptions): AsyncGenerator<EditorProgress, SampledPlain, void> {
  const { denoiser, schedule, timesteps, start, record, isPhoto = false, conditioning, signal } = options;
  const process = PROCESSES[record?.process ?? 'ddim'];
  let state: LevelState = record === undefined ? [start] : at(record.states, timesteps.length);
  const predictor = createPredictor(denoiser, signal);
  for (const index of timesteps.keys()) {
    const noise = record === undefined ? null : recordedNoise(record.noises, index);
    const words = recordedWords(conditioning, record, index);
    const step = await runStep(process.step({ schedule, timesteps, index, state, noise }), (query) =>
      predictor.predict(query.sample, query.timestep, words),
    );
    const correction = isPhoto && record?.corrections ? recordedNoise(record.corrections, index) : null;
    state = correction === null ? step.state : [combine(1, at(step.state, 0), 1, correction)];
    yield { done: index + 1, clean: step.clean };
  }
  return { latent: at(state, 0), rows: predictor.rows() };
}
