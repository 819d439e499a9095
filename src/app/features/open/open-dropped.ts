import { toast } from 'sonner';
import type { PickedFile } from '../../../protocol/pack-store.ts';
import type { AppContext } from '../../app-context.ts';
import { listFolder, type Dropped } from '../../browser/pick-folder.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { beginBatch } from '../../store/batch-reducer.ts';
import { openFile } from './open-file.ts';
import { openTexts } from './texts.ts';

/** Somebody may drop their home folder. */
const MAX_LISTED_FILES = 5000;
const MODEL_FILE = /(^|\/)(model_index\.json|pack\.json|[^/]+\.onnx)$/;
/** Systems that do not know HEIC give it no type. It is taken, to be answered with a sentence. */
const HEIC = /\.(heic|heif)$/i;

/**
 * Opens what was dropped: one file as itself, several and those of a folder as a batch, and a folder with a model as a model. A toast says
 * why where there is nothing to open.
 */
export async function openDropped(
  context: Pick<AppContext, 'store' | 'photos' | 'packs'>,
  { files, folders }: Dropped,
): Promise<void> {
  const { store, packs } = context;
  const pictures = [...files];
  for (const { name, opening } of folders) {
    const folder = await opening;
    const listed = folder === null ? null : await listFolder(folder, MAX_LISTED_FILES).catch(() => null);
    if (folder === null || listed === null) {
      toast.error(texts.packs.folderUnreadable(name));
    } else if (listed.some(({ path }) => MODEL_FILE.test(path))) {
      packs.openDialog();
      await packs.addFolder(folder);
    } else {
      const found = listed.filter(isPicture).map(({ file }) => file);
      if (found.length === 0) toast.error(openTexts.drop.nothingInFolder(name));
      pictures.push(...found);
    }
  }
  const [first] = pictures;
  if (first === undefined) {
    if (folders.length === 0) toast.error(describeError({ code: 'photo/not-an-image' }));
  } else if (pictures.length === 1) {
    await openFile(context, first, first.name);
  } else if (store.getState().batch?.status === 'running') {
    // Another list would let go of the pictures that are done.
    toast.error(openTexts.drop.batchIsRunning);
  } else {
    store.setState({ batch: beginBatch(pictures) });
  }
}

function isPicture({ path, file }: PickedFile): boolean {
  const isHidden = file.name.startsWith('.');
  return !isHidden && (file.type.startsWith('image/') || HEIC.test(path));
}
