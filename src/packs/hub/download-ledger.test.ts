import { expect, test } from 'vitest';
import {
  countArrived,
  encodeEntry,
  resetFile,
  isFileWhole,
  openLedger,
  openParts,
  type Ledger,
} from './download-ledger.ts';
import { planParts } from './part-plan.ts';

const PARTS = planParts([25, 0, 10], 10);

function store(ledger: Ledger): Uint8Array {
  const bytes = new Uint8Array(4 * ledger.length);
  for (const index of ledger.keys()) bytes.set(encodeEntry(ledger, index), 4 * index);
  return bytes;
}

test('a fresh ledger has nothing, and everything is open but the empty file', () => {
  const ledger = openLedger(PARTS);
  expect(countArrived(ledger)).toBe(0);
  expect(openParts(PARTS, ledger)).toEqual([0, 1, 2, 3]);
  expect([0, 1, 2].map((file) => isFileWhole(PARTS, ledger, file))).toEqual([false, true, false]);
});

test('what was stored is there again, the beginning of a part included', () => {
  const ledger = openLedger(PARTS);
  ledger.set([10, 4, 5, 0]);
  const again = openLedger(PARTS, store(ledger));
  expect([...again]).toEqual([10, 4, 5, 0]);
  expect(openParts(PARTS, again)).toEqual([1, 3]);
});

test('a stored ledger ends with the last part that was begun', () => {
  const ledger = openLedger(PARTS);
  ledger.set([10, 4, 0, 0]);
  expect([...openLedger(PARTS, store(ledger).subarray(0, 8))]).toEqual([10, 4, 0, 0]);
});

test('the ledger of another plan and impossible counts are ignored', () => {
  expect([...openLedger(PARTS, new Uint8Array(20).fill(1))]).toEqual([0, 0, 0, 0]);
  expect([...openLedger(PARTS, new Uint8Array(16).fill(255))]).toEqual([0, 0, 0, 0]);
});

test('forgetting a file leaves the others', () => {
  const ledger = openLedger(PARTS);
  ledger.set([10, 10, 5, 10]);
  expect(isFileWhole(PARTS, ledger, 0)).toBe(true);
  expect(resetFile(PARTS, ledger, 0)).toEqual([0, 1, 2]);
  expect(countArrived(ledger)).toBe(10);
  expect(isFileWhole(PARTS, ledger, 2)).toBe(true);
});
