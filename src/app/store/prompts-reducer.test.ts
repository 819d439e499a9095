import { describe, expect, it } from 'vitest';
import { describePhoto, EMPTY_PROMPTS, emphasise, replaceWord, retarget } from './prompts-reducer.ts';

describe('prompts', () => {
  it('let the target follow the source until the target is edited', () => {
    let prompts = describePhoto(EMPTY_PROMPTS, 'a red ball');
    expect(prompts.target).toBe('a red ball');
    prompts = retarget(prompts, 'a blue ball');
    prompts = describePhoto(prompts, 'one red ball');
    expect(prompts).toMatchObject({ source: 'one red ball', target: 'a blue ball' });
  });

  it('keep the emphasis with its word', () => {
    const prompts = emphasise({ source: 'a red ball', target: 'a blue ball', emphasis: {} }, 1, 1.5);
    expect(retarget(prompts, 'a big blue ball').emphasis).toEqual({ 2: 1.5 });
  });

  it('drop an emphasis that is neutral again', () => {
    const prompts = emphasise({ source: 'a', target: 'a b', emphasis: { 0: 0.5, 1: 1.5 } }, 1, 1);
    expect(prompts.emphasis).toEqual({ 0: 0.5 });
  });

  it('replace whole words only', () => {
    expect(replaceWord('a Purpel ball, purpel purpelish', 'purpel', 'purple')).toBe('a purple ball, purple purpelish');
  });
});
