import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
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
});
