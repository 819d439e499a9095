/** Several photos as one picture, or as a way from the one to the other: their seeds are mixed. */
import type { EditSettings, PixelImage } from './edit-request.ts';

/** Ways from one seed to another. */
export const SEED_PATH_IDS = ['linear', 'slerp', 'gaussian', 'norm-guided'] as const;
export type SeedPathId = (typeof SEED_PATH_IDS)[number];

export interface PhotoInWords {
  /** At the pack's size. */
  readonly image: PixelImage;
  /** What it shows. */
  readonly source: string;
}

export interface MixRequest {
  readonly runId: string;
  readonly photos: readonly [PhotoInWords, PhotoInWords];
  /** Words of every picture; those of the photos, mixed as their seeds are, where left out. */
  readonly target?: string;
  readonly path: SeedPathId;
  /** Pictures from the one photo to the other, both ends included; at least 2. */
  readonly count: number;
  readonly settings: EditSettings;
}
