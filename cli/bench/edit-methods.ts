import type { PaintedLatent } from '../../src/engine/editing/editor.ts';
import { EDITORS } from '../../src/engine/editing/editors.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { defaultEditSettings, EDIT_DEFAULTS } from '../../src/engine/editing/edit-defaults.ts';
import { encodePhoto } from '../../src/engine/stages/encode-stage.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { createStageCache } from '../../src/engine/stages/stage-cache.ts';
import { readPrompt, readTarget } from '../../src/engine/stages/text-stage.ts';
import { findChangedWords } from '../../src/engine/control/changed-words.ts';
import { INVERSIONS } from '../../src/engine/inversion/inversions.ts';
import { invertLatent } from '../../src/engine/inversion/invert.ts';
import { createEditorInputs } from '../../src/engine/stages/paint-stage.ts';
import { diffWords } from '../../src/words/word-diff.ts';
import type { EditorId } from '../../src/protocol/editors.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { EditSettings } from '../../src/protocol/edit-request.ts';
import { finish } from '../../src/engine/generators.ts';
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

/** Every editor but Prompt-to-Prompt, which is measured with each inversion below. */
const OTHER_EDITORS = (['sdedit', 'no-control', 'chord-edit'] as const satisfies readonly EditorId[]).map(
  (id): EditMethod => ({ id, run: (pack, pair) => runEditor(id, pack, pair) }),
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
  ...OTHER_EDITORS,
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
  const result = await finish(edit(fresh, request, new AbortController().signal));
  return {
    image: toTensor(result.image),
    rows: (result.inversion?.rows ?? 0) + result.rows.edit,
    seconds: (result.inversion?.seconds ?? 0) + result.seconds.edit,
  };
}

/** An editor on the photo's latent; its picture is not rounded to 8 bits. */
async function runEditor(id: EditorId, { runtime, context }: NodePack, pair: EditPair): Promise<EditOutcome> {
  const settings = { ...defaultEditSettings(runtime.manifest), seed: SEED };
  const { signal } = new AbortController();
  const { latent: clean } = (await encodePhoto(context, pair.photo)).value;
  const source = await readPrompt(context, pair.source, settings.sourceGuidance);
  const target = await readTarget(context, pair.target, settings.targetGuidance);
  const changed = findChangedWords(diffWords(source.tokenized, target.tokenized), {});
  const started = context.clock();
  const inverted = EDITORS[id].inverts
    ? await finish(
        invertLatent({
          denoiser: runtime.denoiser,
          schedule: context.schedule,
          method: INVERSIONS[settings.inversion],
          iterations: settings.iterations,
          conditioning: source.conditioning,
          clean,
          timesteps: context.timestepsFor(settings.steps).toReversed(),
          signal,
        }),
      )
    : { trajectory: [clean], rows: 0 };
  const words = { source, target, changed, painted: null, trajectory: inverted.trajectory };
  const inputs = createEditorInputs(context, { settings, emphasis: {} }, words, signal);
  const { latent, rows }: PaintedLatent = await finish(EDITORS[id].paint(inputs));
  const seconds = context.clock() - started;
  return { image: await runtime.autoencoder.decode(latent), rows: inverted.rows + rows, seconds };
}
