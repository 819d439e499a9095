/**
 * Local blend: keep the source where the edit has no business (Hertz et al. 2022, section 4; Avrahami et al. 2022).
 *   x <- x_src + mask (x - x_src)
 * The mask is cut from evidence by a rule that adapts to it: with four steps and coarse maps no fixed threshold fits all.
 */
import type { Tensor } from '../tensor/tensor.ts';
import { EVIDENCE, type EvidenceId, type EvidenceInputs } from './mask-evidence.ts';
import { type Raster, blur, coverage, maxPool } from './raster.ts';
import { type ThresholdRule, findThreshold } from './thresholds.ts';

export interface LocalBlendOptions {
  readonly evidence: EvidenceId;
  readonly threshold: ThresholdRule;
  /** First step that blends: maps of pure noise mean little. */
  readonly startStep: number;
  /** Latent pixels added around the mask. */
  readonly growth: number;
  /** Standard deviation of the soft edge, latent pixels. */
  readonly feather: number;
  /** A mask that covers more than this part of the picture is not local: no blend. */
  readonly largestCoverage: number;
  /**
   * The first step that blends goes on from fresh noise inside the mask, as LCM samples, instead of from the photo's: the inverted noise
   * holds the shape of what stood there, and what is removed must not come back as its ghost.
   */
  readonly freshNoise: boolean;
}

/** Mask of the edit at latent size, 0..1 with soft edges; null when the edit is not local or leaves no trace. */
export function findEditMask(inputs: EvidenceInputs, options: LocalBlendOptions): Raster | null {
  const evidence = EVIDENCE[options.evidence].gather(inputs);
  if (!evidence) return null;
  const threshold = findThreshold(evidence.data, options.threshold);
  const inside = { ...evidence, data: evidence.data.map((value) => (value > threshold ? 1 : 0)) };
  const part = coverage(inside);
  if (part === 0 || part > options.largestCoverage) return null;
  return blur(options.growth > 0 ? maxPool(inside, options.growth) : inside, options.feather);
}

/** x_src + mask (x - x_src) for latents [1, channels, height, width]. */
export function blendLatents(source: Tensor, edited: Tensor, mask: Raster): Tensor {
  const size = mask.data.length;
  const data = edited.data.map((value, i) => {
    const kept = source.data[i] ?? 0;
    return kept + (mask.data[i % size] ?? 0) * (value - kept);
  });
  return { shape: edited.shape, data };
}
