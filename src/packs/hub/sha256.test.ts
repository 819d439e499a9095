import { createHash } from 'node:crypto';
import { array, assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { createSha256 } from './sha256.ts';

function hash(...pieces: readonly Uint8Array[]): string {
  const sha256 = createSha256();
  for (const piece of pieces) sha256.update(piece);
  return sha256.finish();
}

test('the empty message and FIPS 180-4’s example hash as published', () => {
  expect(hash()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hash(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('any message cut into any pieces hashes as in Node', () => {
  assert(
    property(array(uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
      const expected = createHash('sha256');
      for (const piece of pieces) expected.update(piece);
      expect(hash(...pieces)).toBe(expected.digest('hex'));
    }),
  );
});

test('a message of many blocks hashes as in Node', () => {
  const bytes = Uint8Array.from({ length: 3_000_001 }, (_, index) => (index * 7919) >>> 3);
  expect(hash(bytes.subarray(0, 1_000_003), bytes.subarray(1_000_003))).toBe(
    createHash('sha256').update(bytes).digest('hex'),
  );
});
