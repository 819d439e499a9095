import type { Editor } from './editor.ts';
import { NO_CONTROL } from './no-control.ts';

/**
 * The edit of RNRI's program: two of the four steps (those below 0.6 of the noise range) are inverted by its sign step along Euler ancestral
 * with recorded noises, and sampled again with the target words at guidance 1.2, without attention control.
 */
export const RNRI_RELEASED_EDIT: Editor = {
  ...NO_CONTROL,
  settings: { inversion: 'rnri-released', iterations: 2, process: 'ancestral', strength: 0.6, targetGuidance: 1.2 },
};
