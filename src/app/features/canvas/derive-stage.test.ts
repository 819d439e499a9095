import { describe, expect, it } from 'vitest';
import { deriveStage, type StageFacts } from './derive-stage.ts';

const IDLE_RUN = {
  hasResult: true,
  hasLast: false,
  hasWordMaps: true,
  isRunning: false,
  hasPreview: false,
  isLocated: false,
  isDraft: false,
};
const FACTS: StageFacts = {
  mode: 'slider',
  isHoldingOriginal: false,
  run: IDLE_RUN,
  tool: 'hand',
  isGrabbing: false,
  percent: 50,
  isSharp: true,
  isSourceWord: false,
};

describe('what is drawn of the picture', () => {
  it.each([
    [{ mode: 'slider' }, 'slide'],
    [{ mode: 'side-by-side' }, 'pan'],
    [{ mode: 'difference' }, 'pan'],
    [{ tool: 'brush' }, 'paint'],
    [{ mode: 'words', tool: 'eraser' }, 'paint'],
    [{ tool: 'brush', isGrabbing: true }, 'pan'],
    [{ mode: 'words' }, 'point'],
    [{ mode: 'words', run: { ...IDLE_RUN, hasWordMaps: false } }, 'pan'],
    [{ tool: 'crop' }, 'pan'],
    [{ isHoldingOriginal: true }, 'slide'],
  ] as const)('%j is for the tool %s', (facts, tool) => {
    expect(deriveStage({ ...FACTS, ...facts }).tool).toBe(tool);
  });

  it.each([
    [{}, ['edited', 'before', 'after', 'hold']],
    [{ percent: 16 }, ['edited', 'after', 'hold']],
    [{ percent: 86 }, ['edited', 'before', 'hold']],
    [{ isHoldingOriginal: true }, ['edited', 'before', 'hold']],
    [{ isSharp: false }, ['edited', 'preview', 'before', 'after', 'hold']],
    [{ tool: 'crop' }, ['edited']],
    [{ mode: 'side-by-side' }, ['edited', 'before', 'after', 'hold']],
    [{ mode: 'difference' }, ['edited', 'border', 'hold']],
    [{ tool: 'brush' }, ['edited', 'border']],
    [{ mode: 'side-by-side', tool: 'brush' }, ['edited', 'border', 'before', 'after']],
    [{ mode: 'words' }, ['edited', 'hold']],
    [{ mode: 'words', isSourceWord: true }, ['hold']],
    [{ run: { ...IDLE_RUN, hasResult: false } }, ['border']],
    [
      { run: { ...IDLE_RUN, hasResult: false, hasLast: true, isRunning: true } },
      ['edited', 'border', 'before', 'after', 'hold'],
    ],
    [{ run: { ...IDLE_RUN, isRunning: true } }, ['edited', 'border', 'before', 'after', 'hold']],
    [{ run: { ...IDLE_RUN, hasResult: false, isRunning: true, isLocated: true } }, ['shimmer', 'border']],
    [{ run: { ...IDLE_RUN, isLocated: true } }, ['edited', 'before', 'after', 'hold']],
    [
      { percent: 50, run: { ...IDLE_RUN, isRunning: true, isLocated: true, hasPreview: true } },
      ['edited', 'preview', 'border', 'before', 'after', 'hold'],
    ],
    [
      { percent: 90, run: { ...IDLE_RUN, isRunning: true, hasPreview: true, isDraft: true } },
      ['edited', 'preview', 'border', 'before', 'after', 'hold'],
    ],
  ] as const)('%j shows %j', (facts, shown) => {
    const { shows } = deriveStage({ ...FACTS, ...facts });
    expect(Object.entries(shows).flatMap(([name, isShown]) => (isShown ? [name] : []))).toEqual(shown);
  });
});
