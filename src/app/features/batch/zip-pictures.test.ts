import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createPictureZip } from './zip-pictures.ts';

describe('createPictureZip', () => {
  it('holds each picture byte by byte, whatever its size', async () => {
    const large = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 31) % 251);
    const zip = createPictureZip();
    await zip.add('large.png', new Blob([large]));
    await zip.add('kleine Größe.png', new Blob(['small']));
    const files = unzipSync(new Uint8Array(await zip.finish().arrayBuffer()));
    expect(files['large.png']).toEqual(large);
    expect(new TextDecoder().decode(files['kleine Größe.png'])).toBe('small');
  });
});
