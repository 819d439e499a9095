/** The page of `npm run bench -- pack-edits`: sets `editPack`, which edits with a pack below `pack/` on this page's device. */
import type { PackManifest } from '../../../src/protocol/pack-manifest.ts';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import { detectPack } from '../../../src/packs/detect/detect-pack.ts';
import type { ListedFile, PackReader } from '../../../src/packs/pack-reader.ts';
import { loadPack, type LoadedPack } from '../../../src/runtime/load-pack.ts';
import type { RuntimeHost } from '../../../src/runtime/runtime-host.ts';
import { runFirstTrialEdit, runTrialEdits, runTrialModels, type TrialRuns } from '../../../src/runtime/trial-edit.ts';
import { createBlobPackReader } from '../../inference/blob-pack-reader.ts';
import { openDevice } from '../../inference/open-device.ts';
import { createWebHost } from '../../inference/web-host.ts';
import { installGpuMeter } from '../gpu-meter.ts';

interface AskedEdits {
  readonly name: string;
  readonly photo: { readonly width: number; readonly height: number; readonly data: readonly number[] };
}

/** What goes back as JSON. */
interface EditsOnDevice {
  readonly pictures: readonly (readonly number[])[];
  /** The first of them in sessions that are not recorded, on a graphics card. */
  readonly unrecorded: readonly number[] | null;
  /** What each model computes in one run. */
  readonly runs: Readonly<Record<keyof TrialRuns, readonly number[]>>;
  readonly rows: readonly number[];
  readonly latent: readonly number[];
  readonly captures: Readonly<Record<string, string>>;
  readonly dispatches: number;
  /** Of buffers that this pack had created when it had edited, and of those that were left when it was closed. */
  readonly bytes: { readonly held: number; readonly left: number };
}

const meter = installGpuMeter();

/** One device for all packs of a page: shaders that they share are compiled once. */
const opening = openDevice(new URLSearchParams(location.search).get('device') === 'webgpu' ? 'webgpu' : 'wasm');

async function editPack({ name, photo }: AskedEdits): Promise<EditsOnDevice> {
  const { width, height } = photo;
  const host = createWebHost(await opening);
  const before = { ...meter.counts(), ...meter.bytes() };
  const reader = await openPack(name);
  const { manifest } = await detectPack(reader, { id: name, name, version: '1', imageSize: { width, height } });
  const runtime = await loadPack(host, reader, { manifest, prepare: [] });
  const image = { width, height, data: Uint8ClampedArray.from(photo.data) };
  const edits = await runTrialEdits(runtime, host, image, new AbortController().signal);
  const held = meter.bytes().alive - before.alive;
  const { dispatches } = meter.counts();
  const runs = await runTrialModels(runtime, image);
  await runtime.release();
  const left = meter.bytes().alive - before.alive;
  return {
    pictures: edits.map(({ decoded }) => [...decoded.data]),
    unrecorded: host.gpu === undefined ? null : await editUnrecorded(host, reader, manifest, runtime, image),
    runs: {
      latent: [...runs.latent.data],
      picture: [...runs.picture.data],
      forward: [...runs.forward.data],
      gradient: [...runs.gradient.data],
    },
    rows: edits.map(({ result }) => result.rows.edit),
    latent: runtime.denoiser.latentShape,
    captures: Object.fromEntries(runtime.captures),
    dispatches: dispatches - before.dispatches,
    bytes: { held, left },
  };
}

async function editUnrecorded(
  host: RuntimeHost,
  reader: PackReader,
  manifest: PackManifest,
  { captures }: Pick<LoadedPack, 'captures'>,
  image: PixelImage,
): Promise<readonly number[]> {
  const refused = new Map([...captures.keys()].map((file) => [file, 'refused'] as const));
  const runtime = await loadPack(host, reader, { manifest, prepare: [], captures: refused });
  const { decoded } = await runFirstTrialEdit(runtime, host, image, new AbortController().signal);
  await runtime.release();
  return [...decoded.data];
}

async function openPack(name: string): Promise<PackReader> {
  const packs = new URL('/pack/', location.href);
  const listed: readonly ListedFile[] = await (await fetch(new URL('files.json', packs))).json();
  const files = listed.flatMap(({ path, sizeBytes }) =>
    path.startsWith(`${name}/`) ? [{ path: path.slice(name.length + 1), sizeBytes }] : [],
  );
  const find = async (path: string): Promise<Blob | null> => {
    const response = await fetch(new URL(`${name}/${path}`, packs));
    return response.ok ? response.blob() : null;
  };
  return createBlobPackReader({ find, list: async () => files }, () => undefined);
}

Object.assign(globalThis, { editPack });
