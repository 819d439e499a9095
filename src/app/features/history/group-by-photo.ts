import type { Photo } from '../../photo/photo.ts';
import type { HistoryEntry } from '../../store/history-reducer.ts';

export interface PhotoGroup {
  readonly photo: Photo;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
}

/** The history by photo; the photo edited last comes first. */
export function groupByPhoto(entries: readonly HistoryEntry[]): readonly PhotoGroup[] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const entry of entries.toReversed()) {
    const group = groups.get(entry.photo.id);
    if (group === undefined) groups.set(entry.photo.id, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ photo: group[0].photo, entries: group }],
  );
}
