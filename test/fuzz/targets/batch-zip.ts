import { array, constantFrom, oneof, sample, string as anyString } from 'fast-check';
import { unzipSync } from 'fflate';
import { nameResults } from '../../../src/app/features/batch/name-results.ts';
import { createPictureZip } from '../../../src/app/features/batch/zip-pictures.ts';
import { encodeText, READ, require, type FuzzTarget } from '../fuzz-target.ts';

const NAME = oneof(
  anyString({ maxLength: 24, unit: 'binary' }),
  constantFrom(
    '../../../etc/passwd',
    '..',
    '.',
    '',
    '.png',
    'a.png',
    'A.PNG',
    'a.jpg',
    'a-2.png',
    'CON',
    'con.png',
    'x'.repeat(70_000),
    'a/b\\c.png',
    'Ä.png',
    'Ä.png',
    '\u202Egnp.exe',
    'a.png ',
    'a\u0000b.png',
    '__proto__',
    ' ',
  ),
);
const NAMES = array(NAME, { minLength: 1, maxLength: 12 });
const MOST_BYTES = 255;

export const BATCH_ZIP: FuzzTarget = {
  summary: 'the zip of a batch: photos of any name',
  prepare: async () => ({
    mutate: (random) => {
      const [names = []] = sample(NAMES, { seed: random.below(2 ** 31), numRuns: 1 });
      return { names: encodeText(JSON.stringify(names)) };
    },
    examine: async (mutant) => {
      const photos = JSON.parse(new TextDecoder().decode(mutant['names'])) as readonly string[];
      const names = nameResults(photos, 'png');
      const zip = createPictureZip();
      for (const [index, name] of names.entries()) await zip.add(name, new Blob([`picture ${index}`]));
      const files = unzipSync(new Uint8Array(await zip.finish().arrayBuffer()));
      require(Object.keys(files).length === photos.length, 'a picture of the batch is lost');
      for (const [index, name] of names.entries()) {
        // oxlint-disable-next-line no-control-regex
        require(!/[\\/\u0000-\u001f]|^\.{1,2}$/.test(name) && name.endsWith('.png'), 'a name leads elsewhere');
        require(encodeText(name).length <= MOST_BYTES, 'a name is longer than file systems take');
        require(new TextDecoder().decode(files[name]) === `picture ${index}`, 'a name has the picture of another');
      }
      require(new Set(names.map((name) => name.toLowerCase().normalize())).size ===
        names.length, 'two names are one on other systems');
      return READ;
    },
  }),
};
