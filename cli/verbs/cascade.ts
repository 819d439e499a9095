import { editCascade } from '../../src/engine/cascade/edit-cascade.ts';
import type { Cascade } from '../../src/engine/cascade/cascade.ts';
import { type CascadeProgress, generateCascade } from '../../src/engine/cascade/generate-cascade.ts';
import {
  type CascadeMethods,
  type InvertedStage,
  invertCascade,
  ITER_INV_METHODS,
} from '../../src/engine/cascade/invert-cascade.ts';
import { at } from '../../src/engine/at.ts';
import { coverage } from '../../src/engine/control/raster.ts';
import { createRandomGenerator } from '../../src/engine/diffusion/random.ts';
import { finish } from '../../src/engine/generators.ts';
import { psnr } from '../../src/engine/metrics/psnr.ts';
import { toPixelImage, toTensor } from '../../src/engine/stages/pixel-image.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import { loadCascade } from '../../src/runtime/load-cascade.ts';
import type { CascadeManifest } from '../../src/protocol/cascade-manifest.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command, CommandContext, CommandResult } from '../support/command.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { readImageFile, writeImageRow } from '../support/image-file.ts';
import { parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { createNodeHost } from '../support/node-host.ts';
import { choosePackFolder } from '../support/packs-folder.ts';
import { parseNumber, parseOptions, requireOption } from '../support/parse-options.ts';

const OPTIONS = {
  pack: { type: 'string' },
  image: { type: 'string' },
  source: { type: 'string' },
  target: { type: 'string' },
  prompt: { type: 'string' },
  out: { type: 'string' },
  first: { type: 'string' },
  method: { type: 'string' },
  strength: { type: 'string' },
  seed: { type: 'string' },
} as const;

/** DiffEdit's, and that of the pipeline in diffusers. */
const STRENGTH = 0.8;
const LARGEST_SEED = 2 ** 32 - 1;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

/** What an action works with. */
interface Job {
  readonly cascade: Cascade;
  readonly manifest: CascadeManifest;
  readonly values: Values;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CascadeProgress) => void;
}

/** The pictures of every stage, small to large, and what is said of the run. */
interface Outcome {
  readonly pictures: readonly Tensor[];
  readonly json: object;
  readonly lines: readonly string[];
}

const ACTIONS = {
  generate: async ({ cascade, values, seed, ...run }: Job): Promise<Outcome> => {
    const prompt = requireOption(values.prompt, 'prompt');
    const { pictures, rows } = await finish(
      generateCascade(cascade, { prompt, random: createRandomGenerator(seed), signal: run.signal }),
      run.onProgress,
    );
    return { pictures, json: { rows }, lines: [`${rows.join(' + ')} rows`] };
  },
  invert: async (job: Job): Promise<Outcome> => {
    const { inverted, methods } = await invert(job);
    const stages = inverted.map(({ photo, reconstruction, inversion }, index) => ({
      method: index === 0 ? methods.first.inversion : methods.further.inversion,
      width: photo.shape[3],
      psnr: psnr(photo, reconstruction),
      rows: inversion.rows,
      residuals: inversion.residuals,
    }));
    return {
      pictures: inverted.map(({ reconstruction }) => reconstruction),
      json: { stages },
      lines: stages.map(
        ({ method, width, psnr: decibels, rows }) => `${width} px: ${method} ${decibels.toFixed(2)} dB, ${rows} rows`,
      ),
    };
  },
  edit: async (job: Job): Promise<Outcome> => {
    const { cascade, values, seed, signal, onProgress } = job;
    const target = requireOption(values.target, 'target');
    const strength = parseNumber(values.strength, 'strength', STRENGTH, { min: 0, max: 1 });
    const { inverted, source } = await invert(job);
    const random = createRandomGenerator(seed);
    const options = { inverted, source, target, strength, random, signal };
    const { pictures, masks, rows } = await finish(editCascade(cascade, options), onProgress);
    const inversionRows = inverted.map(({ inversion }) => inversion.rows);
    const changed = masks.map(coverage);
    const parts = changed.map((part) => `${(100 * part).toFixed(0)} %`);
    return {
      pictures,
      json: { rows, inversionRows, changed },
      lines: [`painted ${parts.join(' and ')} of the stages' pictures, ${rows.join(' + ')} rows after the inversion`],
    };
  },
} as const satisfies Record<string, (job: Job) => Promise<Outcome>>;

const ACTION_IDS = Object.keys(ACTIONS).join(', ');

async function invert({ cascade, manifest, values, seed, signal, onProgress }: Job): Promise<{
  readonly inverted: readonly InvertedStage[];
  readonly source: string;
  readonly methods: CascadeMethods;
}> {
  const source = requireOption(values.source, 'source');
  const file = requireOption(values.image, 'image');
  const methods = chooseMethods(values);
  const photo = toTensor(await readImageFile(file, at(manifest.stages, manifest.stages.length - 1).image));
  const random = createRandomGenerator(seed);
  const run = invertCascade(cascade, { photo, source, methods, random, signal });
  return { inverted: await finish(run, onProgress), source, methods };
}

function chooseMethods({ first, method }: Values): CascadeMethods {
  return {
    first: first === undefined ? ITER_INV_METHODS.first : parseInversionVariant(first).settings,
    further: method === undefined ? ITER_INV_METHODS.further : parseInversionVariant(method).settings,
  };
}

export const CASCADE: Command = {
  summary: 'paint, invert and edit pictures by a pixel cascade, which has no autoencoder',
  usage: `Usage: renoir cascade generate --pack DIR --prompt T --out F [--seed N] [--json]
       renoir cascade invert --pack DIR --image F --source S [--out F] [--first ID] [--method ID] [--seed N] [--json]
       renoir cascade edit --pack DIR --image F --source S --target T --out F [--strength P] [--first ID] [--method ID] [--seed N] [--json]

  --pack DIR              the cascade: a folder with a UNet for every stage
  --prompt T              what to paint
  --image F, --source S   a photo and what is in it; --target T: what shall be in it
  --out F                 where to write the pictures of all stages, side by side
  --first ID              how the first stage is inverted (default: ddim)
  --method ID             how stages with a picture beside the latent are inverted (default: iter-inv). ${VARIANT_USAGE}
  --strength P            part of the noise levels that DiffEdit paints again, 0 to 1 (default: ${STRENGTH})
  --seed N                of the noises (default: 0)`,

  async run({ args, report }: CommandContext): Promise<CommandResult> {
    const [action, ...rest] = args;
    const act = Object.entries(ACTIONS).find(([id]) => id === action)?.[1];
    if (act === undefined) throw new CommandFailure(`Say what to do: ${ACTION_IDS}.`);
    const { values } = parseOptions(rest, OPTIONS);
    const folder = await choosePackFolder(requireOption(values.pack, 'pack'));
    const out = action === 'invert' && values.out === undefined ? null : requireOption(values.out, 'out');
    const seed = parseNumber(values.seed, 'seed', 0, { min: 0, max: LARGEST_SEED, integer: true });
    // Bad input is found before the models are loaded.
    chooseMethods(values);
    const host = createNodeHost();
    const started = host.nowSeconds();
    const { cascade, manifest, release } = await loadCascade(host, createFolderReader(folder));
    try {
      const { signal } = new AbortController();
      const onProgress = ({ stage, done }: CascadeProgress) =>
        report(`stage ${stage + 1}/${cascade.stages.length} step ${done}`);
      const { pictures, json, lines } = await act({ cascade, manifest, values, seed, signal, onProgress });
      if (out !== null) await writeImageRow(out, pictures.map(toPixelImage));
      const seconds = host.nowSeconds() - started;
      return {
        json: { action, ...json, seconds, ...(out !== null && { out }) },
        lines: [...lines, `${seconds.toFixed(2)} s${out === null ? '' : `, ${out}`}`],
      };
    } finally {
      await release();
    }
  },
};
