import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { LargeCompilation } from '../../../test/large-unet/compile-large-unet.ts';
import { LARGE_UNET_PARAMETERS } from '../../../test/large-unet/write-large-unet.ts';

it('compiles a UNet of 866 M parameters on a stack of 150 KB, far less than a worker has', () => {
  const script = fileURLToPath(new URL('../../../test/large-unet/print-large-unet.ts', import.meta.url));
  const options = ['--stack-size=150', '--import', 'tsx', script];
  const compiled = JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as LargeCompilation;
  expect(compiled.parameters).toBe(LARGE_UNET_PARAMETERS);
  expect(compiled.parameters).toBeGreaterThan(860e6);
  expect(compiled.nodes.gradient).toBeGreaterThan(2 * compiled.nodes.forward);
}, 60_000);
