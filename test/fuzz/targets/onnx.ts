import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { compileDenoiser } from '../../../src/engine/compiler/compile-denoiser.ts';
import { GraphError } from '../../../src/engine/graph/graph-error.ts';
import { verifyGraph } from '../../../src/engine/graph/verify.ts';
import { memorySource } from '../../../src/engine/onnx/byte-source.ts';
import { weightFilesOf } from '../../../src/engine/onnx/check-weight-files.ts';
import { extractSkeleton } from '../../../src/engine/onnx/extract-skeleton.ts';
import { readModel } from '../../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { examinePack } from '../../../src/packs/detect/examine-pack.ts';
import { READ, require, single, singleOf, type FuzzTarget, type Mutant } from '../fuzz-target.ts';
import { join, mutateBytes } from '../mutate-bytes.ts';
import type { Random } from '../random.ts';
import { mutateGraph } from './mutate-graph.ts';
import { compareWithOnnxruntime } from './numbers.ts';
import { isInside } from '../is-inside.ts';
import { createMemoryReader, nameError, readFolder } from './packs.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const FILES = [
  'onnx/block-dynamo.onnx',
  'onnx/block-torchscript.onnx',
  'optimised/unet-half.onnx',
  'optimised/unet-packed.onnx',
] as const;

/** The code of an error of graphs that Renoir has a name for. */
async function nameGraphError(task: () => string | Promise<string>): Promise<string> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof GraphError) return error.code;
    throw error;
  }
}

async function readFixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(fileURLToPath(new URL(name, FIXTURES))));
}

const DEPTH = 5000;

/** A model whose only node has a graph as attribute, whose only node has one, and so on: deeper than any call stack. */
function nestGraphs(): Uint8Array<ArrayBuffer> {
  let graph: Uint8Array<ArrayBuffer> = new Uint8Array();
  for (let level = 0; level < DEPTH; level++) {
    // AttributeProto: name 'b', type GRAPH, g; in a NodeProto; in a GraphProto.
    const attribute = join(Uint8Array.of(0x0a, 1, 0x62, 0xa0, 1, 5, 0x32), varint(graph.length), graph);
    const node = join(Uint8Array.of(0x2a), varint(attribute.length), attribute);
    graph = join(Uint8Array.of(0x0a), varint(node.length), node);
  }
  // ModelProto: the operator set 17, the graph.
  return join(Uint8Array.of(0x42, 2, 0x10, 17, 0x3a), varint(graph.length), graph);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

export const ONNX_BYTES: FuzzTarget = {
  summary: 'ONNX files as bytes: read whole, and as a skeleton of a file that is too large for that',
  async prepare() {
    const files = await Promise.all(FILES.map(readFixture));
    const deep = nestGraphs();
    return {
      mutate: (random) => single(random.chance(0.01) ? deep : mutateBytes(random.pick(files), random, files)),
      examine: (mutant) =>
        nameGraphError(async () => {
          const bytes = singleOf(mutant);
          const graph = readModel(bytes);
          const written = writeModel(graph);
          require(Buffer.from(writeModel(readModel(written))).equals(
            written,
          ), 'a graph that is written again is another');
          const skeleton = readModel(await extractSkeleton(memorySource(bytes), 'model.onnx'));
          require(skeleton.nodes.length === graph.nodes.length, 'a skeleton has other nodes');
          return READ;
        }),
    };
  },
};

/** Mutants of graphs. */
function mutantsOf(files: readonly Uint8Array[]): (random: Random) => Mutant {
  const graphs = files.map(readModel);
  return (random) => single(writeModel(mutateGraph(random.pick(graphs), random)));
}

export const ONNX_NUMBERS: FuzzTarget = {
  summary: 'graphs of a UNet: what the compiled graph predicts, against onnxruntime by the graph itself',
  async prepare() {
    const file = new Uint8Array(gunzipSync(await readFixture('topologies/bk-sdm/optimum-14.onnx.gz')));
    return {
      mutate: mutantsOf([file]),
      examine: (mutant) => nameGraphError(() => compareWithOnnxruntime(singleOf(mutant))),
    };
  },
};

export const ONNX_GRAPH: FuzzTarget = {
  summary: 'graphs of a UNet: compiled to the three graphs that run',
  async prepare() {
    return {
      mutate: mutantsOf(await Promise.all(['optimised/unet-packed.onnx', 'optimised/unet-half.onnx'].map(readFixture))),
      examine: (mutant) =>
        nameGraphError(() => {
          const { forward, gradient, controlled } = compileDenoiser({
            model: singleOf(mutant),
            latent: { height: 6, width: 4 },
            tokens: 3,
          });
          for (const graph of [forward, gradient, controlled]) verifyGraph(readModel(graph));
          return READ;
        }),
    };
  },
};

export const ONNX_PACK: FuzzTarget = {
  summary: 'graphs of the parts of a model: what will run, and where their weights lie',
  async prepare() {
    const pack = await readFolder(fileURLToPath(new URL('packs/lcm-script-17-half', FIXTURES)));
    const paths = Object.keys(pack).filter((path) => path.endsWith('.onnx'));
    const graphs = new Map(paths.map((path) => [path, readModel(pack[path] ?? new Uint8Array())]));
    return {
      mutate: (random) => {
        const path = random.pick(paths);
        const graph = graphs.get(path);
        const bytes =
          random.chance(0.3) || graph === undefined
            ? mutateBytes(pack[path] ?? new Uint8Array(), random)
            : writeModel(mutateGraph(graph, random));
        return { ...pack, [path]: new Uint8Array(bytes) };
      },
      examine: (mutant) =>
        nameError(async () => {
          const { manifest, report } = await examinePack(createMemoryReader(mutant), {
            id: 'pack',
            name: 'a pack',
            version: '',
          });
          for (const path of paths) {
            const outside = await nameGraphError(() =>
              weightFilesOf(readModel(mutant[path] ?? new Uint8Array()))
                .filter((name) => !isInside(name))
                .join(),
            );
            require(manifest === null || outside === '', 'weights outside of the pack are taken');
          }
          return report.problems[0]?.code ?? READ;
        }),
    };
  },
};
