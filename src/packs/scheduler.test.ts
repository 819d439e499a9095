import { describe, expect, test } from 'vitest';
import { CLEAN_LEVEL } from '../engine/diffusion/noise-schedule.ts';
import { readScheduler } from './scheduler.ts';
import { SAMPLINGS } from './samplings.ts';

const read = (config: Readonly<Record<string, unknown>>) => readScheduler(config, { timesteps: [] });

describe('a scheduler of diffusers', () => {
  test.each([
    ['LCMScheduler', {}, [999, 759, 499, 259]],
    ['EulerDiscreteScheduler', { timestep_spacing: 'trailing' }, [999, 749, 499, 249]],
    ['EulerAncestralDiscreteScheduler', { timestep_spacing: 'trailing' }, [999, 749, 499, 249]],
    ['PNDMScheduler', { steps_offset: 1, skip_prk_steps: true }, [751, 501, 251, 1]],
    ['DDIMScheduler', { steps_offset: 0 }, [750, 500, 250, 0]],
  ])('%s with %o visits its timesteps', (name, config, timesteps) => {
    expect(read({ _class_name: name, ...config }).timestepsFor(4)).toEqual(timesteps);
  });

  test.each([
    ['DDIMScheduler', false, 0.99915],
    ['PNDMScheduler', false, 0.99915],
    ['DDIMScheduler', true, 1],
    // Euler and LCM end at the clean latent whatever the field says.
    ['EulerDiscreteScheduler', false, 1],
    ['LCMScheduler', false, 1],
  ])('%s with set_alpha_to_one %s ends at alpha-bar %f', (name, setAlphaToOne, alphaBar) => {
    const { schedule } = read({ _class_name: name, set_alpha_to_one: setAlphaToOne });
    expect(schedule.alphaBarAt(CLEAN_LEVEL)).toBeCloseTo(alphaBar, 12);
  });

  test.each([
    { num_train_timesteps: -1000 },
    { num_train_timesteps: 1e300 },
    { num_train_timesteps: 12.5 },
    { beta_start: 0 },
    { beta_end: 1 },
    { beta_end: 0.1, beta_start: 0.5 },
    { original_inference_steps: 0 },
    { steps_offset: 999 },
    { steps_offset: 0.5 },
  ])('with %o has no schedule, and the field is named', (config) => {
    const [field = ''] = Object.keys(config);
    expect(() => read(config)).toThrow(field);
    expect(() => read(config)).toThrow('pack/unsupported');
  });

  test.each(['beta_schedule', 'prediction_type'])('with an object as %s is refused', (field) => {
    expect(() => read({ [field]: { toString: null } })).toThrow('{\\\"toString\\\":null}');
  });

  test('predicts the noise unless it says velocity', () => {
    expect(read({}).prediction).toBe('epsilon');
    expect(read({ prediction_type: 'v_prediction' }).prediction).toBe('v_prediction');
  });
});

test('at the recommended number of steps the timesteps are the pack’s own', () => {
  const scheduler = readScheduler(SAMPLINGS.turbo.usualScheduler, { timesteps: [900, 400] });
  expect(scheduler.timestepsFor(2)).toEqual([900, 400]);
  expect(scheduler.timestepsFor(1)).toEqual([999]);
});
