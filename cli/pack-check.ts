import { createHash } from 'node:crypto';
import { extractSkeleton } from '../src/engine/onnx/extract-skeleton.ts';
import { readModel } from '../src/engine/onnx/read-model.ts';
import { EngineFailure } from '../src/protocol/errors.ts';
import type { PackManifest } from '../src/protocol/pack-manifest.ts';
import { openPackFile, readPackJson, verifyPackFile } from '../src/runtime/pack-file.ts';
import type { PackReader } from '../src/runtime/pack-reader.ts';
import { readManifest } from '../src/runtime/read-manifest.ts';
import { readScheduler } from '../src/runtime/scheduler.ts';
import { describeEngineError } from './describe-engine-error.ts';

export interface PackReport {
  readonly ok: boolean;
  /** Kind of model; null when its configuration cannot be read. */
  readonly family: string | null;
  readonly problems: readonly string[];
  /** Inputs of the UNet: element type, and extents or their symbolic names. */
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly (number | string | null)[] | null;
  }[];
  readonly license: string | null;
  /** Number of files listed. */
  readonly files: number;
}

/** Folders that a pack must bring, by the file that matters there. */
const REQUIRED_FILES = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  'text_encoder/model.onnx',
  'tokenizer/merges.txt',
  'tokenizer/tokenizer_config.json',
  'tokenizer/vocab.json',
  'unet/config.json',
  'unet/model.onnx',
  'vae_decoder/model.onnx',
  'vae_encoder/model.onnx',
] as const;

/** First match wins. */
const FAMILIES = [
  { family: 'stable-diffusion-xl', matches: (unet) => unet['addition_embed_type'] === 'text_time' },
  { family: 'latent-consistency', matches: (unet) => typeof unet['time_cond_proj_dim'] === 'number' },
  { family: 'stable-diffusion', matches: () => true },
] as const satisfies readonly { family: string; matches: (unet: Readonly<Record<string, unknown>>) => boolean }[];

/** Reads every file of a pack and reports all that is wrong with it; throws only for faults of the machine. */
export async function checkPack(reader: PackReader): Promise<PackReport> {
  const problems: string[] = [];
  const attempt = async <T>(task: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await task();
    } catch (error) {
      problems.push(error instanceof EngineFailure ? describeEngineError(error.error) : String(error));
      return null;
    }
  };
  const manifest = await attempt(() => readManifest(reader));
  if (manifest === null) return { ok: false, family: null, problems, inputs: [], license: null, files: 0 };

  const listed = new Set(manifest.files.map(({ path }) => path));
  const unlisted = REQUIRED_FILES.filter((path) => !listed.has(path));
  problems.push(...unlisted.map((path) => `pack.json does not list ${path}.`));
  for (const { path } of manifest.files) await attempt(() => verifyPackFile(reader, manifest, path, sha256));
  if (problems.length > 0)
    return { ok: false, family: null, problems, inputs: [], license: manifest.license, files: listed.size };

  const family = await attempt(() => readFamily(reader, manifest));
  await attempt(async () =>
    readScheduler(await readPackJson(reader, manifest, 'scheduler/scheduler_config.json'), manifest.recommended),
  );
  const inputs = await attempt(async () => {
    const file = await openPackFile(reader, manifest, 'unet/model.onnx');
    return readModel(await extractSkeleton(file, 'model.onnx')).inputs;
  });
  return {
    ok: problems.length === 0,
    family,
    problems,
    inputs: (inputs ?? []).map(({ name, type }) => ({ name, ...type })),
    license: manifest.license,
    files: listed.size,
  };
}

async function readFamily(reader: PackReader, manifest: PackManifest): Promise<string> {
  const unet = await readPackJson(reader, manifest, 'unet/config.json');
  return FAMILIES.find(({ matches }) => matches(unet))?.family ?? 'stable-diffusion';
}

async function sha256(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
