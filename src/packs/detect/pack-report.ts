import type { PredictionType } from '../../engine/diffusion/prediction.ts';
import type { EngineError } from '../../protocol/errors.ts';
import type { PackSampling } from '../../protocol/pack-manifest.ts';
import type { ListedFile } from '../pack-reader.ts';
import type { FamilyId } from './families/families.ts';

/** What a pack will run as. Sizes in pixels and latent pixels are in the manifest. */
export interface PackPlan {
  readonly family: FamilyId;
  readonly sampling: PackSampling;
  readonly prediction: PredictionType;
  /** Element type that the weights of each model are stored in, by folder; most bytes win. */
  readonly precision: Readonly<Record<string, 'float32' | 'float16' | 'other'>>;
  /** Bytes of the largest single weight: a GPU must be able to bind it as one buffer. */
  readonly largestWeightBytes: number;
  /** What the UNet takes beside latent, timestep and words: `timestep_cond`, `text_embeds`, `time_ids`. */
  readonly addedInputs: readonly string[];
  /** The VAE encoder draws its latent at random; it is rewritten to give the mean. */
  readonly encoderSamples: boolean;
  /** What no file says and was assumed, as keys of the report's sentences. */
  readonly assumed: readonly PackAssumption[];
}

/** `scheduler`: from the pack's name; `latent-size`, `scaling-factor`: Stable Diffusion's; `tokens`: CLIP's 77. */
export type PackAssumption = 'scheduler' | 'latent-size' | 'scaling-factor' | 'tokens';

/** What was found in a folder without `pack.json`. */
export interface PackReport {
  /** Files that the pack uses; others of the folder are left alone. */
  readonly found: readonly ListedFile[];
  /** `pack/missing-file` with `{ file }` for each file that is missing, `pack/unsupported` with `{ reason }`, `pack/corrupt-file`. */
  readonly problems: readonly EngineError[];
  /** Null when there are problems. */
  readonly plan: PackPlan | null;
}
