/** Files dragged over the window. */
export interface DraggedFiles {
  readonly count: number;
  /** Type of the first, as the system names it; empty where it knows none. */
  readonly type: string;
}

/** What dropping them will do. */
export type DropEffect = 'open' | 'replace' | 'png' | 'project' | 'batch';

/** Projects have a type that no system knows; a PNG may bring its words. */
export function chooseDropEffect({ count, type }: DraggedFiles, hasPhoto: boolean): DropEffect {
  if (count > 1) return 'batch';
  if (type === '' || type === 'application/zip') return 'project';
  if (type === 'image/png') return 'png';
  return hasPhoto ? 'replace' : 'open';
}
