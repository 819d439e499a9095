/** Every way to edit. A new one is one file, one line here, and its descriptor in `protocol/editors.ts`. */
import type { EditorId } from '../../protocol/editors.ts';
import { CHORD_EDIT } from './chord-edit.ts';
import type { Editor } from './editor.ts';
import { DIFF_EDIT } from './diff-edit.ts';
import { FLOW_EDIT } from './flow-edit.ts';
import { INF_EDIT, INF_EDIT_CONTROLLED, INF_EDIT_LAYOUT } from './inf-edit.ts';
import { MASACTRL, MASACTRL_MASKED } from './masactrl.ts';
import { NO_CONTROL } from './no-control.ts';
import { PLUG_AND_PLAY } from './plug-and-play.ts';
import { PROMPT_TO_PROMPT } from './prompt-to-prompt.ts';
import { RNRI_RELEASED_EDIT } from './rnri-released.ts';
import { SDEDIT } from './sdedit.ts';
import { TURBO_EDIT } from './turbo-edit.ts';

export const EDITORS = {
  'prompt-to-prompt': PROMPT_TO_PROMPT,
  sdedit: SDEDIT,
  'no-control': NO_CONTROL,
  'rnri-released': RNRI_RELEASED_EDIT,
  'chord-edit': CHORD_EDIT,
  'turbo-edit': TURBO_EDIT,
  'inf-edit': INF_EDIT,
  'inf-edit-controlled': INF_EDIT_CONTROLLED,
  'inf-edit-layout': INF_EDIT_LAYOUT,
  'flow-edit': FLOW_EDIT,
  'diff-edit': DIFF_EDIT,
  masactrl: MASACTRL,
  'masactrl-masked': MASACTRL_MASKED,
  'plug-and-play': PLUG_AND_PLAY,
} as const satisfies Record<EditorId, Editor>;
