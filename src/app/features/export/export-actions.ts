import { type FeatureActions, hasPhoto, hasResult } from '../../actions/enabled.ts';
import { copyLink } from './copy-link.ts';
import { copyEdit, downloadEdit, saveComparison, shareEdit } from './export-image.ts';
import { saveProject } from './save-project.ts';

/** Browsers on phones can hand files to other apps, few on computers. */
function canShareFiles(): boolean {
  const probe = new File([], 'a.png', { type: 'image/png' });
  return typeof navigator.canShare === 'function' && navigator.canShare({ files: [probe] });
}

export const EXPORT_ACTIONS = {
  download: {
    shortcut: 'Mod+S',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasResult,
    perform: (context) => void downloadEdit(context),
  },
  'save-comparison': {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasResult,
    perform: (context) => void saveComparison(context),
  },
  share: {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: (state) => hasResult(state) && canShareFiles(),
    perform: (context) => void shareEdit(context),
  },
  'save-project': {
    shortcut: 'Mod+Shift+S',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasPhoto,
    perform: (context) => void saveProject(context),
  },
  'copy-link': {
    shortcut: 'Mod+Shift+L',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasPhoto,
    perform: (context) => void copyLink(context),
  },
  'copy-image': {
    shortcut: 'Mod+C',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasResult,
    perform: (context) => void copyEdit(context),
  },
} as const satisfies FeatureActions;
