import { toPixelImage } from '../../../src/engine/stages/pixel-image.ts';
import { findChangedWords } from '../../../src/words/changed-words.ts';
import { classifyEdit } from '../../../src/words/edit-kind.ts';
import { splitSentence } from '../../../src/words/normalise-word.ts';
import type { Command } from '../../support/command.ts';
import { CommandFailure } from '../../support/command-failure.ts';
import { formatTable } from '../../support/format-table.ts';
import { readImageFile } from '../../support/image-file.ts';
import { VARIANT_USAGE } from '../../support/inversion-variant.ts';
import { chooseEditMethods, type EditMethod, OTHER_EDITOR_IDS } from '../edit-methods.ts';
import { writeSheet } from '../sheet.ts';
import { mean, meanPsnr } from '../statistics.ts';
import { writeReport } from '../write-report.ts';
import { MASK_SIDE } from './decode-mask.ts';
import { DATA_SET_USAGE, type DataSetBench, openDataSetBench, parseDataSetOptions } from './options.ts';
import { PIE_TYPES, type PieEntry, readPie } from './read-pie.ts';
import { type EditScore, resizeMask, scoreEdit } from './score-edit.ts';

/** Edits on the sheet of pictures. */
const SHEET_ENTRIES = 16;

interface PieRecord extends EditScore {
  readonly rows: number;
  readonly seconds: number;
}

export const BENCH_PIE: Command = {
  summary: 'how well each way to edit does on PIE-Bench, for those who have it',
  usage: `Usage: bench pie --data DIR --out DIR [options] [--json]

DIR holds mapping_file.json and the pictures it names, below annotation_images/ or beside it.

${DATA_SET_USAGE}
  --types A,B             only edits of these editing_type_ids

Methods: source, ${OTHER_EDITOR_IDS.join(', ')}, renoir, and every inversion as 'rnri+p2p' and so on, as bench edit has them; ${VARIANT_USAGE}`,

  async run({ args, report }) {
    const options = parseDataSetOptions(args);
    const methods = chooseEditMethods(options.methods);
    const all = await readPie(options.data);
    const entries = all.filter(({ type }) => options.types?.includes(type) ?? true).slice(0, options.count);
    if (entries.length === 0) throw new CommandFailure(`${options.data} has no edits of the types that are asked for.`);
    const bench = await openDataSetBench<PieRecord>('pie', options);
    try {
      const results = [];
      for (const method of methods) {
        const records: { readonly type: string; readonly record: PieRecord }[] = [];
        for (const [index, entry] of entries.entries()) {
          records.push({ type: entry.type, record: await measure(bench, method, entry) });
          report(`${method.id}: ${index + 1} of ${entries.length}`);
        }
        const types = Object.keys(PIE_TYPES).filter((type) => records.some((one) => one.type === type));
        const byType = types.map((type) => [type, summarise(records.filter((one) => one.type === type))] as const);
        results.push({ id: method.id, ...summarise(records), byType: Object.fromEntries(byType) });
      }
      const json = { pack: bench.context.modelId, judges: bench.judges.by, n: entries.length, methods: results };
      await writeReport(options.out, 'pie', json);
      await drawSheet(options.out, bench, methods, entries);
      return { json, lines: formatTable(COLUMNS, results.flatMap(toRows), 3) };
    } finally {
      await bench.release();
    }
  },
};

/** From the records of an earlier run, or now. */
async function measure(bench: DataSetBench<PieRecord>, method: EditMethod, entry: PieEntry): Promise<PieRecord> {
  const { id, source, target } = entry;
  const key = `${method.id} ${id}`;
  const known = bench.records.get(key);
  if (known !== undefined) return known;
  const photo = await readImageFile(entry.file, bench.manifest.image);
  const mask = resizeMask(entry.mask, MASK_SIDE, photo);
  const sentences = [splitSentence(source), splitSentence(target)] as const;
  const kind = classifyEdit(...sentences, findChangedWords(...sentences, {}), bench.manifest.vocabulary);
  const { rows, seconds, ...outcome } = await method.run(bench, { id, photo, source, target, kind, mask });
  const image = toPixelImage(outcome.image);
  const record = { ...(await scoreEdit(bench.judges, { photo, image, mask, source, target })), rows, seconds };
  // The picture first: what is recorded is there.
  await bench.pictures.write(method.id, id, image);
  await bench.records.add(key, record);
  return record;
}

function summarise(records: readonly { readonly record: PieRecord }[]) {
  const valuesOf = (name: keyof PieRecord): number[] => records.flatMap(({ record }) => record[name] ?? []);
  return {
    n: records.length,
    structure: mean(valuesOf('structure')),
    psnr: meanPsnr(valuesOf('psnr')),
    psnrOfRest: meanPsnr(valuesOf('psnrOfRest')),
    lpips: mean(valuesOf('lpips')),
    mse: mean(valuesOf('mse')),
    ssim: mean(valuesOf('ssim')),
    ssimOfRest: mean(valuesOf('ssimOfRest')),
    clip: mean(valuesOf('clip')),
    clipOfEdit: mean(valuesOf('clipOfEdit')),
    clipOfPhoto: mean(valuesOf('clipOfPhoto')),
    rows: mean(valuesOf('rows')),
    seconds: mean(valuesOf('seconds')),
  };
}

type Summary = ReturnType<typeof summarise>;

/** As PIE-Bench prints them, the structure distance and LPIPS a thousandfold, the squared error ten-thousandfold, SSIM a hundredfold. */
const FIGURES: readonly (readonly [title: string, of: keyof Summary, times: number])[] = [
  ['structure x 1e3', 'structure', 1e3],
  ['psnr', 'psnr', 1],
  ['of the rest', 'psnrOfRest', 1],
  ['lpips x 1e3', 'lpips', 1e3],
  ['mse x 1e4', 'mse', 1e4],
  ['ssim x 1e2', 'ssim', 1e2],
  ['clip', 'clip', 1],
  ['clip edited', 'clipOfEdit', 1],
  ['rows', 'rows', 1],
  ['seconds', 'seconds', 1],
];
const COLUMNS = ['method', 'edits', 'n', ...FIGURES.map(([title]) => title)];

function toRows({
  id,
  byType,
  ...whole
}: Summary & { readonly id: string; readonly byType: Readonly<Record<string, Summary>> }) {
  const cells = (name: string, summary: Summary) => [
    id,
    name,
    `${summary.n}`,
    ...FIGURES.map(([, of, times]) => {
      const value = summary[of];
      return value === null ? null : value * times;
    }),
  ];
  return [
    cells('all', whole),
    ...Object.entries(byType).map(([type, summary]) => cells(PIE_TYPES[type] ?? type, summary)),
  ];
}

async function drawSheet(
  folder: string,
  bench: DataSetBench<PieRecord>,
  methods: readonly EditMethod[],
  entries: readonly PieEntry[],
): Promise<void> {
  const rows = [];
  for (const { id, file, source, target } of entries.slice(0, SHEET_ENTRIES)) {
    const images = [await readImageFile(file, bench.manifest.image)];
    for (const method of methods) images.push(await bench.pictures.read(method.id, id));
    rows.push({ label: `${id}  ${source}  ->  ${target}`, images });
  }
  await writeSheet(folder, 'pie', ['photo', ...methods.map(({ id }) => id)], rows);
}
