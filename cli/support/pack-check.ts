import { createHash } from 'node:crypto';
import { extractSkeleton } from '../../src/engine/onnx/extract-skeleton.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import type { PackName } from '../../src/packs/detect/pack-name.ts';
import { examinePack } from '../../src/packs/detect/examine-pack.ts';
import { isWithoutManifest } from '../../src/packs/find-manifest.ts';
import type { PackPlan } from '../../src/packs/detect/pack-report.ts';
import { openPackFile, verifyPackFile } from '../../src/packs/pack-file.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { readManifest } from '../../src/packs/read-manifest.ts';
import { describeEngineError } from './describe-engine-error.ts';
import { tryPack, type PackTrial } from './pack-trial.ts';
import { GRAPH_FILE, UNET_GRAPH } from '../../src/packs/pack-layout.ts';
import { GUIDANCE_INPUT } from '../../src/packs/detect/plan-denoiser.ts';

export interface PackCheck {
  readonly ok: boolean;
  /** Whether there is no `pack.json`, so that everything was found in the files. */
  readonly detected: boolean;
  /** Kind of model; null when it cannot be told. */
  readonly family: string | null;
  readonly problems: readonly string[];
  /** Inputs of the UNet: element type, and extents or their symbolic names. */
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly (number | string | null)[] | null;
  }[];
  readonly license: string | null;
  /** Number of files that the pack uses. */
  readonly files: number;
  readonly totalBytes: number;
  /** What will run; null when there are problems. */
  readonly runs: (PackPlan & Pick<PackManifest, 'image' | 'latent' | 'preview' | 'text' | 'recommended'>) | null;
  /** Null where it was not asked for, or failed. */
  readonly trial: PackTrial | null;
}

/**
 * Reads every file of a pack, and with `run` runs each part once; reports all that is wrong with it. Throws only for faults of the machine.
 */
export async function checkPack(
  reader: PackReader,
  name: PackName,
  { run = false }: { readonly run?: boolean } = {},
): Promise<PackCheck> {
  const problems: string[] = [];
  const attempt = async <T>(task: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await task();
    } catch (error) {
      problems.push(error instanceof EngineFailure ? describeEngineError(error.error) : String(error));
      return null;
    }
  };
  const nothing = { family: null, inputs: [], license: null, files: 0, totalBytes: 0, runs: null, trial: null };
  const detected = await readManifest(reader).then(() => false, isWithoutManifest);
  const stored = detected ? null : await attempt(() => readManifest(reader));
  if (stored === null && !detected) return { ok: false, detected, problems, ...nothing };
  if (stored !== null) {
    for (const { path } of stored.files) await attempt(() => verifyPackFile(reader, stored, path, sha256));
    if (problems.length > 0) return { ok: false, detected, problems, ...nothing, license: stored.license };
  }

  // Of a pack with a manifest, only the files that it lists count.
  const listed = stored === null ? reader : { ...reader, list: async () => stored.files };
  const { manifest, report } = await examinePack(listed, name);
  problems.push(...report.problems.map(describeEngineError));
  const found = stored ?? manifest;
  if (found === null || report.plan === null) return { ok: false, detected, problems, ...nothing };
  const inputs = await attempt(async () => {
    const file = await openPackFile(reader, found, UNET_GRAPH);
    return readModel(await extractSkeleton(file, GRAPH_FILE)).inputs;
  });
  const trial = run ? await attempt(() => tryPack(reader, found)) : null;
  const { image, latent, preview, text, recommended, license, files, totalBytes } = found;
  return {
    ok: problems.length === 0,
    detected,
    family: report.plan.addedInputs.includes(GUIDANCE_INPUT) ? 'latent-consistency' : report.plan.family,
    problems,
    inputs: (inputs ?? []).map(({ name: input, type }) => ({ name: input, ...type })),
    license,
    files: files.length,
    totalBytes,
    runs: { ...report.plan, image, latent, ...(preview ? { preview } : {}), text, recommended },
    trial,
  };
}

/** SHA-256 of pieces, lower-case hex. */
export async function sha256(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
