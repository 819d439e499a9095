import { expect, test } from 'vitest';
import { FAMILIES, recogniseFamily, type FamilyId } from './families.ts';
import type { FamilyClues } from './family.ts';

const PLAIN = ['sample', 'timestep', 'encoder_hidden_states'];

/** The least that a folder of each family shows. */
const CLUES = {
  'stable-diffusion': [
    { unetInputs: PLAIN, textWidth: undefined },
    { unetInputs: PLAIN, textWidth: 768 },
  ],
  'stable-diffusion-2': [{ unetInputs: PLAIN, textWidth: 1024 }],
  'stable-diffusion-xl': [
    { unetInputs: [...PLAIN, 'text_embeds', 'time_ids'], textWidth: undefined },
    { unetInputs: [...PLAIN, 'pooled_prompt_embeds'], textWidth: 1024 },
    { unetInputs: [...PLAIN, 'added_cond_kwargs.text_embeds'], textWidth: 2048 },
  ],
} as const satisfies Record<FamilyId, readonly FamilyClues[]>;

test.each(Object.entries(CLUES))('%s is recognised', (id, clues) => {
  for (const clue of clues) expect(recogniseFamily(clue)).toBe(id);
});

test('every family has a title of its own, and a text encoder', () => {
  const families = Object.values(FAMILIES);
  expect(new Set(families.map(({ title }) => title)).size).toBe(families.length);
  for (const { textEncoders } of families) expect(textEncoders.length).toBeGreaterThan(0);
});

test('the last family takes every folder, so that none is left over', () => {
  expect(Object.values(FAMILIES).at(-1)?.recognises({ unetInputs: [], textWidth: undefined })).toBe(true);
});
