import { expect, it } from 'vitest';
import { buildCase } from '../ops/testing/operator-case.ts';
import { CASES, titleOf } from '../ops/testing/cases.ts';
import { writeModel } from '../onnx/write-model.ts';
import { findWebgpuFallbacks } from './check-webgpu.ts';

/** Forms that no exporter of opset 13 on writes, and kinds of graph that static shapes leave none of. */
const LEFT_OUT = new Set(['Clip 6', 'If', 'Shape', 'Size']);

it('predicts which operators a WebGPU session leaves to the CPU', async () => {
  const { InferenceSession } = await import('onnxruntime-web/webgpu');
  const runs = async (model: Uint8Array): Promise<boolean> => {
    try {
      const session = await InferenceSession.create(model, {
        executionProviders: ['webgpu'],
        logSeverityLevel: 4,
        extra: { session: { disable_cpu_ep_fallback: '1' } },
      });
      await session.release();
      return true;
    } catch {
      return false;
    }
  };
  const wrong: string[] = [];
  for (const [key, uses] of Object.entries(CASES)) {
    for (const use of uses) {
      const { graph } = buildCase(key, use);
      if (graph.inputs.length === 0 || LEFT_OUT.has(key) || LEFT_OUT.has(`${key} ${use.opset}`)) continue;
      const predicted = findWebgpuFallbacks(graph).length === 0;
      if (predicted !== (await runs(writeModel(graph)))) wrong.push(`${titleOf(key, use)}: predicted ${predicted}`);
    }
  }
  expect(wrong).toEqual([]);
}, 300_000);
