import { expect, it } from 'vitest';
import { limitExtent } from './limit-extent.ts';

it.each([
  [{ width: 4000, height: 3000 }, 1024, { width: 1024, height: 768 }],
  [{ width: 3000, height: 4000 }, 1024, { width: 768, height: 1024 }],
  [{ width: 900, height: 600 }, 1024, { width: 900, height: 600 }],
  [{ width: 4000, height: 3000 }, null, { width: 4000, height: 3000 }],
  [{ width: 9000, height: 2 }, 1024, { width: 1024, height: 1 }],
])('%o with a longer side of at most %s is %o', (extent, longSidePx, limited) => {
  expect(limitExtent(extent, longSidePx)).toEqual(limited);
});
