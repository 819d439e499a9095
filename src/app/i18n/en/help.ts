const KEYS = {
  keepEdit: 'Keep the edit in the history (in “Make it”)',
  recall: 'Earlier sentences of the history (in “Make it”)',
  emphasis: 'Stronger or weaker: the word at the caret',
  removeEdit: 'Delete an edit (in the history)',
  pan: 'Move what is seen of the photo (on the picture)',
  grab: 'Drag the photo while Space is held',
  line: 'Move the before and after line',
  paintMask: 'Paint while Space is held (on the picture, with brush or eraser)',
  pointAtWords: 'Move the crosshair (on the picture in “Words”)',
} as const;

export const helpTexts = {
  title: 'Keyboard shortcuts',
  search: 'Search',
  nothing: (words: string) => `Nothing is called “${words}”.`,
  keys: KEYS,
  /** What is written on the keys. */
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Del: 'Del',
    Enter: 'Enter',
    Space: 'Space',
    Home: 'Home',
    End: 'End',
  },
} as const;
