import { expect, it } from 'vitest';
import { beginWork, endWork, isSameChoice, NO_PACKS, applyStoreEvent } from './packs-state.ts';

const progress = { type: 'progress', phase: 'fetching', doneBytes: 3, totalBytes: 9, bytesPerSecond: 1 } as const;

it('work has progress while it lasts, and none afterwards', () => {
  const begun = applyStoreEvent(beginWork(NO_PACKS, 'a'), 'a', progress);
  expect(begun.work['a']).toMatchObject({ phase: 'fetching', doneBytes: 3, totalBytes: 9 });
  const ended = endWork(begun, 'a', null);
  expect(ended.work).toEqual({});
  expect(applyStoreEvent(ended, 'a', progress)).toBe(ended);
});

it('an error stays until the next attempt, a stop leaves nothing', () => {
  const error = { code: 'hub/unreachable', parameters: {} } as const;
  const failed = endWork(beginWork(NO_PACKS, 'a'), 'a', error);
  expect(failed.notes['a']).toEqual({ kind: 'error', error });
  expect(beginWork(failed, 'a').notes).toEqual({});
  expect(endWork(beginWork(NO_PACKS, 'a'), 'a', { code: 'store/stopped', parameters: {} }).notes).toEqual({});
});

it('a refused file is named while its pack is fetched on', () => {
  const state = applyStoreEvent(beginWork(NO_PACKS, 'a'), 'a', { type: 'refused', file: 'unet/model.onnx' });
  expect(state.notes['a']).toEqual({ kind: 'refused', file: 'unet/model.onnx' });
  expect(endWork(state, 'a', null).notes['a']).toEqual({ kind: 'refused', file: 'unet/model.onnx' });
});

it('choices are equal by kind and id', () => {
  expect(isSameChoice({ kind: 'starter' }, { kind: 'starter' })).toBe(true);
  expect(isSameChoice({ kind: 'stored', id: 'a' }, { kind: 'stored', id: 'b' })).toBe(false);
  expect(isSameChoice({ kind: 'stored', id: 'a' }, { kind: 'folder', id: 'a' })).toBe(false);
});
