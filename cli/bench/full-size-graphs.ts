import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extractSkeleton } from '../../src/engine/onnx/extract-skeleton.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { DIFFERENTIATE, PREPARE } from '../../src/engine/compiler/compile-denoiser.ts';
import { estimatePeakBytes } from '../../src/engine/analysis/estimate-peak.ts';
import { runPasses } from '../../src/engine/compiler/pipeline.ts';
import { openFileSource } from '../support/folder-reader.ts';
import { GRAPH_FILE, PACK_FOLDERS } from '../../src/packs/pack-layout.ts';

export type FullSizeGraph = 'forward' | 'plain' | 'rematerialised';

export interface FullSizeModel {
  /** Folder of the UNet, which the weights are in. */
  readonly weightFolder: string;
  readonly files: Readonly<Record<FullSizeGraph, string>>;
  /** Predicted activation memory of each graph. */
  readonly predictedBytes: Readonly<Record<FullSizeGraph, number>>;
  /** [1, C, H, W] */
  readonly latentShape: readonly number[];
  /** Shapes of the inputs besides sample and timestep. */
  readonly conditioning: Readonly<Record<string, readonly number[]>>;
}

/** Writes eps, and eps with F and dF/dz with and without rematerialisation, into `out`, as graphs over the UNet's own weights. */
export async function writeFullSizeGraphs(folder: string, size: number, out: string): Promise<FullSizeModel> {
  const weightFolder = join(folder, PACK_FOLDERS.unet);
  const source = await openFileSource(join(weightFolder, GRAPH_FILE));
  const model = readModel(await extractSkeleton(source, GRAPH_FILE));
  const context = { latent: { height: size, width: size }, tokens: 77, batch: 1 };
  const forward = runPasses(model, PREPARE, context);
  const plain = runPasses(forward, DIFFERENTIATE, context);
  const graphs = { forward, plain, rematerialised: runPasses(plain, ['rematerialise'], context) };
  const files = {
    forward: join(out, 'forward.onnx'),
    plain: join(out, 'plain.onnx'),
    rematerialised: join(out, 'rematerialised.onnx'),
  };
  for (const name of ['forward', 'plain', 'rematerialised'] as const) {
    await writeFile(files[name], writeModel(graphs[name]));
  }
  return {
    weightFolder,
    files,
    predictedBytes: {
      forward: estimatePeakBytes(graphs.forward),
      plain: estimatePeakBytes(graphs.plain),
      rematerialised: estimatePeakBytes(graphs.rematerialised),
    },
    latentShape: forward.types.get('sample')?.shape ?? [],
    conditioning: Object.fromEntries(
      forward.inputs
        .filter(({ name }) => name !== 'sample' && name !== 'timestep')
        .map(({ name }) => [name, forward.types.get(name)?.shape ?? []]),
    ),
  };
}

/** Names of the weight files in a graph file, for a session. */
export async function readWeightFiles(graph: string, folder: string) {
  const model = new Uint8Array(await readFile(graph));
  const external = [...readModel(model).constants.values()].filter((constant) => constant.kind === 'external');
  const paths = [...new Set(external.map(({ location }) => location))];
  return { model, externalData: paths.map((path) => ({ path, data: join(folder, path) })) };
}
