import { formatBytes } from '../format.ts';

export const batchTexts = {
  title: 'Edit several photos',
  lead: 'The same change for each of them, with the settings you see. Saved as you save single pictures.',
  source: 'The photos show',
  target: 'Make them',
  needsWords: 'Say what the photos show and what they should show.',
  needsModel: 'The model is still being loaded.',
  photos: (count: number) => (count === 1 ? 'One photo' : `${count} photos`),
  start: 'Start',
  stop: 'Stop',
  again: 'Start again',
  choose: 'Other photos',
  save: (bytes: number) => `Save zip (${formatBytes(bytes)})`,
  close: 'Close',
  progress: 'Photos edited',
  status: { waiting: 'waiting', running: 'editing', done: 'done', failed: 'left out' },
  running: (done: number, count: number) => `${done} of ${count} done`,
  finished: (done: number, count: number) =>
    done === count ? `All ${count} done.` : `${done} of ${count} done. The others are named below.`,
  stopped: (done: number, count: number) => `Stopped after ${done} of ${count}.`,
  zipName: 'renoir-photos.zip',
} as const;
