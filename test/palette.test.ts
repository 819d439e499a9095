import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ACTS_RGB } from '../src/app/mask/acts-colour.ts';

const APP = fileURLToPath(new URL('../src/app/', import.meta.url));
const sheets = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.css'))
  .toSorted()
  .map((name) => ({ name, text: readFileSync(`${APP}${name}`, 'utf8') }));

/** What somebody changed: words that came, a slider that was moved, paint. */
const CHANGED_BY_YOU = [
  'features/canvas/RadioBar.module.css',
  'features/prompts/TargetField.module.css',
  'features/prompts/WordChips.module.css',
  'ui/DiffText.module.css',
  'ui/Slider.module.css',
];

it('rust says that the user changed something, and nothing else', () => {
  expect(sheets.filter(({ text }) => text.includes('var(--accent')).map(({ name }) => name)).toEqual(CHANGED_BY_YOU);
});

it('a warning has a hue of its own', () => {
  const tokens = sheets.find(({ name }) => name === 'ui/tokens.css')?.text ?? '';
  const valueOf = (token: string): string | undefined => new RegExp(`${token}: (.+);`).exec(tokens)?.[1];
  expect(valueOf('--warn')).toBeDefined();
  expect(valueOf('--warn')).not.toBe(valueOf('--accent'));
  expect(sheets.find(({ name }) => name === 'ui/Notice.module.css')?.text).toContain('var(--warn');
});

it('where words act has one hue, in the picture and beside it', () => {
  const tokens = sheets.find(({ name }) => name === 'ui/tokens.css')?.text ?? '';
  expect(tokens).toContain(`--acts: rgb(${ACTS_RGB.join(' ')});`);
});

it('colours are named: beside the tokens there are greys alone', () => {
  const coloured = sheets
    .filter(({ name }) => name !== 'ui/tokens.css')
    .flatMap(({ name, text }) => [...text.matchAll(/rgb\((\d+) (\d+) (\d+)/g)].map((match) => [name, match] as const))
    .filter(([, [, ...channels]]) => {
      const levels = channels.map(Number);
      return Math.max(...levels) - Math.min(...levels) > 16;
    });
  expect(coloured.map(([name, [colour]]) => `${name}: ${colour}`)).toEqual([]);
});
