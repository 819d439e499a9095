/**
 * Small packs in Chromium: the committed ones, or with RENOIR_BROWSER_PACKS=all those of bench/packs/.cache too, each on WASM and
 * on WebGPU: `RENOIR_BROWSER_PACKS=all npm run test:browser -- cli/bench/packs -t 'lcm-optimum-18 on webgpu'`.
 */
import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { expect, it } from 'vitest';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { toPixelImage } from '../../src/engine/stages/pixel-image.ts';
import { drain } from '../../src/engine/testing/drain.ts';
import type { PixelImage } from '../../src/protocol/edit-request.ts';
import { createEditContext } from '../../src/runtime/create-edit-context.ts';
import { detectPack } from '../../src/packs/detect/detect-pack.ts';
import { loadPack, type LoadedPack } from '../../src/runtime/load-pack.ts';
import type { OrtModule } from '../../src/runtime/ort-module.ts';
import { createMemoryBudget } from '../../src/runtime/memory-budget.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { createGpuMemory } from '../../workers/inference/gpu-memory.ts';
import { requestGpuDevice } from '../../workers/inference/request-gpu-device.ts';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import { comparePack } from './pack-comparison.ts';
import { parsePackReference } from './parse-pack-reference.ts';

type Device = 'wasm' | 'webgpu';

/** Names alone are read here: files come by their address from the server, whose root is the repository. */
const COMMITTED = import.meta.glob('/test/fixtures/packs/**/*', { query: '?url', exhaustive: true });
const MADE = import.meta.glob('/bench/packs/.cache/**/*', { query: '?url', exhaustive: true });
const ARE_ALL = import.meta.env['RENOIR_BROWSER_PACKS'] === 'all';
const PATHS = Object.keys(ARE_ALL ? { ...COMMITTED, ...MADE } : COMMITTED);

/** Where a pack and its reference lie, without `.json`, by the pack's name. */
const STEMS = new Map(
  PATHS.flatMap((path) => {
    const [stem, name] = /^.*\/(?:packs|\.cache)\/([^/]+)(?=\.json$)/.exec(path) ?? [];
    return stem === undefined || name === undefined ? [] : [[name, stem] as const];
  }),
);

/** What `npm test` has time for. */
const USUAL = [
  ['sd-turbo-script-14', 'wasm'],
  ['sdxl-turbo-optimum-18', 'wasm'],
  ['lcm-script-17-half', 'wasm'],
] as const satisfies readonly (readonly [string, Device])[];
const ALL = (['wasm', 'webgpu'] as const).flatMap((device) => [...STEMS.keys()].map((name) => [name, device] as const));

async function fetchBlob(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`no file ${path}`);
  return response.blob();
}

/** A pack as the page gets it: by Blobs. */
async function createReader(folder: string): Promise<PackReader> {
  const blobs = new Map<string, Blob>();
  for (const path of PATHS.filter((candidate) => candidate.startsWith(folder))) {
    blobs.set(path.slice(folder.length), await fetchBlob(path));
  }
  const find = (path: string): Blob => blobs.get(path) ?? new Blob();
  return {
    list: async () => [...blobs].map(([path, { size }]) => ({ path, sizeBytes: size })),
    read: async (path) => new Uint8Array(await find(path).arrayBuffer()),
    open: async (path) => ({
      size: find(path).size,
      data: async () => find(path),
      read: async (offset, length) =>
        new Uint8Array(
          await find(path)
            .slice(offset, offset + length)
            .arrayBuffer(),
        ),
    }),
  };
}

async function load(device: Device): Promise<OrtModule> {
  if (device === 'wasm') return import('onnxruntime-web/wasm');
  const ort = await import('onnxruntime-web/webgpu');
  // The tokenizer's library shares this module, and sends it to another site for its files.
  ort.env.wasm.wasmPaths = { mjs: moduleUrl, wasm: wasmUrl };
  return ort;
}

async function createProvider(device: Device): Promise<Pick<RuntimeHost, 'sessionOptions' | 'gpu'>> {
  if (device === 'wasm') return { sessionOptions: { executionProviders: ['wasm'] } };
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('Chromium has no WebGPU adapter');
  const gpuDevice = await requestGpuDevice(adapter);
  return {
    sessionOptions: { executionProviders: [{ name: 'webgpu', device: gpuDevice }] },
    gpu: { memory: createGpuMemory(gpuDevice), budget: createMemoryBudget(2 ** 32), verifies: false },
  };
}

/** A whole edit in two steps: inversion with the gradient, attention control, local blend, the pack's own guidance. */
async function editPicture(runtime: LoadedPack, host: RuntimeHost, image: PixelImage) {
  const context = createEditContext(runtime, host, { previews: false });
  const settings = { ...defaultEditSettings(runtime.manifest), inversion: 'rnri', steps: 2, iterations: 2 } as const;
  const prompts = { source: 'a red ball on grass', target: 'a blue ball on grass' };
  const request = { runId: '1', image, ...prompts, emphasis: {}, settings };
  return (await drain(edit(context, request, new AbortController().signal))).returned;
}

/** Edited pictures by pack, of the device that came first. */
const EDITED = new Map<string, PixelImage>();

/** ||a - b|| / ||b|| */
function distance(a: PixelImage, b: PixelImage): number {
  let [difference, size] = [0, 0];
  b.data.forEach((value, i) => {
    difference += ((a.data[i] ?? Number.NaN) - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}

it.each(ARE_ALL ? ALL : USUAL)(
  '%s on %s computes what diffusers computes, and edits',
  async (name, device) => {
    const stem = STEMS.get(name) ?? '';
    const ort = await load(device);
    const nowSeconds = () => performance.now() / 1000;
    // The adapter of the tests has no float16: models of half precision are computed in float32 on both devices.
    const host = { ort, ...(await createProvider(device)), widensHalves: true, nowSeconds };
    const reader = await createReader(`${stem}/`);
    const index = await (await fetchBlob(`${stem}.json`)).text();
    const reference = parsePackReference(index, await (await fetchBlob(`${stem}.bin`)).arrayBuffer());
    const picture = reference.tensor('picture');
    // Packs without configurations do not say the size that they were made for.
    const [, , height = 0, width = 0] = picture.shape;
    const { manifest } = await detectPack(reader, { id: name, name, version: '1', imageSize: { height, width } });
    const runtime = await loadPack(host, reader, { manifest, prepare: [] }).catch((error: unknown) => {
      // What onnxruntime said is the cause.
      throw error instanceof Error ? (error.cause ?? error) : error;
    });
    const { sameTokens, sameTimesteps, preview, ...differences } = await comparePack(runtime, reference);
    const started = performance.now();
    const edited = await editPicture(runtime, host, toPixelImage(picture));
    const seconds = (performance.now() - started) / 1000;
    await runtime.release();
    const tolerance = name.includes('half') ? 2e-2 : device === 'wasm' ? 1e-4 : 1e-3;
    const largest = Math.max(...Object.values(differences), preview ?? 0);
    const other = EDITED.get(name);
    const apart = other === undefined ? 0 : distance(edited.image, other);
    EDITED.set(name, edited.image);
    if (ARE_ALL) {
      const { invert, edit: sampled } = edited.rows;
      console.info(
        `| ${name} | ${device} | ${largest.toExponential(1)} | ${apart.toExponential(1)} | ${invert} + ${sampled} | ${seconds.toFixed(1)} s |`,
      );
    }
    expect([sameTokens, sameTimesteps]).toEqual([true, true]);
    expect(largest).toBeLessThan(tolerance);
    // In bytes, of which rounding turns some by one.
    expect(apart).toBeLessThan(1e-3);
    expect(edited.rows.edit).toBeGreaterThan(0);
    expect(edited.image.data).not.toEqual(edited.inversion?.reconstruction.data);
  },
  600_000,
);
