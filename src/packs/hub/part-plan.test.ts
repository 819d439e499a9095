import { array, assert, integer, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { planParts } from './part-plan.ts';

test('parts cover every byte of every file once, in order, and none is longer than asked', () => {
  assert(
    property(array(nat(1000), { maxLength: 6 }), integer({ min: 1, max: 300 }), (sizes, partBytes) => {
      const parts = planParts(sizes, partBytes);
      for (const [file, size] of sizes.entries()) {
        const own = parts.filter((part) => part.file === file);
        let position = 0;
        for (const { offset, length } of own) {
          expect(offset).toBe(position);
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(partBytes);
          position += length;
        }
        expect(position).toBe(size);
      }
    }),
  );
});
