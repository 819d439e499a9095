import type { UnreadFrom } from '../../protocol/engine.ts';
import type { PixelImage } from '../../protocol/edit-request.ts';
import type { ColourLoss } from '../../protocol/photo-work.ts';
import type { AppErrorCode } from './app-error-code.ts';

export interface BatchProblem {
  readonly code: AppErrorCode;
  readonly parameters: Readonly<Record<string, string | number>>;
}

export interface BatchItem {
  readonly file: File;
  /** `skipped`: edited, but the words do not fit the photo. */
  readonly status: 'waiting' | 'running' | 'done' | 'skipped' | 'failed';
  readonly problem: BatchProblem | null;
  /** What was made of it, at the pack's size. */
  readonly image?: PixelImage;
  /** What its saved picture has not kept of its colours; missing until it is made. */
  readonly colourLosses?: readonly ColourLoss[];
}

/** What became of a photo, beside its status. */
export type BatchOutcome = Partial<Pick<BatchItem, 'problem' | 'image' | 'colourLosses'>>;

/** One recipe on several photos. */
export interface Batch {
  readonly status: 'ready' | 'running' | 'stopped' | 'finished';
  readonly items: readonly BatchItem[];
  /** The pictures made so far, as a zip; null before the first. */
  readonly zip: Blob | null;
  /** What the model did not read of the words; missing where it read all. */
  readonly unreadFrom?: UnreadFrom;
}

export function beginBatch(files: readonly File[]): Batch {
  return {
    status: 'ready',
    items: files.map((file) => ({ file, status: 'waiting', problem: null })),
    zip: null,
  };
}

export function setItem(batch: Batch, index: number, status: BatchItem['status'], outcome: BatchOutcome = {}): Batch {
  const item = batch.items[index];
  return item === undefined
    ? batch
    : { ...batch, items: batch.items.with(index, { ...item, status, problem: null, ...outcome }) };
}

/** Ends a batch; an item that was under way waits again. */
export function endBatch(batch: Batch, status: 'stopped' | 'finished', zip: Blob | null): Batch {
  const items = batch.items.map((item) => (item.status === 'running' ? { ...item, status: 'waiting' as const } : item));
  return { ...batch, status, items, zip };
}

export function countDone({ items }: Batch): number {
  return items.filter(({ status }) => status === 'done').length;
}
