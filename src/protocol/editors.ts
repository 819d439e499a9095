/** The ways to edit that can be asked for. */

interface EditorDescriptor {
  /** What the method is called, in English. */
  readonly label: string;
}

export const EDITING_METHODS = {
  'prompt-to-prompt': { label: 'Prompt-to-Prompt' },
  'no-control': { label: 'Inversion, no attention control' },
  'chord-edit': { label: 'ChordEdit, no inversion' },
  sdedit: { label: 'Noise and denoise (SDEdit)' },
} as const satisfies Record<string, EditorDescriptor>;

export type EditorId = keyof typeof EDITING_METHODS;

export const EDITOR_IDS = Object.keys(EDITING_METHODS).filter(isEditorId);

export const DEFAULT_EDITOR: EditorId = 'prompt-to-prompt';

export function isEditorId(id: unknown): id is EditorId {
  return typeof id === 'string' && Object.hasOwn(EDITING_METHODS, id);
}
