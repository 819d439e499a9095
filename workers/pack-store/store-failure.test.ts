import { expect, test } from 'vitest';
import { EngineFailure } from '../../src/protocol/errors.ts';
import { toStoreFailure } from './store-failure.ts';

test.each([
  ['QuotaExceededError', 'store/no-space'],
  ['NoModificationAllowedError', 'store/busy'],
  ['NotAllowedError', 'store/no-permission'],
  ['AbortError', 'store/stopped'],
  ['SecurityError', 'store/unavailable'],
  ['InvalidStateError', 'store/failed'],
])('the browser’s %s is %s', (name, code) => {
  expect(toStoreFailure(new DOMException('why', name)).error.code).toBe(code);
});

test('what is known already passes as it is, what is not keeps its reason', () => {
  const failure = new EngineFailure('hub/changed', { file: 'x' });
  expect(toStoreFailure(failure)).toBe(failure);
  expect(toStoreFailure('odd').error).toEqual({ code: 'store/failed', parameters: { reason: 'odd' } });
});
