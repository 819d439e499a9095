import { defaultEditSettings } from '../engine/editing/edit-defaults.ts';
import { finish } from '../engine/generators.ts';
import { edit } from '../engine/stages/edit.ts';
import { toTensor } from '../engine/stages/pixel-image.ts';
import type { Tensor } from '../engine/tensor/tensor.ts';
import type { EditResult } from '../protocol/engine.ts';
import type { PixelImage } from '../protocol/edit-request.ts';
import { createEditContext } from './create-edit-context.ts';
import { createDenoiserTasks } from './denoiser-tasks.ts';
import type { LoadedPack } from './load-pack.ts';
import type { RuntimeHost } from './runtime-host.ts';

export interface TrialEdit {
  readonly result: EditResult;
  /** What the decoder made of the painted latent, [1, 3, H, W]: the picture before it is rounded to bytes and blended. */
  readonly decoded: Tensor;
}

const SOURCE = 'a red ball on grass';
const TARGET = 'a blue ball on grass';

/**
 * Edits that run every graph of a pack, in two steps: the first with an inversion by the gradient, attention control, local blend and the
 * pack's own guidance; the second to other words, beside the source row that is known by then. What one device makes of them is
 * compared with what another does.
 */
export async function runTrialEdits(
  ...inputs: TrialInputs
): Promise<readonly [first: TrialEdit, laterWords: TrialEdit]> {
  const editTo = prepareTrialEdits(...inputs);
  return [await editTo(TARGET), await editTo('a green ball on grass')];
}

/** The first of them alone. */
export function runFirstTrialEdit(...inputs: TrialInputs): Promise<TrialEdit> {
  return prepareTrialEdits(...inputs)(TARGET);
}

type TrialInputs = readonly [
  runtime: LoadedPack,
  host: Pick<RuntimeHost, 'nowSeconds'>,
  image: PixelImage,
  signal: AbortSignal,
];

function prepareTrialEdits(...[runtime, host, image, signal]: TrialInputs): (target: string) => Promise<TrialEdit> {
  const context = createEditContext(runtime, host, { previews: false });
  const { autoencoder } = context.models;
  let decoded: Tensor | null = null;
  const decode = async (latent: Tensor): Promise<Tensor> => (decoded = await autoencoder.decode(latent));
  const models = { ...context.models, autoencoder: { ...autoencoder, decode } };
  const settings = { ...defaultEditSettings(runtime.manifest), inversion: 'rnri', steps: 2, iterations: 2 } as const;
  return async (target) => {
    const request = { runId: target, image, source: SOURCE, target, emphasis: {}, settings };
    const result = await finish(edit({ ...context, models }, request, signal));
    if (decoded === null) throw new RangeError('the edit has decoded nothing');
    return { result, decoded };
  };
}

export interface TrialRuns {
  /** The photo, encoded. */
  readonly latent: Tensor;
  /** That latent, decoded. */
  readonly picture: Tensor;
  /** The noise in that latent. */
  readonly forward: Tensor;
  /** dF/dz on noise. */
  readonly gradient: Tensor;
}

/** Each model runs once: what one device computes, before an edit has amplified it. */
export async function runTrialModels(
  { manifest, denoiser, autoencoder, text }: LoadedPack,
  image: PixelImage,
): Promise<TrialRuns> {
  const encoded = await text.encode(text.tokenize(SOURCE));
  const conditioning = { ...encoded, guidance: defaultEditSettings(manifest).sourceGuidance };
  const { timestep, gradient } = createDenoiserTasks(denoiser, conditioning);
  const latent = await autoencoder.encode(toTensor(image));
  return {
    latent,
    picture: await autoencoder.decode(latent),
    forward: await denoiser.predict(latent, timestep, conditioning),
    gradient: (await gradient()).gradient,
  };
}
