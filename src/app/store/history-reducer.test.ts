import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../protocol/edit-request.ts';
import { commitEdit, EMPTY_HISTORY, moveCursor, selectEntry, type HistoryEntry } from './history-reducer.ts';

const image: PixelImage = { width: 2, height: 2, data: new Uint8ClampedArray(16) };

/** An entry of 48 bytes. */
function createEntry(id: string, target: string, freedom = 0.5): HistoryEntry {
  return {
    id,
    key: `${target} ${String(freedom)}`,
    name: target,
    photo: {
      id: 'photo',
      name: 'a.png',
      file: new Blob(),
      widthPx: 2,
      heightPx: 2,
      crop: { x: 0, y: 0, width: 2, height: 2 },
      pixels: image,
    },
    prompts: { source: 'a red ball', target, emphasis: {} },
    tuning: { freedom, overrides: {} },
    result: {
      runId: id,
      image,
      reconstruction: image,
      mask: null,
      wordMaps: null,
      inversion: { method: 'rnri', residuals: [], rows: 0, seconds: 0 },
      rows: { draft: 0, invert: 0, edit: 0 },
      seconds: { encode: 0, draft: 0, invert: 0, edit: 0, decode: 0 },
      cached: [],
      psnrReconstruction: 30,
      psnrBound: 31,
      unknownWords: [],
    },
  };
}

describe('history', () => {
  const blue = createEntry('1', 'a blue ball');
  const cube = createEntry('2', 'a red cube');

  it('puts a new edit at the end and on screen', () => {
    const history = commitEdit(commitEdit(EMPTY_HISTORY, blue), cube);
    expect(history.entries.map(({ id }) => id)).toEqual(['1', '2']);
    expect(history.cursor).toBe(1);
  });

  it('is unchanged by the same edit again', () => {
    const history = commitEdit(EMPTY_HISTORY, blue);
    expect(commitEdit(history, createEntry('9', 'a blue ball'))).toBe(history);
  });

  it('replaces the edit on screen when only a setting changed', () => {
    const history = commitEdit(commitEdit(EMPTY_HISTORY, blue), createEntry('9', 'a blue ball', 0.9));
    expect(history.entries).toHaveLength(1);
    expect(history.entries[0]).toMatchObject({ id: '1', tuning: { freedom: 0.9 } });
  });

  it('goes back to the photo as it was and forward again, and no further', () => {
    let history = commitEdit(commitEdit(EMPTY_HISTORY, blue), cube);
    history = moveCursor(moveCursor(moveCursor(history, -1), -1), -1);
    expect(history.cursor).toBe(-1);
    history = moveCursor(moveCursor(moveCursor(history, 1), 1), 1);
    expect(history.cursor).toBe(1);
  });

  it('keeps later edits when an earlier one is on screen and a new one is made', () => {
    const back = selectEntry(commitEdit(commitEdit(EMPTY_HISTORY, blue), cube), '1');
    const history = commitEdit(back, createEntry('3', 'a green ball'));
    expect(history.entries.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(history.cursor).toBe(2);
  });

  it('lets the oldest go by the bytes of their pictures, never the newest', () => {
    let history = EMPTY_HISTORY;
    for (const id of ['1', '2', '3', '4']) history = commitEdit(history, createEntry(id, `edit ${id}`), 100);
    expect(history.entries.map(({ id }) => id)).toEqual(['3', '4']);
    expect(history.cursor).toBe(1);
    expect(commitEdit(history, createEntry('5', 'large'), 10).entries.map(({ id }) => id)).toEqual(['5']);
  });

  it('ignores an entry it does not have', () => {
    const history = commitEdit(EMPTY_HISTORY, blue);
    expect(selectEntry(history, 'none')).toBe(history);
  });
});
