import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import { readWholePhoto, writeImageFile } from '../../support/image-file.ts';

/** Pictures that methods made, a PNG each: `FOLDER/pictures/METHOD/ID.png`. */
export interface PictureFiles {
  write(method: string, id: string, image: PixelImage): Promise<void>;
  read(method: string, id: string): Promise<PixelImage>;
}

export function createPictureFiles(folder: string): PictureFiles {
  const fileOf = (method: string, id: string): string =>
    join(folder, 'pictures', encodeURIComponent(method), `${encodeURIComponent(id)}.png`);
  return {
    async write(method, id, image) {
      const file = fileOf(method, id);
      await mkdir(dirname(file), { recursive: true });
      await writeImageFile(file, image);
    },
    read: async (method, id) => (await readWholePhoto(fileOf(method, id))).photo,
  };
}
