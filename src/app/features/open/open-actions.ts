import { toast } from 'sonner';
import { always, type FeatureActions } from '../../actions/enabled.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { openFile } from './open-file.ts';
import { readClipboard } from './read-clipboard.ts';

export const OPEN_ACTIONS = {
  'open-photo': {
    shortcut: 'Mod+O',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: always,
    perform: (context) => {
      void context.chooseFile().then((file) => (file === null ? undefined : openFile(context, file, file.name)));
    },
  },
  paste: {
    shortcut: 'Mod+V',
    handledBy: 'browser',
    worksInFields: false,
    isEnabled: always,
    perform: (context) => void pasteFromClipboard(context),
  },
} as const satisfies FeatureActions;

async function pasteFromClipboard(context: AppContext): Promise<void> {
  const image = await readClipboard(navigator.clipboard);
  if (image.ok) await openFile(context, image.file, image.name);
  else toast.error(describeError(image));
}
