import type { EditSettings } from '../../protocol/edit-request.ts';
import type { Photo } from '../photo/photo.ts';
import type { AppState } from './app-state.ts';
import { resolveSettings } from './tuning-reducer.ts';

/** Everything the picture on screen should be made of. */
export interface RunInput {
  /** Equal keys ask for the same picture. */
  readonly key: string;
  readonly photo: Photo;
  readonly source: string;
  readonly target: string;
  readonly emphasis: Readonly<Record<number, number>>;
  readonly settings: EditSettings;
}

/** What to run for a state; null while a part of it is missing (pack, photo, one of the sentences). */
export function deriveRunInput({ pack, photo, prompts, tuning }: AppState): RunInput | null {
  const source = tidySpaces(prompts.source);
  const target = tidySpaces(prompts.target);
  if (pack.opened === null || photo === null || source === '' || target === '') return null;
  const settings = resolveSettings(pack.opened.defaults, tuning);
  const { emphasis } = prompts;
  const weights = Object.entries(emphasis).sort(([a], [b]) => Number(a) - Number(b));
  return {
    key: JSON.stringify([photo.id, photo.crop, source, target, weights, settings]),
    photo,
    source,
    target,
    emphasis,
    settings,
  };
}

function tidySpaces(sentence: string): string {
  return sentence.trim().replaceAll(/\s+/g, ' ');
}
