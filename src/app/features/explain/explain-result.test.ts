import { describe, expect, it } from 'vitest';
import { explainResult, type ResultFacts } from './explain-result.ts';

const good: ResultFacts = {
  isUnfamiliar: false,
  isEdit: true,
  isLocal: true,
  isRemoval: false,
  change: { levels: 40, extent: 0.15, likeness: 0.2 },
  freedom: 0.5,
  isPaintLimited: false,
  usesLocalBlend: true,
};
const unchanged = { levels: 0.5, extent: 0.15, likeness: 0.99 };
const everywhere = { levels: 40, extent: 0.95, likeness: 0.2 };

describe('explainResult', () => {
  it('says nothing of an edit that went well', () => {
    expect(explainResult(good)).toBeNull();
  });

  it('says that the paint lies beside what the words act on, where it is a limit', () => {
    const elsewhere = { ...good, change: { levels: 0, extent: 0.001, likeness: 1 } };
    expect(explainResult({ ...elsewhere, isPaintLimited: true })).toBe('outside-paint');
    expect(explainResult(elsewhere)).toBe('nothing-changed');
    expect(explainResult({ ...good, isPaintLimited: true })).toBeNull();
  });

  it('says first that the photo is unlike what the model knows, before any edit as well', () => {
    const photo = { isUnfamiliar: true, change: unchanged };
    expect(explainResult({ ...good, ...photo })).toBe('unlike-model');
    expect(explainResult({ ...good, ...photo, isEdit: false })).toBe('unlike-model');
  });

  it('says that nothing changed where words ask for it, and whether the edit may go further', () => {
    expect(explainResult({ ...good, change: unchanged })).toBe('nothing-changed');
    expect(explainResult({ ...good, change: unchanged, isEdit: false })).toBeNull();
    expect(explainResult({ ...good, change: unchanged, freedom: 1 })).toBe('nothing-more');
  });

  it('says that a thing is still there that the words leave out', () => {
    const repainted = { ...good, change: { levels: 40, extent: 0.15, likeness: 0.92 } };
    expect(explainResult(repainted)).toBeNull();
    expect(explainResult({ ...repainted, isRemoval: true })).toBe('still-there');
    expect(explainResult({ ...good, isRemoval: true, change: unchanged })).toBe('still-there');
    expect(explainResult({ ...good, isRemoval: true })).toBeNull();
  });

  it('says that everything changed where the words name one thing and more can be kept', () => {
    expect(explainResult({ ...good, change: everywhere })).toBe('everything-changed');
    expect(explainResult({ ...good, change: everywhere, isLocal: false })).toBeNull();
    expect(explainResult({ ...good, change: everywhere, freedom: 0 })).toBeNull();
    expect(explainResult({ ...good, change: everywhere, freedom: 0, usesLocalBlend: false })).toBe(
      'everything-changed',
    );
  });
});
