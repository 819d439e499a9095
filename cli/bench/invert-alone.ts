import { createRandomGenerator } from '../../src/engine/diffusion/random.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { finish } from '../../src/engine/generators.ts';
import { INVERSIONS } from '../../src/engine/inversion/inversions.ts';
import { invertLatent } from '../../src/engine/inversion/invert.ts';
import type { Inversion } from '../../src/engine/inversion/method.ts';
import { runTimesteps } from '../../src/engine/stages/run-timesteps.ts';
import { readGuided } from '../../src/engine/stages/text-stage.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import { resolveInversion } from '../../src/protocol/inversions.ts';
import type { InversionVariant } from '../support/inversion-variant.ts';
import type { NodePack } from '../support/open-node-pack.ts';

/** A latent z_0 inverted by its words at the pack's defaults: nothing is encoded, decoded or kept. */
export async function invertAlone(
  { runtime, context }: NodePack,
  variant: InversionVariant,
  clean: Tensor,
  words: string,
): Promise<Inversion> {
  const settings = { ...defaultEditSettings(runtime.manifest), ...variant.settings };
  const { inversion, iterations, start } = resolveInversion(settings);
  const { conditioning } = await readGuided(context, words, settings.sourceGuidance);
  const { tolerance, parameters, isAdjusted } = settings;
  return finish(
    invertLatent({
      denoiser: context.models.denoiser,
      schedule: context.schedule,
      method: INVERSIONS[inversion],
      iterations,
      start,
      ...(tolerance !== undefined && { tolerance }),
      ...(parameters && { parameters }),
      ...(isAdjusted !== undefined && { isAdjusted }),
      conditioning,
      clean,
      timesteps: runTimesteps(context, settings).toReversed(),
      random: createRandomGenerator(settings.seed),
      signal: new AbortController().signal,
    }),
  );
}
