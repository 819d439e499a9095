import type { InversionId } from '../../../protocol/inversions.ts';

/** What sets a method apart; nothing for one that its name says enough of. */
const METHOD_HINTS: Readonly<Partial<Record<InversionId, string>>> = {
  rnri: 'A Newton step an iteration, as published: two rows each, and one for the last point.',
  'rnri-released': 'The sign step of the authors’ program: made for two of four steps.',
  aidi: 'Each guess is the mean of the last two: steadier, and slower.',
  'gradient-secant': 'Descends the gradient with a secant step: close, for more rows.',
  anderson: 'Mixes the last guesses: the closest for its rows.',
  'fixed-point': 'Puts each guess in again: simple, and nearly as close.',
  ddim: 'Takes the noise of the step before: fastest, least faithful.',
};

/** What each setting of an edit does, for those who turn it. */
export const advancedTexts = {
  title: 'Control',
  editor: 'Way to edit',
  methods: METHOD_HINTS,
  steps: 'More steps read and paint more finely, and take longer in proportion.',
  iterations: 'More iterations read each step more closely.',
  seed: 'The seed of fresh noise: of drafts, of what is removed or exchanged, and of versions.',
  automatic: 'Choose control from the words',
  automaticHint: 'A colour, a thing, a ground and a time of day want different control.',
  cross: 'Layout from the photo',
  crossHint: 'Steps in which words look where the photo’s words did. More keeps the layout, less lets shapes change.',
  self: 'Structure from the photo',
  selfHint: 'Steps in which the picture is composed as the photo is. More keeps poses and outlines.',
  sourceGuidance: 'Guidance while reading',
  sourceGuidanceHint: 'How closely the photo is taken by its words. Another value reads the photo anew.',
  targetGuidance: 'Guidance while editing',
  targetGuidanceHint: 'How strongly the new words are followed: too much turns harsh.',
  part: (percent: number) => `${percent} %`,
  scale: (value: number) => value.toFixed(1),
  recommended: 'Back to recommended',
} as const;
