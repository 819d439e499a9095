import type { Actions } from '../app-context.ts';
import { BATCH_ACTIONS } from '../features/batch/batch-actions.ts';
import { BETWEEN_ACTIONS } from '../features/between/between-actions.ts';
import { CANVAS_ACTIONS } from '../features/canvas/canvas-actions.ts';
import { MASK_ACTIONS } from '../features/canvas/mask/mask-actions.ts';
import { EXPORT_ACTIONS } from '../features/export/export-actions.ts';
import { HELP_ACTIONS } from '../features/help/help-actions.ts';
import { HISTORY_ACTIONS } from '../features/history/history-actions.ts';
import { MENU_ACTIONS } from '../features/menu/menu-actions.ts';
import { OPEN_ACTIONS } from '../features/open/open-actions.ts';
import { PANEL_ACTIONS } from '../features/panel/panel-actions.ts';
import { REPORT_ACTIONS } from '../features/report/report-actions.ts';
import { RESULT_ACTIONS } from '../features/result/result-actions.ts';
import { VERSIONS_ACTIONS } from '../features/versions/versions-actions.ts';
import { REMOVE_ACTIONS } from '../features/remove/remove-actions.ts';
import { RUN_ACTIONS } from '../features/run/run-actions.ts';

const { 'copy-image': copyImage, ...saving } = EXPORT_ACTIONS;

/** Everything the user can do, in the order of the help: buttons, keys and the help are made from this table. */
export const ACTIONS: Actions = {
  ...OPEN_ACTIONS,
  ...saving,
  ...BATCH_ACTIONS,
  ...BETWEEN_ACTIONS,
  'copy-image': copyImage,
  ...HISTORY_ACTIONS,
  ...RUN_ACTIONS,
  ...REMOVE_ACTIONS,
  ...VERSIONS_ACTIONS,
  ...RESULT_ACTIONS,
  ...CANVAS_ACTIONS,
  ...MASK_ACTIONS,
  ...PANEL_ACTIONS,
  ...MENU_ACTIONS,
  ...REPORT_ACTIONS,
  ...HELP_ACTIONS,
};
