import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { expect, it } from 'vitest';
import { defaultEditSettings } from '../engine/edit/edit-defaults.ts';
import { edit } from '../engine/edit/edit.ts';
import { toPixelImage } from '../engine/edit/pixel-image.ts';
import { sizeOf, tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { PixelImage } from '../protocol/edit-request.ts';
import type { EditResult } from '../protocol/engine.ts';
import { createEditContext } from './create-edit-context.ts';
import { detectPack } from './detect/detect-pack.ts';
import { openPack, type OpenedRuntime } from './open-pack.ts';
import type { OrtModule } from './ort-module.ts';
import type { PackReader } from './pack-reader.ts';
import type { RuntimeHost } from './runtime-host.ts';

const FOLDER = './testing/fixtures/packs/';
const URLS = import.meta.glob<string>('./testing/fixtures/packs/**/*', {
  query: '?url',
  import: 'default',
  eager: true,
  exhaustive: true,
});

async function fetchBlob(path: string): Promise<Blob> {
  const url = URLS[FOLDER + path];
  if (url === undefined) throw new Error(`no fixture ${path}`);
  return (await fetch(url)).blob();
}

/** A committed pack as the page gets it: by Blobs. */
async function createReader(pack: string): Promise<PackReader> {
  const paths = Object.keys(URLS).filter((path) => path.startsWith(`${FOLDER}${pack}/`));
  const blobs = new Map<string, Blob>();
  for (const path of paths) {
    const own = path.slice(FOLDER.length);
    blobs.set(own.slice(pack.length + 1), await fetchBlob(own));
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

interface Reference {
  readonly prompt: string;
  readonly guidance: number;
  readonly timesteps: readonly number[];
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
}

async function readReference(pack: string) {
  const index = JSON.parse(await (await fetchBlob(`${pack}.json`)).text()) as Reference;
  const floats = new Float32Array(await (await fetchBlob(`${pack}.bin`)).arrayBuffer());
  return {
    ...index,
    tensor(name: string): Tensor {
      const { shape = [], offset = 0 } = index.tensors[name] ?? {};
      return tensor(shape, floats.slice(offset, offset + sizeOf(shape)));
    },
  };
}

function differ(found: Tensor, expected: Tensor): number {
  expect(found.shape).toEqual(expected.shape);
  const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const differences = Array.from(expected.data, (value, i) => value - (found.data[i] ?? Number.NaN));
  return largest(differences) / largest([...expected.data]);
}

async function load(device: 'wasm' | 'webgpu'): Promise<OrtModule> {
  if (device === 'wasm') return import('onnxruntime-web/wasm');
  const ort = await import('onnxruntime-web/webgpu');
  // The tokenizer's library shares this module, and sends it to another site for its files.
  ort.env.wasm.wasmPaths = { mjs: moduleUrl, wasm: wasmUrl };
  return ort;
}

/** A whole edit in two steps: inversion with the gradient, attention control, local blend. */
async function editPicture(runtime: OpenedRuntime, host: RuntimeHost, image: PixelImage): Promise<EditResult> {
  const context = createEditContext(runtime, host, { previews: false });
  const settings = { ...defaultEditSettings(runtime.manifest), inversion: 'rnri', steps: 2, iterations: 2 } as const;
  const prompts = { source: 'a red ball on grass', target: 'a blue ball on grass' };
  const run = edit(context, { runId: '1', image, ...prompts, emphasis: {}, settings }, new AbortController().signal);
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

it.each([
  ['sd-turbo-script-14', 'wasm', 1e-4],
  ['sdxl-turbo-optimum-18', 'wasm', 1e-4],
  ['lcm-script-17-half', 'wasm', 2e-2],
  ['sd-turbo-script-14', 'webgpu', 1e-3],
] as const)(
  '%s computes what diffusers computes on %s, and edits',
  async (pack, device, tolerance) => {
    const ort = await load(device);
    const host = {
      ort,
      sessionOptions: { executionProviders: [device] },
      sharesWeights: device === 'webgpu',
      nowSeconds: () => performance.now() / 1000,
    };
    const reader = await createReader(pack);
    const reference = await readReference(pack);
    const { manifest } = await detectPack(reader, { id: pack, name: pack, version: '1' });
    const runtime = await openPack(host, reader, { manifest, prepare: [] }).catch((error: unknown) => {
      // What onnxruntime said is the cause.
      throw error instanceof Error ? (error.cause ?? error) : error;
    });
    const text = await runtime.text.encode(runtime.text.tokenize(reference.prompt));
    const { timesteps, guidance } = reference;
    const conditioning = { ...text, guidance };
    const noise = await runtime.denoiser.predict(reference.tensor('1/sample'), timesteps[1] ?? 0, conditioning);
    const encoded = await runtime.autoencoder.encode(reference.tensor('picture'));
    const decoded = await runtime.autoencoder.decode(reference.tensor('latent'));
    const edited = await editPicture(runtime, host, toPixelImage(reference.tensor('picture')));
    await runtime.release();
    expect(differ(text.hiddenStates, reference.tensor('hidden_states'))).toBeLessThan(tolerance);
    expect(differ(noise, reference.tensor('1/output'))).toBeLessThan(tolerance);
    expect(differ(encoded, reference.tensor('encoded'))).toBeLessThan(tolerance);
    expect(differ(decoded, reference.tensor('decoded'))).toBeLessThan(tolerance);
    expect(edited.rows.edit).toBeGreaterThan(0);
    expect(edited.image.data).not.toEqual(edited.reconstruction.data);
  },
  600_000,
);
