import { isDamage, type Damage, type EngineError, type EngineErrorCode } from '../../../protocol/errors.ts';
import { formatBytes } from '../format.ts';

type PackErrorCode = Extract<
  EngineErrorCode,
  `hub/${string}` | `store/${string}` | 'pack/needs-gpu' | 'pack/needs-memory' | 'pack/corrupt-file'
>;

const DAMAGES = {
  vocabulary: (file) => `The vocabulary of the model does not fit its merges: ${file}.`,
  'lfs-pointer': (file) =>
    `${file} is only the pointer that Git leaves in place of a large file. Run “git lfs pull” in the folder, or download the file itself.`,
  'cut-short': (file) => `A file of the model ends too early: ${file}.`,
} as const satisfies Record<Damage, (file: string) => string>;

function formatPause(seconds: number): string {
  return seconds < 100 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** What can go wrong while a model is fetched and kept. */
export const PACK_ERRORS = {
  'pack/needs-gpu': ({ sizeBytes }) =>
    `This model (${formatBytes(Number(sizeBytes ?? 0))}) is too large to run without a graphics processor, and this browser offers none. Choose a smaller one.`,
  'pack/needs-memory': ({ neededBytes, sizeBytes }) =>
    `This model’s ${formatBytes(Number(sizeBytes ?? 0))} are in float16, which this graphics processor does not compute in the browser. In float32 they take ${formatBytes(Number(neededBytes ?? 0))} of graphics memory, and there is less. Close what else uses the graphics processor, or choose a smaller model.`,
  'pack/corrupt-file': ({ file = 'unknown', damage }) =>
    `${isDamage(damage) ? DAMAGES[damage](`${file}`) : `A file of the model is damaged: ${file}.`} Get a fresh copy, then retry.`,
  'hub/unreachable': () =>
    'The line to the hub broke. What has arrived is kept: continue when you are connected again.',
  'hub/not-found': ({ repository, file }) =>
    `The hub has no ${file ?? `public model “${repository ?? ''}”`}. Check the name: owner, slash, name.`,
  'hub/forbidden': ({ repository }) =>
    `“${repository ?? 'This model'}” asks to sign in or to accept its terms on the hub. Download it there, then open its folder here.`,
  'hub/rate-limited': ({ seconds }) =>
    `The hub was asked too often and wants a pause. What has arrived is kept: continue in ${seconds === undefined ? 'a few minutes' : formatPause(Number(seconds))}.`,
  'hub/unavailable': ({ status }) =>
    `The hub has a fault of its own (${status ?? 'unknown'}). What has arrived is kept: continue later.`,
  'hub/changed': ({ file }) =>
    `${file ?? 'A file'} is not on the hub any more as it was listed. Delete this model and add it again.`,
  'store/no-space': ({ neededBytes, freeBytes }) =>
    `There is no space for this model: it needs ${formatBytes(Number(neededBytes ?? 0))} and the browser has ${formatBytes(Number(freeBytes ?? 0))} left for this page. Delete a model, or free space on the disk.`,
  'store/newer': ({ pack }) =>
    `“${pack ?? 'This model'}” was stored by a newer Renoir and stays as it is. Reload this page to get the newest.`,
  'store/busy': () => 'Renoir is open in another tab that is using this model. Close that tab, then try again.',
  'store/stopped': () => 'Stopped. What has arrived is kept.',
  'store/unavailable': () =>
    'This window keeps no files: it is private, or its browser has no private file system. Open Renoir in an ordinary window to fetch models; a model in a folder of the disk can be opened here.',
  'store/failed': ({ reason }) =>
    `The browser could not store this${reason === undefined ? '' : ` (${reason})`}. Free space on the disk, or leave the private window, then try again.`,
  'store/no-permission': ({ folder }) =>
    folder === undefined || folder === ''
      ? 'The folder of this model is not known any more. Choose it again.'
      : `The browser asks anew before this page may read the folder “${folder}”. Press Retry and allow it.`,
} as const satisfies Record<PackErrorCode, (parameters: EngineError['parameters']) => string>;
