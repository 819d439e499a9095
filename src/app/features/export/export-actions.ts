import { type FeatureActions, hasPhoto, hasResult } from '../../actions/enabled.ts';
import { copyLink } from './copy-link.ts';
import { copyEdit, downloadEdit } from './export-image.ts';
import { saveProject } from './save-project.ts';

export const EXPORT_ACTIONS = {
  download: {
    shortcut: 'Mod+S',
    handledBy: 'hotkeys',
    worksInFields: true,
    isEnabled: hasResult,
    perform: (context) => void downloadEdit(context),
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
