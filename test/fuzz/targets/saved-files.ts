/** Files that Renoir itself saved, and that come back changed. */
import { unzipSync, zipSync } from 'fflate';
import sharp from 'sharp';
import { readPictureRecipe, writePictureRecipe } from '../../../src/app/formats/picture-recipe.ts';
import type { Project } from '../../../src/app/formats/project.ts';
import { readProject } from '../../../src/app/formats/read-project.ts';
import { writeProject } from '../../../src/app/formats/write-project.ts';
import { appendEdits, EMPTY_HISTORY } from '../../../src/app/store/history-reducer.ts';
import { createEntry } from '../../../src/app/store/testing/history-entry.ts';
import { makeXmp } from '../../../src/imaging/metadata/make-xmp.ts';
import { readPngRecipe, writePngMetadata } from '../../../src/imaging/metadata/png-chunks.ts';
import { encodeText, READ, require, single, singleOf, type FuzzTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson, type Json } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { checkRecipe } from './check-recipe.ts';
import { mutateChunks } from './picture-files.ts';

const rest = (): Promise<void> => Promise.resolve();
const CHANNELS = 4;

const MASK = {
  marks: [
    { kind: 'brush', radiusPx: 2, points: [1, 1, 2, 2] },
    { kind: 'word', crop: { x: 0, y: 0, width: 2, height: 2 }, width: 2, height: 2, strength: [0, 0.5, 1, 1] },
    { kind: 'invert' },
  ],
  isLimit: true,
  feather: 0.02,
} as const;

function createProject(): Project {
  const [first, second] = [createEntry('1', 'beach'), createEntry('2', 'beach', 'a green ball')];
  const entries = [first, { ...second, photo: first.photo }, createEntry('3', 'town')];
  const recipe = {
    prompts: first.prompts,
    tuning: { freedom: 0.7, overrides: { seed: 7, localBlend: false }, mask: MASK },
  };
  return { photo: first.photo, recipe, result: first.result, resultKey: first.key, entries, cursor: 1 };
}

/** The zip as bytes, or what is in it: a file changed, taken away, or blown up. */
function mutateZip(zip: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  if (random.chance(0.3)) return mutateBytes(zip, random);
  const files = unzipSync(zip);
  const name = random.chance(0.7) ? 'manifest.json' : random.pick(Object.keys(files));
  const bytes = files[name] ?? new Uint8Array();
  if (name === 'manifest.json')
    files[name] = encodeText(mutateJson(JSON.parse(new TextDecoder().decode(bytes)) as Json, random));
  else if (random.chance(0.2)) delete files[name];
  else if (random.chance(0.02)) files[name] = new Uint8Array(2 ** 28);
  else files[name] = mutateBytes(bytes, random);
  return new Uint8Array(zipSync(files, { level: 1 }));
}

export const PROJECTS: FuzzTarget = {
  summary: 'project files: the zip, its manifest, pictures and photos',
  async prepare() {
    const zip = new Uint8Array(await (await writeProject(createProject(), rest)).arrayBuffer());
    return {
      mutate: (random) => single(mutateZip(zip, random)),
      examine: async (mutant) => {
        const answer = await readProject(new Blob([singleOf(mutant)]), rest);
        if (!answer.ok) return answer.code;
        await checkProject(answer.value);
        return READ;
      },
    };
  },
};

async function checkProject(project: Project): Promise<void> {
  const { photo, recipe, result, entries, cursor } = project;
  checkRecipe(recipe);
  for (const each of [photo, ...entries.map((entry) => entry.photo)]) {
    const { crop, widthPx, heightPx, pixels } = each;
    require(typeof each.id === 'string' && typeof each.name === 'string', 'a photo has no name');
    require(pixels.data.length === CHANNELS * pixels.width * pixels.height, 'a photo has not the pixels of its size');
    require([widthPx, heightPx, crop.x, crop.y, crop.width, crop.height].every(Number.isFinite), 'a photo has no size');
    const fits = (start: number, length: number, side: number): boolean =>
      length > 0 && (start >= 0 ? start + length <= side + 1 : start + length >= side - 1);
    require(fits(crop.x, crop.width, widthPx) &&
      fits(crop.y, crop.height, heightPx), 'the edited part lies outside its photo');
  }
  for (const { image, mask, rows, seconds, runId } of [
    ...(result === null ? [] : [result]),
    ...entries.map((entry) => entry.result),
  ]) {
    require(image.data.length === CHANNELS * image.width * image.height, 'a result has not the pixels of its size');
    require(mask === null || mask instanceof Uint8Array, 'a mask is none');
    require(typeof runId === 'string' &&
      [...Object.values(rows), ...Object.values(seconds)].every(Number.isFinite), 'a result says no numbers');
  }
  for (const entry of entries) {
    checkRecipe(entry);
    require([entry.id, entry.key, entry.name].every((text) => typeof text === 'string'), 'an edit has no name');
  }
  require(new Set(entries.map(({ id }) => id)).size === entries.length, 'two edits are one');
  require(Number.isInteger(cursor) &&
    cursor >= -1 &&
    cursor < Math.max(1, entries.length), 'the edit on screen is none');
  const history = appendEdits(EMPTY_HISTORY, entries, cursor);
  require(history.cursor < history.entries.length, 'the edit on screen is none');
  const again = await readProject(await writeProject(project, rest), rest);
  require(again.ok, 'a project that is saved again cannot be read');
}

export const RECIPES: FuzzTarget = {
  summary: 'saved PNGs with the recipe that they were made by',
  async prepare() {
    const png = new Uint8Array(
      await sharp({ create: { width: 4, height: 4, channels: 3, background: '#08f' } })
        .png()
        .toBuffer(),
    );
    const { recipe } = createProject();
    const text = writePictureRecipe({ recipe, photoHash: 'a'.repeat(64), photoName: 'beach.png' });
    const wrap = (words: string) => writePngMetadata(png, null, makeXmp(), words);
    const file = wrap(text);
    return {
      mutate: (random) => {
        if (random.chance(0.3)) return single(mutateBytes(file, random));
        if (random.chance(0.3)) return single(mutateChunks('png', file, [file], random));
        return single(wrap(mutateJson(JSON.parse(text) as Json, random)));
      },
      examine: async (mutant) => {
        const words = readPngRecipe(singleOf(mutant));
        const read = words === null ? null : readPictureRecipe(words);
        if (read === null || read === 'newer') return 'no recipe';
        checkRecipe(read.recipe);
        require(typeof read.photoHash === 'string' && typeof read.photoName === 'string', 'a photo has no name');
        return READ;
      },
    };
  },
};
