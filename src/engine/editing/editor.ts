import type { ControlSpan, EditSettings } from '../../protocol/edit-request.ts';
import type { ChangedWords } from '../../words/changed-words.ts';
import type { EditKind } from '../../words/edit-kind.ts';
import type { Raster } from '../control/raster.ts';
import type { PaintedMask } from '../control/user-mask.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { SamplingRecord } from '../diffusion/process.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import type { Conditioning, Denoiser, TokenizedPrompt } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EditTuning } from './edit-defaults.ts';

/** A prompt as words and as what the denoiser takes of it. */
export interface Prompt {
  readonly tokenized: TokenizedPrompt;
  readonly conditioning: Conditioning;
}

/** Everything that a way to edit works with. */
export interface EditorInputs {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  /** Noisiest first. */
  readonly timesteps: readonly number[];
  /** z_0, the latent of the photo; for an editor that inverts also the latent at each timestep, least noisy first. */
  readonly trajectory: readonly Tensor[];
  /** How an inverted photo is sampled again; missing for an editor that does not invert. */
  readonly record?: SamplingRecord | undefined;
  readonly source: Prompt;
  readonly target: Prompt;
  /** Of a removal what the target says of style and place, without any thing; else the target. */
  readonly setting: Prompt;
  /** The words that the edit is about. */
  readonly changed: ChangedWords;
  readonly kind: EditKind;
  /** Emphasis per target word; 1 is neutral. */
  readonly emphasis: Readonly<Record<number, number>>;
  /** Cross control of single target words: `EditRequest.wordControl`. */
  readonly wordControl?: Readonly<Record<number, ControlSpan>>;
  readonly settings: EditSettings;
  /** What `settings` leave to the kind of the edit. */
  readonly tuning: EditTuning;
  /** The user's mask at latent size; null without one. It holds from the first step on. */
  readonly userMask: PaintedMask | null;
  readonly random: RandomGenerator;
  readonly signal: AbortSignal;
}

export interface EditorProgress {
  /** Steps done, from 1. */
  readonly done: number;
  /** The edited clean latent as predicted so far; null where the method has none before its end. */
  readonly clean: Tensor | null;
}

export interface PaintedLatent {
  /** Clean latent of the edited picture, [1, channels, height, width]. */
  readonly latent: Tensor;
  /** Automatic mask at latent size, 0..1, before the user's corrects it; null where there is none. */
  readonly mask: Raster | null;
  /** Cross-attention summed over the steps that ran both rows, [2, tokens, height, width]; null if none did. */
  readonly maps: Tensor | null;
  /** UNet rows. */
  readonly rows: number;
  /** `EditResult.isRepainted`. */
  readonly isRepainted?: true;
}

/** A way to edit: from the photo's latent, inverted where the method needs it, to the latent of the edited picture. */
export interface Editor {
  /** What the method was published with, for an editor that is such a whole; goes before what a request says. */
  readonly settings?: Partial<EditSettings>;
  /** Whether it starts from the photo's inverted noise; then `EditorInputs.trajectory` has a latent for each timestep. */
  readonly inverts: boolean;
  /** Edits that it paints from the photo's latent alone all the same. */
  readonly needsNoInversion?: (edit: Pick<EditorInputs, 'kind' | 'settings' | 'userMask'>) => boolean;
  /** Steps that it reports, for so many timesteps. */
  steps(timesteps: number): number;
  /** Yields after every step. Throws `run/cancelled` when the signal aborts. */
  paint(inputs: EditorInputs): AsyncGenerator<EditorProgress, PaintedLatent, void>;
}
