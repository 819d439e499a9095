import { describe, expect, it } from 'vitest';
import { chooseDropEffect } from './choose-drop-effect.ts';

describe('chooseDropEffect', () => {
  it.each([
    [{ count: 1, type: 'image/jpeg' }, false, 'open'],
    [{ count: 1, type: 'image/jpeg' }, true, 'replace'],
    [{ count: 1, type: 'image/png' }, true, 'png'],
    [{ count: 1, type: '' }, false, 'project'],
    [{ count: 12, type: 'image/jpeg' }, true, 'batch'],
  ] as const)('%j, a photo is open: %j, will be %j', (held, hasPhoto, effect) => {
    expect(chooseDropEffect(held, hasPhoto)).toBe(effect);
  });
});
