import { listWords } from '../../words/unknown-words.ts';
import { partOf } from '../photo/photo.ts';
import type { AppState } from './app-state.ts';
import type { RunInput } from './run-machine.ts';
import { isPainted, type PaintedMask } from './painted-mask.ts';
import { resolveSettings } from './tuning-reducer.ts';
import { applyVersion } from './version.ts';

type Parts = Pick<AppState, 'photo' | 'prompts' | 'tuning'> & Pick<AppState['pack'], 'opened'>;

/** The last answer for each pair of sentences: many views ask at every change, and few changes bear on it. */
const INPUTS = new WeakMap<AppState['prompts'], Parts & { readonly input: RunInput | null }>();

/** What to run for a state; null while a part of it is missing (pack, photo, one of the sentences). */
export function deriveRunInput({ pack: { opened }, photo, prompts, tuning }: AppState): RunInput | null {
  const known = INPUTS.get(prompts);
  if (known?.opened === opened && known.photo === photo && known.tuning === tuning) return known.input;
  const input = composeInput({ opened, photo, prompts, tuning });
  INPUTS.set(prompts, { opened, photo, prompts, tuning, input });
  return input;
}

function composeInput({ opened, photo, prompts, tuning }: Parts): RunInput | null {
  const source = tidySpaces(prompts.source);
  const target = tidySpaces(prompts.target);
  if (opened === null || photo === null || source === '' || target === '') return null;
  const { width, height } = opened.manifest.image;
  // A photo that was cut for another pack is cut anew first.
  if (photo.pixels.width !== width || photo.pixels.height !== height) return null;
  const settings = applyVersion(resolveSettings(opened.defaults, tuning), tuning.version, target);
  const { removal } = tuning;
  const painted = removal?.target === target ? removal.mask : tuning.mask;
  const mask = painted !== undefined && isPainted(painted) ? painted : null;
  const { emphasis } = prompts;
  const weights = Object.entries(emphasis).sort(([a], [b]) => Number(a) - Number(b));
  return {
    key: describeInput([photo.id, partOf(photo), source, target, weights, settings], mask),
    photo,
    source,
    target,
    emphasis,
    settings,
    mask,
    isHalfTyped: hasHalfWord(source, target, opened.manifest.vocabulary.words),
    recipe: { prompts, tuning },
  };
}

/** Whether a word that is new in the target is the beginning of one that the pack knows. */
function hasHalfWord(source: string, target: string, known: readonly string[]): boolean {
  const before = listWords(source);
  return [...listWords(target)].some(
    (word) => !before.has(word) && !known.includes(word) && known.some((whole) => whole.startsWith(word)),
  );
}

const MASK_KEYS = new WeakMap<PaintedMask, string>();

/** Without a mask the key is what it was before there were masks. A mask is described once: keys are asked for at every change. */
function describeInput(input: readonly unknown[], mask: PaintedMask | null): string {
  const key = JSON.stringify(input);
  if (mask === null) return key;
  const known = MASK_KEYS.get(mask) ?? JSON.stringify(mask);
  MASK_KEYS.set(mask, known);
  return `${key} ${known}`;
}

function tidySpaces(sentence: string): string {
  return sentence.trim().replaceAll(/\s+/g, ' ');
}
