export const reportTexts = {
  title: 'Report',
  lead: 'For a question or a fault: copy this and put it into your message. Nothing is sent from here, and no photo is in it.',
  words: 'Include the words',
  copy: 'Copy report',
  copied: 'Copied the report.',
} as const;
