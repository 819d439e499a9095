import { formatBytes } from '../format.ts';

export const historyTexts = {
  title: 'History',
  empty: 'Every edit appears here, named by its change.',
  restore: (name: string) => `Restore ${name}`,
  pin: (name: string) => `Keep ${name} when room runs out`,
  remove: (name: string) => `Delete ${name}`,
  clear: 'Clear',
  removed: (name: string) => `Deleted “${name}”.`,
  cleared: (count: number) => (count === 1 ? 'Deleted one edit.' : `Deleted ${count} edits.`),
  undo: 'Undo',
  size: (bytes: number) => formatBytes(bytes),
  dropped: (count: number, budgetBytes: number) =>
    `The history takes at most ${formatBytes(budgetBytes)}: ${count === 1 ? 'the oldest edit' : `the ${count} oldest edits`} had to go.`,
  notKept: 'This window keeps nothing: the history lasts until the page is closed.',
  elsewhere: 'Renoir is open in another tab, and that one keeps the history. This one lasts until the page is closed.',
  newer:
    'The history in this browser was written by a newer Renoir. It stays as it is, and this window adds nothing to it. Reload this page to get the newest.',
  full: 'The disk is full: new edits last until the page is closed. Nothing is lost while it is open. Delete edits or files, and it goes on.',
  photosGone:
    'The browser has removed photos of your last visit. Their edits are here at the size they were made at: open a photo again to edit it whole.',
  recordsGone:
    'The edits of your last visit are not here any more: the browser has removed them, or the page was closed before they were kept.',
  continue: 'Continue where you were',
} as const;
