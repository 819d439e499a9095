import { edit } from '../../src/engine/stages/edit.ts';
import { BLEND_IDS } from '../../src/protocol/blends.ts';
import type { EditSettings } from '../../src/protocol/edit-request.ts';
import { EDITOR_IDS } from '../../src/protocol/editors.ts';
import { splitSentence } from '../../src/words/normalise-word.ts';
import { findUnknownWords } from '../../src/words/unknown-words.ts';
import type { Command } from '../support/command.ts';
import { finish } from '../../src/engine/generators.ts';
import { framePhoto } from '../support/frame-photo.ts';
import { blendPhoto, readWholePhoto, writePhotoFile } from '../support/image-file.ts';
import { describeUnread } from '../support/describe-unread.ts';
import { openNodePack, readFolderManifest } from '../support/open-node-pack.ts';
import { choosePackFolder } from '../support/packs-folder.ts';
import { parseChoice, parseNumber, parseOptions, requireOption } from '../support/parse-options.ts';
import { reportEvent } from '../support/report-event.ts';
import { parseMethod, parseSettings, SETTING_OPTIONS, SETTING_USAGE } from '../support/setting-options.ts';

const OPTIONS = {
  image: { type: 'string' },
  source: { type: 'string' },
  target: { type: 'string' },
  out: { type: 'string' },
  editor: { type: 'string' },
  'cross-replace': { type: 'string' },
  'self-replace': { type: 'string' },
  'word-replace': { type: 'string', multiple: true },
  blend: { type: 'string' },
  'no-blend': { type: 'boolean' },
  'keep-location': { type: 'boolean' },
  ...SETTING_OPTIONS,
} as const;

export const EDIT: Command = {
  summary: 'change an image by changing its words',
  usage: `Usage: renoir edit --image F --source S --target T --out F [options] [--json]

  --image F               the image, in any common format
  --source S              what is in it
  --target T              what should be in it
  --out F                 where to write the whole photo with the edit in it (.png, .jpg, .webp)
  --editor ID             ${EDITOR_IDS.join(', ')}
  --cross-replace X       part of the steps with cross-attention control, 0 to 1
  --self-replace X        part of the steps with self-attention injection, 0 to 1
  --word-replace WORD=X   the same of one target word; may be repeated
  --blend ID              how the mask is found: adaptive, prompt-to-prompt
  --no-blend              do not keep what the edited words do not attend to
  --keep-location         keep the place where the photo was taken in the result
${SETTING_USAGE}`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const file = requireOption(values.image, 'image');
    const source = requireOption(values.source, 'source');
    const target = requireOption(values.target, 'target');
    const out = requireOption(values.out, 'out');
    // Bad input is found before the photo is read.
    parseMethod(values.method);
    const editor = parseEditor(values.editor);
    const folder = await choosePackFolder(values.pack);
    const manifest = await readFolderManifest(folder);
    const whole = await readWholePhoto(file);
    const { photo, profile } = whole;
    const chosen = parseSettings(values, manifest);
    const settings = { ...chosen, ...editor, ...parseControl(values, chosen), ...parseBlend(values.blend) };
    const wordControl = parseWordControl(values['word-replace'] ?? [], target);

    const { runtime, context } = await openNodePack(folder);
    try {
      const words = { runId: 'edit', source, target, emphasis: {}, wordControl, settings };
      const { plan, image } = await framePhoto(context, whole, manifest.image, words);
      const result = await finish(edit(context, { ...words, image }, new AbortController().signal), (event) =>
        reportEvent(event, report),
      );
      const { image: edited, inversion, mask } = result;
      const reconstruction = inversion?.reconstruction ?? image;
      const blended = blendPhoto(photo, { photo: image, edited, reconstruction, mask, crop: plan.crop }, profile);
      await writePhotoFile(out, blended, { file, profile, keepLocation: values['keep-location'] === true });
      const unknownWords = findUnknownWords(target, manifest.vocabulary.words);
      const rows = result.rows.invert + result.rows.edit;
      const seconds = Object.values(result.seconds).reduce((sum, value) => sum + value, 0);
      return {
        json: {
          psnrReconstruction: inversion?.psnrReconstruction ?? null,
          psnrBound: result.psnrBound,
          isUnfamiliar: result.isUnfamiliar,
          rows,
          rowsByStage: result.rows,
          seconds,
          secondsByStage: result.seconds,
          cached: result.cached,
          method: settings.inversion,
          unknownWords,
          unreadFrom: result.unreadFrom ?? null,
          out,
          size: [photo.width, photo.height],
          editedAt: [image.width, image.height],
          crop: plan.crop,
        },
        lines: [
          `${out}: ${rows} rows in ${seconds.toFixed(2)} s; ` +
            (inversion === null ? '' : `reconstruction ${inversion.psnrReconstruction.toFixed(2)} dB `) +
            `(bound ${result.psnrBound.toFixed(2)} dB)`,
          ...(result.isUnfamiliar
            ? ['The pack was not made for pictures like this one, or the words do not say what it shows.']
            : []),
          ...describeUnread({ source, target }, result.unreadFrom),
          ...unknownWords.map(
            ({ word, suggestion }) =>
              `The pack does not know '${word}'${suggestion === null ? '' : `; did you mean '${suggestion}'`}.`,
          ),
        ],
      };
    } finally {
      await runtime.release();
    }
  },
};

/** Nothing where none is asked for: the default of the engine holds. */
function parseEditor(value: string | undefined): Pick<EditSettings, 'editor'> {
  return value === undefined ? {} : { editor: parseChoice(value, 'editor', EDITOR_IDS) };
}

function parseBlend(value: string | undefined): Pick<EditSettings, 'blend'> {
  return value === undefined ? {} : { blend: parseChoice(value, 'blend', BLEND_IDS) };
}

/** Of every word of that name. Throws for a word that is not in the sentence. */
function parseWordControl(assignments: readonly string[], target: string): Readonly<Record<number, number>> {
  const words = splitSentence(target);
  const entries = assignments.flatMap((assignment) => {
    const [name = '', value = ''] = assignment.split('=');
    const word = parseChoice(name, 'word', words);
    const part = parseNumber(value, 'word-replace', 0, { min: 0, max: 1 });
    return words.flatMap((other, index) => (other === word ? [[index, part] as const] : []));
  });
  return Object.fromEntries(entries);
}

/** Control that was asked for in so many words replaces the one chosen from the kind of the edit. */
function parseControl(
  values: { 'cross-replace'?: string; 'self-replace'?: string; 'no-blend'?: boolean },
  defaults: EditSettings,
): Partial<EditSettings> {
  const fraction = { min: 0, max: 1 };
  const crossReplace = parseNumber(values['cross-replace'], 'cross-replace', defaults.crossReplace, fraction);
  const selfReplace = parseNumber(values['self-replace'], 'self-replace', defaults.selfReplace, fraction);
  const asked = [values['cross-replace'], values['self-replace'], values['no-blend']].some(
    (value) => value !== undefined,
  );
  return asked ? { automatic: false, crossReplace, selfReplace, localBlend: values['no-blend'] !== true } : {};
}
