import { describe, expect, it } from 'vitest';
import type { LabTrial } from '../protocol/lab.ts';
import { layOutSheet, SHEET_CELL_PX } from './contact-sheet.ts';
import { commonRange, composeLabSheet, groupTrials, type LabSheetWords } from './lab-sheet.ts';

const imageOf = (width: number, height: number) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) });
const PHOTO = imageOf(8, 8);
const DDIM = { id: 'ddim', settings: { inversion: 'ddim' } } as const;
const EDICT = { id: 'edict', settings: { inversion: 'edict' } } as const;
const COSTS = { rows: 4, seconds: 0.5 };
const error = { code: 'run/failed', parameters: {} } as const;
const measured = { psnr: 20, psnrToBound: 21, ssim: 0.9, ...COSTS };

const TRIALS: readonly LabTrial[] = [
  { kind: 'bound', image: imageOf(8, 8), psnr: 30 },
  { kind: 'inversion', method: DDIM, image: imageOf(8, 4), residuals: [[0.1], [0.2, 0.001]], ...measured },
  { kind: 'edit', method: DDIM, editor: 'masactrl', image: imageOf(4, 8), ...COSTS },
  { kind: 'inversion', method: EDICT, image: imageOf(8, 8), residuals: [[], []], ...measured },
  { kind: 'failed', method: EDICT, editor: 'masactrl', error },
  { kind: 'edit', method: null, editor: 'sdedit', image: imageOf(8, 8), ...COSTS },
];

const WORDS: LabSheetWords = {
  title: 'a < b & c',
  photo: 'photo',
  bound: 'bound',
  reconstruction: 'again',
  failed: 'failed',
  nameMethod: ({ id }) => `by ${id}`,
  nameEditor: (editor) => editor,
  decibels: (psnr) => `${psnr} dB`,
  residual: String,
  cost: (rows) => `${rows} rows`,
};

describe('the sheet of a lab', () => {
  it('has a row for the photo, one a method, and one for what needs no method', () => {
    expect(
      groupTrials(TRIALS).map(({ method, inversion, edits }) => [method?.id, inversion?.kind, edits.length]),
    ).toEqual([
      ['ddim', 'inversion', 1],
      ['edict', 'inversion', 1],
      [undefined, undefined, 1],
    ]);
    const { rows } = composeLabSheet(PHOTO, TRIALS, WORDS);
    expect(rows.map((cells) => cells.map(({ lines }) => lines))).toEqual([
      [['photo'], ['bound', '30 dB']],
      [
        ['by ddim', '4 rows'],
        ['again', '20 dB (bound: 21 dB)'],
        ['masactrl', '4 rows'],
      ],
      [
        ['by edict', '4 rows'],
        ['again', '20 dB (bound: 21 dB)'],
        ['masactrl', 'failed'],
      ],
      [['sdedit', '4 rows']],
    ]);
  });

  it('draws the residuals of all methods on one scale, a line a level', () => {
    expect(commonRange(TRIALS)).toEqual([0.2, 0.001]);
    const [, ddim, edict] = composeLabSheet(PHOTO, TRIALS, WORDS).rows;
    expect(ddim?.[0]?.curve).toMatchObject({ top: '0.2', bottom: '0.001' });
    expect(ddim?.[0]?.curve?.pieces).toHaveLength(2);
    expect(ddim?.[0]?.curve?.pieces[1]).toBe(`${SHEET_CELL_PX / 2}.0,0.0 ${SHEET_CELL_PX}.0,${SHEET_CELL_PX}.0`);
    expect(edict?.[0]?.curve).toBeNull();
  });

  it('fits pictures into their squares and keeps them apart, within the sheet', () => {
    const { width, height, pictures, svg } = layOutSheet(composeLabSheet(PHOTO, TRIALS, WORDS));
    const sizes = pictures.map((picture) => [picture.width, picture.height]);
    const [whole, half] = [SHEET_CELL_PX, SHEET_CELL_PX / 2];
    expect(sizes).toEqual([
      [whole, whole],
      [whole, whole],
      [whole, half],
      [half, whole],
      [whole, whole],
      [whole, whole],
    ]);
    for (const [index, a] of pictures.entries()) {
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true);
      for (const b of pictures.slice(index + 1)) {
        const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(isApart).toBe(true);
      }
    }
    expect(svg).toContain('a &lt; b &amp; c');
  });
});
