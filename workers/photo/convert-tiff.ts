import { startsWith } from '../../src/imaging/metadata/bytes.ts';
import { writePngProfile } from '../../src/imaging/metadata/png-chunks.ts';
import { writePng } from '../../src/imaging/png/write-png.ts';
import { readTiff } from '../../src/imaging/tiff/read-tiff.ts';
import { deflate } from './deflate.ts';

/** Where a profile says whose colours it describes (ICC.1:2022, 7.2.8). */
const SPACE_AT = 16;

/**
 * A TIFF as a PNG, which every browser decodes: upright, of eight bits a colour, with its alpha and the profile of its colours. Other
 * profiles than those of RGB (greys) have no place in it: their pictures are taken for sRGB, and `findColourLosses` says so.
 *
 * @throws where the file is damaged
 */
export async function convertTiff(file: Blob): Promise<Blob> {
  const { icc, ...pixels } = await readTiff(new Uint8Array(await file.arrayBuffer()));
  const png = await writePng(pixels, deflate);
  return new Blob([icc !== null && startsWith(icc, 'RGB ', SPACE_AT) ? writePngProfile(png, icc) : png], {
    type: 'image/png',
  });
}
