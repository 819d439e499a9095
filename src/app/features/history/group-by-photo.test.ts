import { describe, expect, it } from 'vitest';
import { createEntry } from '../../store/testing/history-entry.ts';
import { groupByPhoto } from './group-by-photo.ts';

describe('groupByPhoto', () => {
  it('puts the photo edited last first, and its newest edit before the others', () => {
    const entries = [createEntry('1', 'beach'), createEntry('2', 'town'), createEntry('3', 'beach')];
    const groups = groupByPhoto(entries).map(({ photo, entries }) => [photo.id, entries.map(({ id }) => id)]);
    expect(groups).toEqual([
      ['beach', ['3', '1']],
      ['town', ['2']],
    ]);
  });
});
