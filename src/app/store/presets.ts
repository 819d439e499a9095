import { splitSentence } from '../../words/normalise-word.ts';
import type { AppState } from './app-state.ts';
import type { Preset } from './preset.ts';
import { emphasise } from './prompts-reducer.ts';
import { usesLocalBlend } from './tuning-reducer.ts';

const MAX_PRESETS = 50;
const MAX_NAME = 60;

/** Keeps the settings on screen; those that had the name before are replaced. */
export function keepPreset({ presets, prompts, tuning, pack }: AppState, name: string): Partial<AppState> {
  const words = wordsOf(prompts.target);
  const preset: Preset = {
    name: name.trim().slice(0, MAX_NAME),
    freedom: tuning.freedom,
    localBlend: usesLocalBlend(pack.opened?.defaults, tuning),
    emphasis: Object.fromEntries(
      Object.entries(prompts.emphasis).flatMap(([index, value]) => {
        const word = words[Number(index)];
        return word === undefined ? [] : [[word, value]];
      }),
    ),
  };
  const others = presets.filter((other) => other.name !== preset.name);
  return { presets: [...others, preset].slice(-MAX_PRESETS) };
}

/** Sets strength and protection, and the emphasis of every word of the target: those that the preset does not name are neutral. */
export function applyPreset({ prompts, tuning }: AppState, preset: Preset): Partial<AppState> {
  const neutral = { ...prompts, emphasis: {} };
  const { freedom, localBlend, emphasis } = preset;
  return {
    prompts: wordsOf(prompts.target).reduce(
      (emphasised, word, index) => emphasise(emphasised, index, emphasis[word] ?? 1),
      neutral,
    ),
    tuning: { ...tuning, freedom, overrides: { ...tuning.overrides, localBlend } },
  };
}

export function removePreset({ presets }: AppState, name: string): Partial<AppState> {
  return { presets: presets.filter((preset) => preset.name !== name) };
}

function wordsOf(sentence: string): readonly string[] {
  return splitSentence(sentence).map((word) => word.toLowerCase());
}
