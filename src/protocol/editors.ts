/** The ways to edit that can be asked for. */

interface EditorDescriptor {
  /** What the method is called, in English, within a sentence. */
  readonly label: string;
}

export const EDITING_METHODS = {
  'prompt-to-prompt': { label: 'Prompt-to-Prompt' },
  sdedit: { label: 'noise and denoise (SDEdit)' },
  'no-control': { label: 'inversion, no attention control' },
  'rnri-released': { label: 'RNRI, as released' },
  'chord-edit': { label: 'ChordEdit, no inversion' },
  'turbo-edit': { label: 'TurboEdit, no inversion' },
  'inf-edit': { label: 'InfEdit, no inversion' },
  'inf-edit-controlled': { label: 'InfEdit with attention control, no inversion' },
  'inf-edit-layout': { label: 'InfEdit with a layout row, no inversion' },
  'flow-edit': { label: 'FlowEdit, no inversion' },
  'diff-edit': { label: 'inversion, DiffEdit' },
  masactrl: { label: 'inversion, MasaCtrl' },
  'masactrl-masked': { label: 'inversion, MasaCtrl with masks' },
  'plug-and-play': { label: 'inversion, Plug-and-Play' },
} as const satisfies Record<string, EditorDescriptor>;

export type EditorId = keyof typeof EDITING_METHODS;

export const EDITOR_IDS = Object.keys(EDITING_METHODS).filter(isEditorId);

export const DEFAULT_EDITOR: EditorId = 'prompt-to-prompt';

export function isEditorId(id: unknown): id is EditorId {
  return typeof id === 'string' && Object.hasOwn(EDITING_METHODS, id);
}
