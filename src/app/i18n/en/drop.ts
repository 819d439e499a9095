export const dropTexts = {
  project: 'Drop to open the project',
  png: 'A picture that Renoir saved brings its words and settings.',
  batch: (count: number) => `Drop to edit ${count} photos with the same words`,
} as const;
