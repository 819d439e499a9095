export const installTexts = {
  ready: 'Ready to work offline.',
  update: 'Update available. Your photo and your edits come back after a reload.',
  reload: 'Reload',
} as const;
