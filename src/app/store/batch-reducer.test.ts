import { describe, expect, it } from 'vitest';
import { beginBatch, countDone, endBatch, setItem } from './batch-reducer.ts';

describe('a batch', () => {
  const batch = beginBatch(['a.png', 'b.png', 'c.png'].map((name) => new File([], name)));
  const problem = { code: 'photo/unreadable', parameters: { name: 'b.png' } } as const;

  it('notes what became of each photo', () => {
    const noted = setItem(setItem(batch, 0, 'done'), 1, 'failed', { problem });
    expect(noted.items.map(({ status }) => status)).toEqual(['done', 'failed', 'waiting']);
    expect(noted.items[1]?.problem).toBe(problem);
    expect(countDone(noted)).toBe(1);
    expect(setItem(batch, 7, 'done')).toBe(batch);
  });

  it('lets the photo that was under way wait when it is stopped', () => {
    const stopped = endBatch(setItem(setItem(batch, 0, 'done'), 1, 'running'), 'stopped', null);
    expect(stopped.items.map(({ status }) => status)).toEqual(['done', 'waiting', 'waiting']);
  });
});
