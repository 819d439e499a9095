import { readFile } from 'node:fs/promises';
import { CommandFailure } from '../../support/command-failure.ts';
import { findFile } from './options.ts';
import { decodeMask } from './decode-mask.ts';

/** The kinds of PIE-Bench's edits, by their ids. */
export const PIE_TYPES: Readonly<Record<string, string>> = {
  '0': 'random',
  '1': 'change object',
  '2': 'add object',
  '3': 'delete object',
  '4': 'change content',
  '5': 'change pose',
  '6': 'change colour',
  '7': 'change material',
  '8': 'change background',
  '9': 'change style',
};

export interface PieEntry {
  readonly id: string;
  /** Where its picture is. */
  readonly file: string;
  /** Without the brackets around what differs. */
  readonly source: string;
  readonly target: string;
  readonly instruction: string;
  readonly type: string;
  /** 1 where the picture is edited, [512 x 512]. */
  readonly mask: Float32Array;
}

/** Reads `mapping_file.json` of PIE-Bench. Throws `CommandFailure` where that is missing, or an entry of it is none. */
export async function readPie(folder: string): Promise<readonly PieEntry[]> {
  const file = findFile(folder, ['mapping_file.json']);
  const mapping: unknown = JSON.parse(await readFile(file, 'utf8'));
  return Object.entries({ ...Object(mapping) }).map(([id, entry]) => {
    const fields: Readonly<Record<string, unknown>> = { ...Object(entry) };
    const text = (name: string): string => {
      const value = fields[name];
      if (typeof value === 'string') return value;
      throw new CommandFailure(`${file}: ${id} has no ${name}.`);
    };
    const path = text('image_path');
    return {
      id,
      file: findFile(folder, [`annotation_images/${path}`, path]),
      source: withoutBrackets(text('original_prompt')),
      target: withoutBrackets(text('editing_prompt')),
      instruction: text('editing_instruction'),
      type: String(fields['editing_type_id']),
      mask: decodeMask(fields['mask']),
    };
  });
}

function withoutBrackets(prompt: string): string {
  return prompt.replaceAll(/[[\]]/g, '').trim();
}
