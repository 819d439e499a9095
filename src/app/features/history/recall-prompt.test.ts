import { describe, expect, it } from 'vitest';
import { recallPrompt } from './recall-prompt.ts';

const entries = ['a blue ball', 'a green ball', 'a blue ball', 'a cube'].map((target) => ({
  prompts: { source: 'a red ball', target, emphasis: {} },
}));

describe('recallPrompt', () => {
  it('goes back from the newest sentence, each once, and stays at the oldest', () => {
    let recall = recallPrompt(null, entries, 'a red', 1);
    const shown = [recall.shown];
    for (let i = 0; i < 3; i++) {
      recall = recallPrompt(recall, entries, recall.shown, 1);
      shown.push(recall.shown);
    }
    expect(shown).toEqual(['a cube', 'a blue ball', 'a green ball', 'a green ball']);
  });

  it('comes back to what was being written', () => {
    const back = recallPrompt(null, entries, 'a red', 1);
    expect(recallPrompt(back, entries, back.shown, -1).shown).toBe('a red');
  });

  it('begins anew once the sentence was changed', () => {
    const back = recallPrompt(null, entries, 'a red', 1);
    const anew = recallPrompt(back, entries, 'a cube with snow', 1);
    expect(anew).toEqual({ typed: 'a cube with snow', depth: 1, shown: 'a cube' });
  });

  it('keeps what is typed where there is no history', () => {
    expect(recallPrompt(null, [], 'a red', 1).shown).toBe('a red');
  });
});
