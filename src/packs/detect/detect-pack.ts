import { EngineFailure } from '../../protocol/errors.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import type { PackReader } from '../pack-reader.ts';
import { examinePack } from './examine-pack.ts';
import type { PackName } from './pack-name.ts';
import type { PackReport } from './pack-report.ts';

export interface DetectedPack {
  readonly manifest: PackManifest;
  readonly report: PackReport;
}

/**
 * The manifest of a folder in the layout of diffusers or Optimum without a `pack.json`, from its JSON files and the
 * signatures of its graphs; weights are not read. The reader must be able to `list`. Throws the first of
 * `examinePack`'s problems as an `EngineFailure`.
 */
export async function detectPack(reader: PackReader, name: PackName): Promise<DetectedPack> {
  const { manifest, report } = await examinePack(reader, name);
  const [problem] = report.problems;
  if (problem !== undefined) throw new EngineFailure(problem.code, problem.parameters);
  if (manifest === null) throw new EngineFailure('pack/unsupported', { reason: 'nothing was found' });
  return { manifest, report };
}
