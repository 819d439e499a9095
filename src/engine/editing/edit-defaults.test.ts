import { describe, expect, it } from 'vitest';
import { chooseControl, DEFAULT_TUNING, defaultEditSettings } from './edit-defaults.ts';
import { SETTINGS } from '../stages/testing/tabletop.ts';

describe('chooseControl', () => {
  it('is what the kind of the edit wants until a freedom is asked for', () => {
    expect(chooseControl(SETTINGS, 'colour', DEFAULT_TUNING)).toEqual(DEFAULT_TUNING.control.colour);
    expect(chooseControl({ ...SETTINGS, freedom: 0.5 }, 'time', DEFAULT_TUNING)).toEqual(DEFAULT_TUNING.control.time);
  });

  it.each(['colour', 'object', 'surface', 'time'] as const)(
    'controls a change of %s in every step at Faithful, in none at Free, and less and less between',
    (kind) => {
      const controls = [0, 0.25, 0.5, 0.75, 1].map((freedom) =>
        chooseControl({ ...SETTINGS, freedom }, kind, DEFAULT_TUNING),
      );
      expect(controls.at(0)).toMatchObject({ crossReplace: 1, selfReplace: 1 });
      expect(controls.at(-1)).toMatchObject({ crossReplace: 0, selfReplace: 0 });
      for (const part of ['crossReplace', 'selfReplace'] as const) {
        const fractions = controls.map((control) => control[part]);
        expect(fractions).toEqual(fractions.toSorted((a, b) => b - a));
      }
    },
  );

  it('spreads what the settings say where they leave nothing to the kind', () => {
    const settings = { ...SETTINGS, automatic: false, crossReplace: 0.8, selfReplace: 0.4, freedom: 0.75 };
    expect(chooseControl(settings, 'object', DEFAULT_TUNING)).toMatchObject({ crossReplace: 0.4, selfReplace: 0.2 });
  });

  it('keeps nothing where that is switched off, and only what the kind allows otherwise', () => {
    const off = { ...SETTINGS, localBlend: false };
    expect(chooseControl(off, 'colour', DEFAULT_TUNING).localBlend).toBe(false);
    expect(chooseControl(SETTINGS, 'time', DEFAULT_TUNING).localBlend).toBe(false);
    expect(chooseControl({ ...SETTINGS, automatic: false }, 'time', DEFAULT_TUNING).localBlend).toBe(true);
  });
});

it('the defaults name no editor, so that keys of runs and stored settings stay what they were before there were several', () => {
  const recommended = { steps: 4, timesteps: [], guidance: 1, editGuidance: 1.5 };
  expect(defaultEditSettings({ recommended })).not.toHaveProperty('editor');
});
