import type { ViewMode } from '../../store/app-state.ts';

/** The views in their order. */
export const VIEW_MODES: readonly ViewMode[] = ['slider', 'side-by-side', 'difference', 'words'];
