import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import { openClip } from './clip.ts';
import { openJudges, type PictureJudges } from './open-judges.ts';

const FOLDER = fileURLToPath(new URL('../../../test/fixtures/metrics', import.meta.url));
/** What PyTorch and transformers make of the same models: bench/metrics/make.py. */
const expected = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as {
  readonly sentences: readonly string[];
  readonly clip: Readonly<Record<'small' | 'wide', readonly number[]>>;
  readonly lpips: number;
  readonly features: readonly number[];
  readonly structure: number;
};

async function readPicture(name: string): Promise<PixelImage> {
  const { data, info } = await sharp(join(FOLDER, `${name}.png`))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}

describe('models of the published layouts', () => {
  let judges: PictureJudges;
  beforeAll(async () => {
    const files = { lpips: 'lpips.onnx', inception: 'inception.onnx', dino: 'dino.onnx', clip: 'clip' };
    judges = await openJudges(
      Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(FOLDER, file)])),
    );
  });
  afterAll(() => judges.release());

  it('score a picture by sentences as transformers does, to the last digits', async () => {
    const small = await readPicture('small');
    for (const [index, sentence] of expected.sentences.entries()) {
      expect(await judges.clip(small, sentence)).toBeCloseTo(expected.clip.small[index] ?? 0, 3);
    }
  });

  it('scale and cut a wide picture as its processor does, but for rounding', async () => {
    const wide = await readPicture('wide');
    for (const [index, sentence] of expected.sentences.entries()) {
      const score = await judges.clip(wide, sentence);
      expect(Math.abs((score ?? 0) - (expected.clip.wide[index] ?? 0))).toBeLessThan(0.2);
    }
  });

  it('compare two pictures, read one, and measure their structure as PyTorch does', async () => {
    const [small, other] = [await readPicture('small'), await readPicture('other')];
    expect(await judges.lpips(small, other)).toBeCloseTo(expected.lpips, 5);
    expect(await judges.lpips(small, small)).toBe(0);
    const features = await judges.features(small);
    expect(features).toHaveLength(expected.features.length);
    for (const [i, value] of features.entries()) expect(value).toBeCloseTo(expected.features[i] ?? 0, 4);
    expect(await judges.structure(small, other)).toBeCloseTo(expected.structure, 5);
    expect(await judges.structure(other, other)).toBe(0);
  });
});

describe('without models', () => {
  it('structure and features come from the project’s own judge, at its size, and the others are left out', async () => {
    const judges = await openJudges({});
    const [small, wide] = [await readPicture('small'), await readPicture('wide')];
    expect(judges.by).toEqual({ structure: 'judge', features: 'judge', clip: null, lpips: null });
    expect(await judges.structure(small, small)).toBe(0);
    expect(await judges.structure(small, wide)).toBeGreaterThan(0);
    expect((await judges.features(wide)).length).toBeGreaterThan(8);
    expect([await judges.clip(small, 'a ball'), await judges.lpips(small, small)]).toEqual([null, null]);
    await judges.release();
  });

  it('what is no model is named', async () => {
    await expect(openJudges({ lpips: join(FOLDER, 'none.onnx') })).rejects.toThrow('There is no model file');
    await expect(openJudges({ lpips: join(FOLDER, 'small.png') })).rejects.toThrow('is not a model');
    await expect(openClip(FOLDER)).rejects.toThrow('--clip wants a CLIP as transformers.js takes it');
  });
});
