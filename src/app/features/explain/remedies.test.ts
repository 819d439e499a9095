import { describe, expect, it } from 'vitest';
import { INITIAL_STATE } from '../../store/app-state.ts';
import { REMEDIES } from './remedies.ts';

describe('REMEDIES', () => {
  it('shows the models for a photo that the model does not know, and keeps the photo', () => {
    const change = REMEDIES['unlike-model'](INITIAL_STATE);
    expect(change.packs?.isDialogOpen).toBe(true);
    expect(change).not.toHaveProperty('photo');
  });

  it('reaches Free in two presses from what is recommended, and stays there', () => {
    const freedoms: number[] = [];
    let state = INITIAL_STATE;
    for (let press = 0; press < 3; press++) {
      state = { ...state, ...REMEDIES['nothing-changed'](state) };
      freedoms.push(state.tuning.freedom);
    }
    expect(freedoms).toEqual([0.75, 1, 1]);
  });

  it('keeps what the words do not touch first, and is more faithful then', () => {
    const off = { ...INITIAL_STATE, tuning: { freedom: 0.5, overrides: { localBlend: false } } };
    const on = { ...off, ...REMEDIES['everything-changed'](off) };
    expect(on.tuning).toEqual({ freedom: 0.5, overrides: { localBlend: true } });
    expect(REMEDIES['everything-changed'](on).tuning?.freedom).toBe(0.25);
  });
});
