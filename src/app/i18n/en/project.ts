import { formatBytes } from '../format.ts';

type Parameters = Readonly<Record<string, string | number>>;

export const projectErrors = {
  'project/broken': ({ name }: Parameters) =>
    `“${name ?? 'This file'}” is no Renoir project, or it is damaged. Try another copy of it.`,
  'project/newer': ({ name }: Parameters) =>
    `“${name ?? 'This project'}” was saved by a newer Renoir. Reload this page to get the newest, then open it again.`,
} as const;

export const projectTexts = {
  saved: (name: string, bytes: number) =>
    `Saved ${name}, ${formatBytes(bytes)}, with photo, words, settings and history.`,
  opened: (name: string, edits: number) =>
    edits === 0 ? `Opened ${name}.` : `Opened ${name} with ${edits === 1 ? 'one edit' : `${edits} edits`}.`,
  recipeApplied: (name: string, photo: string) =>
    `Took words and settings from ${name}. They act on ${photo}, which is open.`,
  recipeWithoutPhoto: (name: string, photo: string) =>
    `Took words and settings from ${name}. The original${photo === '' ? '' : `, ${photo},`} is not in it, so the picture itself is the photo now: open the original first to edit that.`,
  linkCopied: 'Copied a link with these words and settings. The photo is not in it.',
  sampleLinkCopied: 'Copied a link that opens this sample with these words and settings.',
  linked: 'This link brings an edit. Open a photo, and it follows these words:',
  newerLink: 'This link was made by a newer Renoir. Reload this page to get the newest, then follow the link again.',
  otherPack: (made: string, here: string) =>
    `This link was made with the model “${made}”. Here it is ${here}, so the picture may differ.`,
} as const;
