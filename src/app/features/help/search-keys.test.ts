import { describe, expect, it } from 'vitest';
import { searchKeys } from './search-keys.ts';

describe('searchKeys', () => {
  const lines = [
    { label: 'Open photo', keys: 'Ctrl+O' },
    { label: 'Actual pixels', keys: '1' },
    { label: 'Edit several photos', keys: 'Ctrl+Shift+E' },
  ];
  const found = (search: string) => searchKeys(lines, search).map(({ label }) => label);

  it('finds words wherever they stand, in any order and case', () => {
    expect(found('PHOTO open')).toEqual(['Open photo']);
    expect(found('photo')).toEqual(['Open photo', 'Edit several photos']);
  });

  it('finds keys', () => {
    expect(found('ctrl+shift')).toEqual(['Edit several photos']);
  });

  it('shows all while nothing is searched, and nothing where nothing fits', () => {
    expect(found('  ')).toHaveLength(3);
    expect(found('rotate')).toEqual([]);
  });
});
