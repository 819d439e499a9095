import { hasPhoto } from '../../../actions/enabled.ts';
import type { Action } from '../../../app-context.ts';
import type { AppState } from '../../../store/app-state.ts';
import { addMark, chooseTool, isPainting, maskOf, resizeBrush } from '../../../store/mask-reducer.ts';
import { isPainted } from '../../../store/painted-mask.ts';
import { hasMask, openMask, saveMask } from './mask-files.ts';
import type { maskActionTexts } from '../../../i18n/en/mask.ts';

const canPaint = (state: AppState): boolean => hasPhoto(state) && isPainting(state);
const hasPaint = (state: AppState): boolean => canPaint(state) && isPainted(maskOf(state));

/** What can be done with brush and eraser. */
export const MASK_ACTIONS = {
  'tool-select': {
    shortcut: 'S',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) =>
      store.setState((state) => {
        const { view } = chooseTool(state, 'select');
        return { view: { ...state.view, ...view, selected: null } };
      }),
  },
  'mask-brush': {
    shortcut: 'B',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState((state) => chooseTool(state, 'brush')),
  },
  'mask-eraser': {
    shortcut: 'E',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState((state) => chooseTool(state, 'eraser')),
  },
  'mask-rectangle': {
    shortcut: 'R',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState((state) => chooseTool(state, 'rectangle')),
  },
  'mask-lasso': {
    shortcut: 'L',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPhoto,
    perform: ({ store }) => store.setState((state) => chooseTool(state, 'lasso')),
  },
  'mask-smaller': {
    shortcut: '[',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: canPaint,
    perform: ({ store }) => store.setState((state) => resizeBrush(state, -1)),
  },
  'mask-larger': {
    shortcut: ']',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: canPaint,
    perform: ({ store }) => store.setState((state) => resizeBrush(state, 1)),
  },
  'mask-invert': {
    shortcut: 'I',
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPaint,
    perform: ({ store }) => store.setState((state) => addMark(state, { kind: 'invert' })),
  },
  'mask-save': {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: (state) => canPaint(state) && hasMask(state),
    perform: (context) => void saveMask(context),
  },
  'mask-open': {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: canPaint,
    perform: (context) => void openMask(context),
  },
  'mask-clear': {
    shortcut: null,
    handledBy: 'hotkeys',
    worksInFields: false,
    isEnabled: hasPaint,
    perform: ({ store }) => store.setState((state) => addMark(state, { kind: 'clear' })),
  },
} as const satisfies Record<keyof typeof maskActionTexts, Action>;
