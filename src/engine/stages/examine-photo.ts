import type { PhotoExamination, PixelImage } from '../../protocol/engine.ts';
import { DEFAULT_INVERSION, resolveInversion } from '../../protocol/inversions.ts';
import { at } from '../at.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { finish } from '../generators.ts';
import { invertLatent } from '../inversion/invert.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import type { EditContext } from './edit-context.ts';
import { encodePhoto } from './encode-stage.ts';
import { readPrompt } from './text-stage.ts';

/** The method that a pack's figures are of draws no noise. */
const SEED = 0;

/**
 * Whether a photo is of a kind that the pack was made for, before anything is said of it: by what the autoencoder loses of it, and by the
 * noise that the empty prompt needs to explain it at the least noisy level (`docs/unfamiliar-photos.md`). The latent is kept for the edit.
 * Costs the iterations of one inverted step; none for a pack that was made for any photo. Throws `run/cancelled` when `signal` aborts.
 */
export async function examinePhoto(
  context: EditContext,
  image: PixelImage,
  signal: AbortSignal,
): Promise<PhotoExamination> {
  const { psnrBound, latent } = (await encodePhoto(context, image)).value;
  const { familiar } = context;
  if (familiar === undefined) return { psnrBound, wordlessEnergy: null, isUnfamiliar: false };
  const { inversion, iterations, start } = resolveInversion({ inversion: DEFAULT_INVERSION });
  const { conditioning } = await readPrompt(context, '', 1);
  const timesteps = context.timestepsFor(familiar.steps);
  const { noiseEnergy } = await finish(
    invertLatent({
      denoiser: context.models.denoiser,
      schedule: context.schedule,
      method: INVERSIONS[inversion],
      iterations,
      start,
      conditioning,
      clean: latent,
      timesteps: [at(timesteps, timesteps.length - 1)],
      random: createRandomGenerator(SEED),
      signal,
    }),
  );
  const { boundDb, wordless } = familiar;
  const isNoisy = wordless !== undefined && noiseEnergy > wordless.energy + wordless.perDb * (psnrBound - boundDb);
  return { psnrBound, wordlessEnergy: noiseEnergy, isUnfamiliar: psnrBound < boundDb || isNoisy };
}
