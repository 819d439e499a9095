import { EDITING_METHODS, type EditorId } from '../../../protocol/editors.ts';
import { INVERSION_METHODS, type InversionId } from '../../../protocol/inversions.ts';

/** The methods by their own names. */
export const INVERSION_LABELS = namesOf<InversionId>(INVERSION_METHODS);

/** Editors as they are named in a list; what each is called within a sentence is no name. */
const EDITOR_LABELS: Readonly<Record<EditorId, string>> = {
  ...namesOf<EditorId>(EDITING_METHODS),
  sdedit: 'SDEdit',
  'no-control': 'No attention control',
  'chord-edit': 'ChordEdit',
  'turbo-edit': 'TurboEdit',
  'inf-edit': 'InfEdit',
  'inf-edit-controlled': 'InfEdit with attention control',
  'inf-edit-layout': 'InfEdit with a layout row',
  'flow-edit': 'FlowEdit',
  'diff-edit': 'DiffEdit',
  masactrl: 'MasaCtrl',
  'masactrl-masked': 'MasaCtrl with masks',
  'plug-and-play': 'Plug-and-Play',
};

/** What each way to edit does, in a sentence. */
const EDITOR_HINTS: Readonly<Record<EditorId, string>> = {
  'prompt-to-prompt': 'New words look where the photo’s words did, and the rest of the photo stays.',
  'no-control': 'Paints the photo’s noise again with the new words, and with nothing to hold its layout.',
  'rnri-released': 'The edit of RNRI’s program: two of four steps, recorded noise, no control.',
  'diff-edit': 'Paints only where both sentences would paint differently.',
  masactrl: 'Takes textures and parts from the photo and lets poses change.',
  'masactrl-masked': 'The same, the thing from the thing and its surroundings from the surroundings.',
  'plug-and-play': 'Takes features and self-attention from the photo: its layout, in other stuff.',
  sdedit: 'Puts noise over the photo and paints it away with the new words.',
  'chord-edit': 'Moves the photo by the difference of both sentences: the fastest.',
  'turbo-edit': 'Adds what the sentences differ in to noises drawn for the photo.',
  'inf-edit': 'Paints both sentences from the same noise, which the photo corrects at every step.',
  'inf-edit-controlled': 'The same, and new words look where the photo’s words did.',
  'inf-edit-layout': 'The same, and the things of the photo may change their pose.',
  'flow-edit': 'Follows the difference of both sentences from step to step.',
};

export const methodTexts = {
  inversions: INVERSION_LABELS,
  editors: EDITOR_LABELS,
  editorHints: EDITOR_HINTS,
} as const;

function namesOf<Id extends string>(
  table: Readonly<Record<Id, { readonly label: string }>>,
): Readonly<Record<Id, string>> {
  const names = Object.entries<{ readonly label: string }>(table).map(([id, { label }]) => [id, label]);
  return Object.fromEntries(names) as Record<Id, string>;
}
