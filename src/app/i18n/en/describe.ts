/** What is said around the model that puts the photo into words. */
export const describeTexts = {
  start: 'Describe it for me',
  offer: (size: string) =>
    `A small model can put the photo into words. It comes from huggingface.co once (${size}) and stays in this browser. The photo goes nowhere.`,
  license: (name: string, license: string) => `${name}, ${license} licence`,
  get: 'Get it and describe',
  fetching: (loaded: string, total: string) => `Fetching the words model: ${loaded} of ${total}`,
  reading: 'Looking at the photo…',
  failed: 'That did not work. Check the connection, or type a few words yourself.',
  retry: 'Try again',
} as const;
