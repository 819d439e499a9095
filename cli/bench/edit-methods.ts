import { BASELINES } from '../../src/engine/editing/baselines.ts';
import type { BaselineId } from '../../src/engine/editing/baseline.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { defaultEditSettings, EDIT_DEFAULTS } from '../../src/engine/stages/edit-defaults.ts';
import { encodePhoto } from '../../src/engine/stages/encode-stage.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import { readPrompt, readTarget } from '../../src/engine/stages/text-stage.ts';
import { createRandomGenerator } from '../../src/engine/diffusion/random.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { EditSettings } from '../../src/protocol/edit-request.ts';
import { finish } from '../support/finish.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { parseChoice } from '../support/parse-options.ts';
import { INVERSION_IDS } from '../support/setting-options.ts';
import type { EditPair } from './pairs.ts';

export interface EditOutcome {
  /** [1, 3, height, width] in [-1, 1]. */
  readonly image: Tensor;
  readonly rows: number;
  /** Inversion and edit; encoding and decoding left out. */
  readonly seconds: number;
}

export interface EditMethod {
  readonly id: string;
  run(pack: NodePack, pair: EditPair): Promise<EditOutcome>;
}

const SEED = 0;

const BASELINE_METHODS = (['sdedit', 'no-control', 'chord-edit'] as const satisfies readonly BaselineId[]).map(
  (id): EditMethod => ({ id, run: (pack, pair) => runBaseline(id, pack, pair) }),
);

/** Every inversion with Prompt-to-Prompt, by 'method+p2p' and 'method+p2p+blend'. */
const CONTROLLED_METHODS = INVERSION_IDS.flatMap((inversion) =>
  [false, true].map((localBlend): EditMethod => ({
    id: `${inversion}+p2p${localBlend ? '+blend' : ''}`,
    run: (pack, pair) => {
      const { crossReplace, selfReplace } = EDIT_DEFAULTS[pair.kind];
      return runPipeline(pack, pair, { inversion, automatic: false, crossReplace, selfReplace, localBlend });
    },
  })),
);

const METHODS: readonly EditMethod[] = [
  { id: 'source', run: async (_, pair) => ({ image: toTensor(pair.photo), rows: 0, seconds: 0 }) },
  ...BASELINE_METHODS,
  ...CONTROLLED_METHODS,
  // What the page does: the pack's defaults, control chosen from the kind of the edit.
  { id: 'renoir', run: (pack, pair) => runPipeline(pack, pair, { automatic: true }) },
];

const METHOD_IDS = METHODS.map(({ id }) => id);

const DEFAULT_IDS = ['source', 'sdedit', 'chord-edit', 'ddim+p2p', 'rnri-released+p2p+blend', 'renoir'];

/** The methods asked for, or those of the committed table. Throws for an unknown id, listing the valid ones. */
export function chooseEditMethods(ids: readonly string[] | null): readonly EditMethod[] {
  const wanted = (ids ?? DEFAULT_IDS).map((id) => parseChoice(id, 'method', METHOD_IDS));
  return METHODS.filter(({ id }) => wanted.includes(id));
}

async function runPipeline(
  { runtime, context }: NodePack,
  pair: EditPair,
  changes: Partial<EditSettings>,
): Promise<EditOutcome> {
  const settings = { ...defaultEditSettings(runtime.manifest), seed: SEED, ...changes };
  const request = {
    runId: pair.id,
    image: pair.photo,
    source: pair.source,
    target: pair.target,
    emphasis: {},
    settings,
  };
  // A cache of its own: every method pays for its own inversion. Encoding is no part of what is compared.
  const fresh = { ...context, cache: { ...createStageCache(), encode: context.cache.encode } };
  const result = await finish(edit(fresh, request, new AbortController().signal), () => undefined);
  return {
    image: toTensor(result.image),
    rows: result.inversion.rows + result.rows.edit,
    seconds: result.inversion.seconds + result.seconds.edit,
  };
}

async function runBaseline(id: BaselineId, { runtime, context }: NodePack, pair: EditPair): Promise<EditOutcome> {
  const { sourceGuidance, targetGuidance, steps } = defaultEditSettings(runtime.manifest);
  const { latent: clean } = (await encodePhoto(context, pair.photo)).value;
  const source = await readPrompt(context, pair.source, sourceGuidance);
  const target = await readTarget(context, pair.target, targetGuidance);
  const started = context.clock();
  const { latent, rows } = await BASELINES[id].run({
    denoiser: runtime.denoiser,
    schedule: context.schedule,
    timesteps: context.timestepsFor(steps),
    clean,
    source: source.conditioning,
    target: target.conditioning,
    random: createRandomGenerator(SEED),
    signal: new AbortController().signal,
  });
  const seconds = context.clock() - started;
  return { image: await runtime.autoencoder.decode(latent), rows, seconds };
}
