import { expect, test } from 'vitest';
import type { GraphCapture } from '../../src/protocol/engine.ts';
import { keepCaptures, readCaptures } from './kept-captures.ts';

const SCOPE = { runtime: '1.30.0', adapter: 'a card' };
const CAPTURES = new Map<string, GraphCapture>([
  ['compiled/forward.onnx', 'captured'],
  ['compiled/gradient.onnx', 'refused'],
]);

async function readBack(change: (text: string) => string, scope = SCOPE) {
  let kept = new Uint8Array();
  await keepCaptures(CAPTURES, SCOPE, async (_, bytes) => {
    kept = new Uint8Array(bytes);
  });
  const changed = new TextEncoder().encode(change(new TextDecoder().decode(kept)));
  return readCaptures({ read: async () => changed }, scope);
}

test('verdicts are read back on the same card by the same runtime only', async () => {
  expect(await readBack((text) => text)).toEqual(CAPTURES);
  expect(await readBack((text) => text, { ...SCOPE, adapter: 'another' })).toEqual(new Map());
  expect(await readBack((text) => text, { ...SCOPE, runtime: '1.31.0' })).toEqual(new Map());
});

test('what is damaged or missing is no verdict', async () => {
  expect(await readBack((text) => text.slice(0, -4))).toEqual(new Map());
  expect(await readBack((text) => text.replace('"refused"', '"later"'))).toEqual(
    new Map([['compiled/forward.onnx', 'captured']]),
  );
  expect(await readCaptures({ read: () => Promise.reject(new Error('none')) }, SCOPE)).toEqual(new Map());
});

test('a full disk keeps nothing and stops nothing', async () => {
  await keepCaptures(CAPTURES, SCOPE, () => Promise.reject(new Error('full')));
});
