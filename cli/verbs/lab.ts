import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finish } from '../../src/engine/generators.ts';
import { compareMethods } from '../../src/engine/stages/compare-methods.ts';
import { layOutSheet } from '../../src/imaging/contact-sheet.ts';
import { composeLabSheet } from '../../src/imaging/lab-sheet.ts';
import { DEFAULT_EDITOR, EDITING_METHODS, EDITOR_IDS, type EditorId } from '../../src/protocol/editors.ts';
import { INVERSION_METHODS, OFFERED_INVERSION_IDS } from '../../src/protocol/inversions.ts';
import { describeTrials, type LabMethod, type LabTrial } from '../../src/protocol/lab.ts';
import type { Command } from '../support/command.ts';
import { formatTable } from '../support/format-table.ts';
import { writeSheetFile } from '../support/image-file.ts';
import { parseInversionVariant, VARIANT_USAGE } from '../support/inversion-variant.ts';
import { openNodePack, readPhotoForPack } from '../support/open-node-pack.ts';
import { choosePackFolder } from '../support/packs-folder.ts';
import { parseChoice, parseOptions, requireOption } from '../support/parse-options.ts';
import { INVERSION_IDS, parseSettings } from '../support/setting-options.ts';

const ALL = 'all';

const OPTIONS = {
  image: { type: 'string' },
  words: { type: 'string' },
  make: { type: 'string' },
  methods: { type: 'string' },
  edits: { type: 'string' },
  out: { type: 'string' },
  pack: { type: 'string' },
  steps: { type: 'string' },
  guidance: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const LAB: Command = {
  summary: 'one image through many methods of inversion and of editing, side by side',
  usage: `Usage: renoir lab --image F --words S [--make T] [options] [--json]

  --image F               the image, in any common format
  --words S               what is in it
  --make T                what should be in it; without, the image is only inverted
  --methods A,B           ${ALL} (the default), or any of ${INVERSION_IDS.join(', ')};
                          ${VARIANT_USAGE}
  --edits A,B             ${ALL}, or any of ${EDITOR_IDS.join(', ')} (default: ${DEFAULT_EDITOR})
  --out DIR               write lab.png, a sheet of all pictures and residual curves, and lab.json
  --pack DIR              the model pack, or the id of one that was added (default: the bundled starter)
  --steps N               denoising steps
  --guidance X            guidance scale of the edits
  --seed N                seed of every random number`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const file = requireOption(values.image, 'image');
    const source = requireOption(values.words, 'words');
    const target = values.make === undefined ? null : requireOption(values.make, 'make');
    // Bad input is found before the photo is read.
    const methods = parseMethods(values.methods);
    const editors = parseEditors(values.edits);
    const folder = await choosePackFolder(values.pack);
    const { manifest, image } = await readPhotoForPack(folder, file);
    const settings = parseSettings(values, manifest);

    const { runtime, context } = await openNodePack(folder);
    try {
      const request = { runId: 'lab', image, source, target, methods, editors, settings };
      const trials = await finish(compareMethods(context, request, new AbortController().signal), (event) => {
        if (event.type === 'tried') report(`${event.done}/${event.count} ${nameTrial(event.trial)}`);
      });
      const { out } = values;
      const json = { image: file, source, target, pack: manifest.id, settings, trials: describeTrials(trials) };
      if (out !== undefined) {
        await mkdir(out, { recursive: true });
        await writeFile(join(out, 'lab.json'), `${JSON.stringify(json, null, 2)}\n`);
        const title = target === null ? source : `${source} → ${target}`;
        await writeSheetFile(join(out, 'lab.png'), layOutSheet(composeLabSheet(image, trials, { ...WORDS, title })));
      }
      return {
        json: { ...json, ...(out !== undefined && { out }) },
        lines: formatTable(['', 'psnr', 'to vae', 'ssim', 'rows', 'seconds', 'last residuals'], trials.map(toCells)),
      };
    } finally {
      await runtime.release();
    }
  },
};

const WORDS = {
  photo: 'photo',
  bound: 'autoencoder',
  reconstruction: 'reconstruction',
  failed: 'failed',
  nameMethod: ({ id, settings }: LabMethod) =>
    id === settings.inversion ? INVERSION_METHODS[settings.inversion].label : id,
  nameEditor: (editor: EditorId) => EDITING_METHODS[editor].label,
  decibels: (psnr: number) => (Number.isFinite(psnr) ? `${psnr.toFixed(1)} dB` : 'equal'),
  residual: (value: number) => value.toPrecision(2),
  cost: (rows: number, seconds: number) => `${rows} rows, ${seconds.toFixed(1)} s`,
};

function nameTrial(trial: LabTrial): string {
  if (trial.kind === 'bound') return WORDS.bound;
  const { method } = trial;
  const editor = trial.kind === 'inversion' ? null : trial.editor;
  const name = [method?.id, editor].filter((part) => part !== undefined && part !== null).join(' + ');
  return trial.kind === 'failed' ? `${name}: ${trial.error.code} ${JSON.stringify(trial.error.parameters)}` : name;
}

function toCells(trial: LabTrial): readonly (string | number | null)[] {
  const name = nameTrial(trial);
  if (trial.kind === 'bound') return [name, trial.psnr, null, null, null, null, null];
  if (trial.kind === 'failed') return [name, null, null, null, null, null, null];
  const { rows, seconds } = trial;
  if (trial.kind === 'edit') return [name, null, null, null, String(rows), seconds, null];
  const { psnr, psnrToBound, ssim, residuals } = trial;
  const last = residuals.flatMap((level) => level.at(-1)?.toFixed(3) ?? []).join(' ');
  return [name, psnr, psnrToBound, ssim, String(rows), seconds, last === '' ? null : last];
}

function parseMethods(value = ALL): readonly LabMethod[] {
  if (value !== ALL) return value.split(',').map((id) => parseInversionVariant(id.trim()));
  return OFFERED_INVERSION_IDS.map(parseInversionVariant);
}

function parseEditors(value: string = DEFAULT_EDITOR): readonly EditorId[] {
  return value === ALL ? EDITOR_IDS : value.split(',').map((id) => parseChoice(id.trim(), 'edit', EDITOR_IDS));
}
