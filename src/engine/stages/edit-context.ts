import type { PackManifest } from '../../protocol/pack-manifest.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { EditTuning } from '../editing/edit-defaults.ts';
import type { Autoencoder, Denoiser, TextModel } from '../ports.ts';
import type { StageCache } from './stage-cache.ts';

/**
 * How a guidance scale reaches a model: as an `input` (LCM's embedding), by predicting a second time with an `empty-prompt` (models
 * that were not distilled), or not at all.
 */
export type GuidanceKind = 'input' | 'empty-prompt' | 'none';

/** An opened pack and what a run needs beside it. */
export interface EditContext {
  /** Identifies the weights in cache keys, for instance the pack's id and version. */
  readonly modelId: string;
  readonly models: { readonly denoiser: Denoiser; readonly autoencoder: Autoencoder; readonly text: TextModel };
  readonly guidance: GuidanceKind;
  readonly schedule: NoiseSchedule;
  /** Timesteps of a run of `steps` steps, noisiest first. */
  timestepsFor(steps: number): readonly number[];
  readonly vocabulary: PackManifest['vocabulary'];
  readonly familiar: PackManifest['familiar'];
  readonly cache: StageCache;
  /** Seconds from any fixed moment. */
  clock(): number;
  /** Report the picture after every step; one run of the decoder for previews each. */
  readonly previews: boolean;
  /** Other constants than `DEFAULT_TUNING`, to measure them. */
  readonly tuning?: EditTuning;
}
