/**
 * `npx tsx test/stored/write-stored.ts`: writes one of everything that this release stores or saves, for the tests of releases to come,
 * into `test/fixtures/stored/<version>`. What an earlier release wrote is never written again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { extractArrays } from '../../src/app/formats/array-codec.ts';
import { writePictureRecipe } from '../../src/app/formats/picture-recipe.ts';
import { writeFragment } from '../../src/app/formats/recipe-link.ts';
import { writeProject } from '../../src/app/formats/write-project.ts';
import { nothingWritten, writeVisit } from '../../src/app/services/history/write-visit.ts';
import { createMemoryHistory } from '../../src/app/storage/testing/memory-history.ts';
import { INITIAL_STATE } from '../../src/app/store/app-state.ts';
import { DEFAULT_EXPORT } from '../../src/app/store/export-choice.ts';
import { createEntry } from '../../src/app/store/testing/history-entry.ts';
import { makeXmp } from '../../src/imaging/metadata/make-xmp.ts';
import { writePngMetadata } from '../../src/imaging/metadata/png-chunks.ts';
import { encodeEntry, planFetch } from '../../src/packs/hub/download-ledger.ts';
import { PART_BYTES } from '../../src/packs/hub/part-plan.ts';
import { FORMAT_VERSION, type PackRecord } from '../../workers/pack-store/pack-record.ts';
import { STORED_FILES } from './stored-files.ts';

const rest = (): Promise<void> => Promise.resolve();
const first = createEntry('1', 'beach');
const entries = [first, { ...createEntry('2', 'beach', 'a green ball'), photo: first.photo }, createEntry('3', 'town')];
const mask = { marks: [{ kind: 'brush', radiusPx: 2, points: [1, 1] } as const], isLimit: true, feather: 0.02 };
const { photo, prompts, result, key } = first;
const recipe = { prompts, tuning: { freedom: 0.7, overrides: { seed: 7, localBlend: false }, mask } };

async function writeHistory(): Promise<string> {
  const { database, records, files } = createMemoryHistory();
  const run = { ...INITIAL_STATE.run, result, resultKey: key };
  const history = { entries, cursor: 1, dropped: 0 };
  await writeVisit(database, nothingWritten(), { ...INITIAL_STATE, photo, ...recipe, run, history }, rest);
  const { json, arrays } = extractArrays(Object.fromEntries(records));
  const photos = await Promise.all([...files].map(async ([hash, file]) => [hash, await file.text()]));
  const texts = arrays.map((bytes) => Buffer.from(bytes).toString('base64'));
  return JSON.stringify({ records: json, arrays: texts, photos: Object.fromEntries(photos) });
}

async function writePicture(): Promise<Uint8Array> {
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const text = writePictureRecipe({ recipe, photoName: photo.name, photoHash: 'ab'.repeat(32) });
  return writePngMetadata(png, null, makeXmp(), text);
}

/** A pack of two files, the first of which has arrived and the second by half. */
function writePack(): { readonly record: string; readonly ledger: Uint8Array } {
  const checksum = { kind: 'sha256', hex: 'cd'.repeat(32) } as const;
  const source = { repository: 'owner/name', commit: 'ef'.repeat(20), checksum };
  const files = [
    { ...source, path: 'unet/model.onnx', sizeBytes: 1000, isVerified: true },
    { ...source, path: 'vae_decoder/model.onnx', sizeBytes: 500, isVerified: false },
  ];
  const record: PackRecord = {
    formatVersion: FORMAT_VERSION,
    id: 'owner--name',
    name: 'owner/name',
    source: 'hub',
    origins: ['owner/name'],
    license: 'mit',
    partBytes: PART_BYTES,
    files,
  };
  const { ledger } = planFetch(files, undefined);
  ledger.set([1000, 250]);
  const bytes = Buffer.concat([...ledger.keys()].map((index) => encodeEntry(ledger, index)));
  return { record: JSON.stringify(record), ledger: bytes };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const folder = join(root, 'test/fixtures/stored', version);
if (existsSync(folder)) throw new Error(`${folder} is there: raise the version of package.json first.`);
mkdirSync(folder, { recursive: true });

const project = await writeProject({ photo, recipe, result, resultKey: key, entries, cursor: 1 }, rest);
const pack = writePack();
const contents: Readonly<Record<keyof typeof STORED_FILES, string | Uint8Array>> = {
  project: new Uint8Array(await project.arrayBuffer()),
  picture: await writePicture(),
  link: writeFragment({ recipe, sample: 'blue-ball', pack: 'starter' }),
  history: await writeHistory(),
  packRecord: pack.record,
  packLedger: pack.ledger,
  packManifest: readFileSync(join(root, 'public/models/starter/pack.json')),
  settings: JSON.stringify({
    'renoir-pack': JSON.stringify({ kind: 'stored', id: 'owner--name' }),
    'renoir-export': JSON.stringify({ ...DEFAULT_EXPORT, format: 'webp' }),
  }),
};
for (const [name, file] of Object.entries(STORED_FILES)) {
  writeFileSync(join(folder, file), contents[name as keyof typeof STORED_FILES]);
}
