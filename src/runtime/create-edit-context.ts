import type { EditContext } from '../engine/stages/edit-context.ts';
import { createStageCache } from '../engine/stages/stage-cache.ts';
import type { LoadedPack } from './load-pack.ts';
import type { RuntimeHost } from './runtime-host.ts';

/** What the stages of an edit need, from an opened pack; with a cache of its own. */
export function createEditContext(
  runtime: LoadedPack,
  host: Pick<RuntimeHost, 'nowSeconds'>,
  { previews }: Pick<EditContext, 'previews'>,
): EditContext {
  const { manifest, denoiser, autoencoder, text, scheduler, guidance } = runtime;
  return {
    modelId: `${manifest.id}@${manifest.version}`,
    models: { denoiser, autoencoder, text },
    guidance,
    schedule: scheduler.schedule,
    timestepsFor: scheduler.timestepsFor,
    vocabulary: manifest.vocabulary,
    familiar: manifest.familiar,
    cache: createStageCache(),
    clock: host.nowSeconds,
    previews,
  };
}
