import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { parsePresets } from './preset.ts';
import { applyPreset, keepPreset, removePreset } from './presets.ts';

const state: AppState = {
  ...INITIAL_STATE,
  prompts: { source: 'a red ball', target: 'a Blue ball at night', emphasis: { 1: 1.6, 4: 0.5 } },
  tuning: { freedom: 0.8, overrides: { seed: 3, localBlend: false } },
};

describe('presets', () => {
  it('keep strength, protection and the emphasis of words, and set them in other sentences', () => {
    const kept = { ...state, ...keepPreset(state, ' Bold ') };
    expect(kept.presets).toEqual([
      { name: 'Bold', freedom: 0.8, localBlend: false, emphasis: { blue: 1.6, night: 0.5 } },
    ]);
    const other: AppState = {
      ...INITIAL_STATE,
      prompts: { source: 'a car', target: 'the blue car', emphasis: { 2: 1.2 } },
      tuning: { freedom: 0.5, overrides: { seed: 9 } },
    };
    const [preset] = kept.presets;
    expect(preset && applyPreset(other, preset)).toEqual({
      prompts: { source: 'a car', target: 'the blue car', emphasis: { 1: 1.6 } },
      tuning: { freedom: 0.8, overrides: { seed: 9, localBlend: false } },
    });
  });

  it('have each name once, and can be removed', () => {
    const once = { ...state, ...keepPreset(state, 'Bold') };
    const again = { ...once, ...keepPreset({ ...once, tuning: { freedom: 0.2, overrides: {} } }, 'Bold') };
    expect(again.presets.map(({ name, freedom }) => [name, freedom])).toEqual([['Bold', 0.2]]);
    expect(removePreset(again, 'Bold')).toEqual({ presets: [] });
  });

  it('come back from storage as they were, without what is none', () => {
    const { presets = [] } = keepPreset(state, 'Bold');
    const stored: unknown = JSON.parse(JSON.stringify([...presets, { name: 'x', freedom: 7 }, null, 3]));
    expect(parsePresets(stored)).toEqual(presets);
    expect(parsePresets({ name: 'x' })).toEqual([]);
  });
});
