/** What is said of the mask that the user paints. */
export const maskTexts = {
  title: 'Mask',
  tools: 'Mask tools',
  painter: 'Paint the mask: arrows move the brush, Space paints, B and E choose brush and eraser',
  selector: 'Select: arrows move, Space selects the thing there',
  selectHint: 'Click a thing to select it. Another click adds, Alt takes away.',
  looking: 'Looking for the thing.',
  selected: (words: string) => `Selected: “${words}”. Press Delete to remove it.`,
  outliner: 'Outline a part: arrows move, Space begins and ends it, Escape drops it',
  outlineHint: 'Draw around what you mean. Hold Alt to take away.',
  brushAt: (across: number, down: number, isPainting: boolean) =>
    `${isPainting ? 'Painting' : 'Brush'} at ${across} % across, ${down} % down`,
  brush: 'Brush',
  eraser: 'Eraser',
  size: 'Size',
  sizeValue: (percent: number) => `${percent} % of the picture`,
  feather: 'Soft edge',
  featherValue: (percent: number) => (percent === 0 ? 'hard' : `${percent} % of the picture`),
  limit: 'Only change here',
  limitHint: 'Only what you painted may change.',
  limitEmpty: 'Paint the part that may change.',
  corrected: 'The edit may act where the colour lies. Paint to let it in, erase to keep the photo.',
  none: 'No mask here: the edit may touch the whole picture. Paint the part that may change.',
  idle: 'Where the colour is weak the words do not act.',
  onlyWhere: (word: string) => `Only where “${word}” acts may anything change.`,
  painted: 'painted',
  everywhere: 'Change everywhere again',
} as const;

/** Names of what can be done to it, for buttons and for the list of keys. */
export const maskActionTexts = {
  'tool-select': 'Select a thing',
  'mask-brush': 'Brush',
  'mask-eraser': 'Eraser',
  'mask-rectangle': 'Rectangle',
  'mask-lasso': 'Lasso',
  'mask-smaller': 'Smaller brush',
  'mask-larger': 'Larger brush',
  'mask-invert': 'Invert the mask',
  'mask-save': 'Save the mask',
  'mask-open': 'Open a mask',
  'mask-clear': 'Clear the mask',
} as const;
