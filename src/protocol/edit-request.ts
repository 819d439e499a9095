/** Everything an edit depends on: complete, serialisable, hashable. */
import type { BlendId } from './blends.ts';
import type { EditorId } from './editors.ts';
import type { InversionId, InversionStart, SolvedProcessId } from './inversions.ts';

/** An sRGB image as the model sees it: 8-bit RGBA, row-major, at the pack's size. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface EditSettings {
  /** How the picture is painted; defaults to Prompt-to-Prompt. */
  readonly editor?: EditorId;
  readonly inversion: InversionId;
  /** Denoising steps. */
  readonly steps: number;
  /** Iterations per inverted step, where the method has any; left out, the method's own number (`resolveInversion`). */
  readonly iterations?: number;
  /** Mean |f(z) - z| at which a level is solved before its iterations are spent; left out, they are all spent. */
  readonly tolerance?: number;
  /** Whether the photo's latent is noised a little and denoised by its words first: the prompt-aware adjustment of RNRI's paper. */
  readonly isAdjusted?: boolean;
  /** Where the method begins at each level; left out, where it was published to or does best. */
  readonly start?: InversionStart;
  /** Numbers of the method to change, by the names in its file, for instance RNRI's `eta` and `lambda`. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** The sampler that is inverted and sampled along; defaults to DDIM. */
  readonly process?: SolvedProcessId;
  /** Part of the noise range that the photo is inverted through, 0..1: only the steps below it run. Defaults to all of them. */
  readonly strength?: number;
  /** Guidance scale of the inversion and of the source row. */
  readonly sourceGuidance: number;
  /** Guidance scale of the target row. */
  readonly targetGuidance: number;
  /**
   * Choose the next three from what the changed words name (a colour, an object, a surface, a time); their values then do not
   * matter, but that `localBlend: false` stays off.
   */
  readonly automatic?: boolean;
  /** Moves the two fractions from what is chosen (0.5, the default) to control in every step (0, faithful) or in none (1, free). */
  readonly freedom?: number;
  /** Fraction of the steps with cross-attention control, 0..1. */
  readonly crossReplace: number;
  /** Fraction of the steps with self-attention injection, 0..1. */
  readonly selfReplace: number;
  /** Keep what the edited words do not attend to. */
  readonly localBlend: boolean;
  /** How the mask of the local blend is found; defaults to 'adaptive'. */
  readonly blend?: BlendId;
  /**
   * Part of fresh noise in the noise of the target, 0 (the default, the photo's own noise) to 1, inside the mask of the edit: another seed is
   * then another version of it. What is removed or exchanged is painted from fresh noise in any case.
   */
  readonly variation?: number;
  /** Seed of every random number of the run. */
  readonly seed: number;
}

/** Part of the steps from the noisiest on, 0..1; or from one part to another. */
export type ControlSpan = number | readonly [from: number, to: number];

/** What the user painted over the picture: 0..255 a pixel, row-major, at the size of the image. */
export interface UserMask {
  /** Where the edit is let in although the words do not act there. */
  readonly added: Uint8Array<ArrayBuffer>;
  /** Where the photo stays; it goes before everything else. */
  readonly removed: Uint8Array<ArrayBuffer>;
  /** The edit stays within `added`, and there where the words act. */
  readonly isLimit: boolean;
}

export interface EditRequest {
  readonly runId: string;
  readonly image: PixelImage;
  readonly source: string;
  readonly target: string;
  /** Emphasis per target word, by its index among the space-separated words; 1 is neutral. */
  readonly emphasis: Readonly<Record<number, number>>;
  /**
   * Fraction of the steps with cross-attention control of single target words, by index, where it is another than the settings' (0..1);
   * a pair is where it begins and ends.
   */
  readonly wordControl?: Readonly<Record<number, ControlSpan>>;
  readonly settings: EditSettings;
  /** Corrects the mask of the changed words, or takes its place where there is none. */
  readonly mask?: UserMask;
}
