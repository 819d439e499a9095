import { expect, it } from 'vitest';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import type { OrtModule } from './ort-module.ts';
import type { RuntimeHost } from './runtime-host.ts';
import { createBlobReader, listLargeModel, runLargeModel, writeLargeModel } from '../../test/large-model.ts';

function hostOf(ort: OrtModule): RuntimeHost {
  return {
    ort,
    sessionOptions: { executionProviders: ['wasm'] },
    nowSeconds: () => performance.now() / 1000,
  };
}

async function run(host: RuntimeHost) {
  const file = new Uint8Array(writeLargeModel());
  const response = await fetch('/models/starter/pack.json');
  // Only the list of files is looked at.
  const manifest = listLargeModel((await response.json()) as PackManifest, file.length);
  return runLargeModel(host, createBlobReader(file), manifest);
}

it('takes the weights out of a Blob, as bytes, on the WebAssembly build', async () => {
  const { bytes, y } = await run(hostOf(await import('onnxruntime-web/wasm')));
  expect(bytes.model.length).toBeLessThan(1000);
  expect(bytes.externalData[0]?.data).toBeInstanceOf(Uint8Array);
  expect(y?.data[1023]).toBeCloseTo(1.75, 4);
});
