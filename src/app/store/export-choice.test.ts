import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT, parseExportChoice } from './export-choice.ts';

describe('a stored export choice', () => {
  it('comes back as it was', () => {
    const choice = { format: 'webp', quality: 0.5, longSidePx: 2048, keepLocation: true } as const;
    expect(parseExportChoice({ ...choice })).toEqual(choice);
  });

  it.each([null, '', 'text', 3, [], { format: 'avif', quality: 7, longSidePx: 'large', keepLocation: 'yes' }])(
    'becomes the default where it says %o',
    (stored) => {
      expect(parseExportChoice(stored)).toEqual(DEFAULT_EXPORT);
    },
  );
});
