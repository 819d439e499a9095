import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../protocol/edit-request.ts';
import {
  addEdit,
  appendEdits,
  commitEdit,
  EMPTY_HISTORY,
  measureHistory,
  pinEdit,
  prependEdits,
  removeEdit,
  selectEntry,
  type HistoryEntry,
} from './history-reducer.ts';
import { createResult } from './testing/edit-result.ts';

const image: PixelImage = { width: 2, height: 2, data: new Uint8ClampedArray(16) };

/** An entry of 32 bytes, and 16 for the photo that all have in common. */
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
    result: createResult(
      { runId: id, image: { ...image, data: image.data.slice() } },
      { ...image, data: image.data.slice() },
    ),
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
    expect(commitEdit(history, createEntry('9', 'a blue ball'))).toEqual(history);
  });

  it('numbers edits of the same words, and marks one that is there already', () => {
    const history = commitEdit(commitEdit(EMPTY_HISTORY, blue), createEntry('9', 'a blue ball', 0.9));
    expect(history.entries.map(({ name }) => name)).toEqual(['a blue ball', 'a blue ball (2)']);
    expect(commitEdit(history, createEntry('7', 'a blue ball'))).toMatchObject({ entries: history.entries, cursor: 0 });
  });

  it('takes what nobody sees any more, and leaves what is on screen there', () => {
    const history = addEdit(commitEdit(EMPTY_HISTORY, blue), cube);
    expect(history.entries.map(({ id }) => id)).toEqual(['1', '2']);
    expect(history.cursor).toBe(0);
  });

  it('keeps what is pinned when room runs out', () => {
    let history = pinEdit(commitEdit(EMPTY_HISTORY, createEntry('1', 'edit 1')), '1', true);
    for (const id of ['2', '3', '4']) history = commitEdit(history, createEntry(id, `edit ${id}`), 100);
    expect(history.entries.map(({ id }) => id)).toEqual(['1', '4']);
    history = commitEdit(pinEdit(history, '1', false), createEntry('5', 'edit 5'), 100);
    expect(history.entries.map(({ id }) => id)).toEqual(['4', '5']);
    expect(pinEdit(history, 'none', true)).toBe(history);
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

  it('counts the edits that had to go and the bytes of those that stay', () => {
    let history = EMPTY_HISTORY;
    for (const id of ['1', '2', '3', '4']) history = commitEdit(history, createEntry(id, `edit ${id}`), 100);
    expect(history.dropped).toBe(2);
    expect(measureHistory(history)).toBe(80);
  });

  it('takes one edit out and shows the one before it', () => {
    const history = commitEdit(commitEdit(EMPTY_HISTORY, blue), cube);
    expect(removeEdit(history, '2')).toMatchObject({ entries: [blue], cursor: 0 });
    expect(removeEdit(history, '1')).toMatchObject({ entries: [cube], cursor: 0 });
    expect(removeEdit(selectEntry(history, '1'), '2')).toMatchObject({ entries: [blue], cursor: 0 });
    expect(removeEdit(selectEntry(history, '1'), '1')).toMatchObject({ entries: [cube], cursor: -1 });
    expect(removeEdit(history, 'none')).toBe(history);
  });

  it('puts edits of an earlier visit in front, each once, and leaves the one on screen there', () => {
    const history = prependEdits(commitEdit(EMPTY_HISTORY, cube), [blue, cube]);
    expect(history.entries.map(({ id }) => id)).toEqual(['1', '2']);
    expect(history.cursor).toBe(1);
    expect(prependEdits(EMPTY_HISTORY, [blue]).cursor).toBe(-1);
  });

  it('puts the edits of a project behind the others, each once, with its own on screen', () => {
    const green = createEntry('3', 'a green ball');
    const history = appendEdits(commitEdit(commitEdit(EMPTY_HISTORY, blue), cube), [blue, green], 0);
    expect(history.entries.map(({ id }) => id)).toEqual(['2', '1', '3']);
    expect(history.cursor).toBe(1);
    expect(appendEdits(history, [green], -1).cursor).toBe(-1);
    expect(appendEdits(commitEdit(EMPTY_HISTORY, blue), [green], 0, 10)).toMatchObject({ cursor: 0, dropped: 1 });
  });
});
