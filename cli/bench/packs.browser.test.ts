/** Small packs in Chromium: the committed ones, on WASM. On WebGPU, and all that bench/packs makes: `npm run bench -- pack-edits`. */
import { expect, it } from 'vitest';
import { toPixelImage } from '../../src/engine/stages/pixel-image.ts';
import { detectPack } from '../../src/packs/detect/detect-pack.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { loadPack } from '../../src/runtime/load-pack.ts';
import { runTrialEdits } from '../../src/runtime/trial-edit.ts';
import { createBlobPackReader } from '../../workers/inference/blob-pack-reader.ts';
import { comparePack } from './pack-comparison.ts';
import { parsePackReference } from './parse-pack-reference.ts';

/** Names alone are read here: files come by their address from the server, whose root is the repository. */
const PATHS = Object.keys(import.meta.glob('/test/fixtures/packs/**/*', { query: '?url', exhaustive: true }));
const FOLDER = '/test/fixtures/packs/';

async function fetchBlob(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`no file ${path}`);
  return response.blob();
}

/** A pack as the page gets it: by Blobs. */
async function createReader(folder: string): Promise<PackReader> {
  const paths = PATHS.filter((path) => path.startsWith(folder));
  const blobs = new Map(
    await Promise.all(paths.map(async (path) => [path.slice(folder.length), await fetchBlob(path)] as const)),
  );
  return createBlobPackReader(
    {
      find: async (path) => blobs.get(path) ?? null,
      list: async () => [...blobs].map(([path, { size }]) => ({ path, sizeBytes: size })),
    },
    () => undefined,
  );
}

it.each(['sd-turbo-script-14', 'sdxl-turbo-optimum-18', 'lcm-script-17-half'])(
  '%s computes what diffusers computes, and edits',
  async (name) => {
    const host = {
      ort: await import('onnxruntime-web/wasm'),
      sessionOptions: { executionProviders: ['wasm'] },
      // WASM has no float16: such models are computed in float32.
      widensHalves: true,
      nowSeconds: () => performance.now() / 1000,
    };
    const reader = await createReader(`${FOLDER}${name}/`);
    const index = await (await fetchBlob(`${FOLDER}${name}.json`)).text();
    const reference = parsePackReference(index, await (await fetchBlob(`${FOLDER}${name}.bin`)).arrayBuffer());
    const picture = reference.tensor('picture');
    // Packs without configurations do not say the size that they were made for.
    const [, , height = 0, width = 0] = picture.shape;
    const { manifest } = await detectPack(reader, { id: name, name, version: '1', imageSize: { height, width } });
    const runtime = await loadPack(host, reader, { manifest, prepare: [] }).catch((error: unknown) => {
      // What onnxruntime said is the cause.
      throw error instanceof Error ? (error.cause ?? error) : error;
    });
    const { sameTokens, sameTimesteps, preview, ...differences } = await comparePack(runtime, reference);
    const photo = toPixelImage(picture);
    const [first, laterWords] = await runTrialEdits(runtime, host, photo, new AbortController().signal);
    await runtime.release();
    expect([sameTokens, sameTimesteps]).toEqual([true, true]);
    const tolerance = name.includes('half') ? 2e-2 : 1e-4;
    expect(Math.max(...Object.values(differences), preview ?? 0)).toBeLessThan(tolerance);
    expect(first.result.image.data).not.toEqual(first.result.inversion?.reconstruction.data);
    expect(laterWords.result.image.data).not.toEqual(first.result.image.data);
    expect(laterWords.result.rows.edit).toBeLessThan(first.result.rows.edit);
  },
  600_000,
);
