/** How the mask of an edit is found from what the model attends to and changes (`EditSettings.localBlend`). */
interface BlendDescriptor {
  /** What the rule is called, in English, within a sentence. */
  readonly label: string;
}

export const BLENDS = {
  adaptive: { label: 'evidence chosen by the kind of the edit, cut by its histogram' },
  'prompt-to-prompt': { label: "Prompt-to-Prompt's own: attention of the changed words, a fixed threshold" },
} as const satisfies Record<string, BlendDescriptor>;

export type BlendId = keyof typeof BLENDS;

export const BLEND_IDS = Object.keys(BLENDS).filter(isBlendId);

export function isBlendId(id: unknown): id is BlendId {
  return typeof id === 'string' && Object.hasOwn(BLENDS, id);
}
