import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { at } from '../../src/engine/at.ts';
import { findAttention } from '../../src/engine/analysis/find-attention.ts';
import { findWebgpuFallbacks } from '../../src/engine/analysis/check-webgpu.ts';
import { PREPARE } from '../../src/engine/compiler/compile-denoiser.ts';
import { fuseGraphForWebgpu } from '../../src/engine/compiler/fuse-for-webgpu.ts';
import { runPasses } from '../../src/engine/compiler/pipeline.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { decompose } from '../../src/engine/passes/decompose.ts';
import { createNodeHost } from '../support/node-host.ts';
import { listExcesses } from './topologies.ts';
import { listTopologyCases } from './topology-cases.ts';
import { checkTopology } from './topology-check.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/topologies', import.meta.url));
const cases = await listTopologyCases(FIXTURES);

describe('small UNets of published families', () => {
  it('span topologies, exporters and precisions', () => {
    expect(new Set(cases.map(({ topology }) => topology)).size).toBeGreaterThanOrEqual(7);
    expect(new Set(cases.map(({ exporter }) => exporter)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(cases.map(({ precision }) => precision))).toContain('float16');
  });

  it.each(cases)(
    '$id compiles, and equals onnxruntime on the original and PyTorch',
    async (item) => {
      const result = await checkTopology(createNodeHost(), item);
      expect(listExcesses(item, result)).toEqual([]);
      expect(result.report.attention.cross).toBeGreaterThan(0);
    },
    600_000,
  );

  it.each(cases)('$id adds what a residual block makes before the decoder’s second self-attention', async (item) => {
    const { latent, tokens } = item;
    const graph = runPasses(readModel(await item.readModel()), PREPARE, { latent, tokens, batch: 1 });
    const own = findAttention(graph).filter(({ kind }) => kind === 'self');
    const { features } = at(own, Math.floor(own.length / 2));
    expect(graph.nodes[features?.node ?? -1]?.op).toBe('Add');
  });

  it.each(cases.filter((_, index) => index % 3 === 0))(
    '$id computes the same after its nodes are fused for graphics cards, which have kernels for all of them',
    async (item) => {
      const saved: number[] = [];
      const result = await checkTopology(createNodeHost(), item, (model) => {
        const graph = readModel(model);
        const fused = fuseGraphForWebgpu(graph);
        expect(findWebgpuFallbacks(fused)).toEqual([]);
        saved.push(countDispatched(graph) - countDispatched(fused));
        // The CPU lacks some of the kernels. What two nodes of one module are taken apart into has the same names.
        const parts = decompose(fused);
        return writeModel({ ...parts, nodes: parts.nodes.map((node, i) => ({ ...node, name: `${node.name}/${i}` })) });
      });
      expect(listExcesses(item, result)).toEqual([]);
      for (const count of saved) expect(count).toBeGreaterThan(0);
    },
    600_000,
  );
});

/** Nodes that are more than another view of a value. */
function countDispatched({ nodes }: Graph): number {
  return nodes.filter(({ op }) => op !== 'Reshape').length;
}
