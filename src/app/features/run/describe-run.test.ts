import { expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from '../../store/app-state.ts';
import { createEntry } from '../../store/testing/history-entry.ts';
import { describeRun } from './describe-run.ts';

/** A finished edit, as deriveMainPhase sees one whose words were taken away. */
function finished(change: Partial<AppState['run']['result'] & object>): AppState {
  const { photo, result } = createEntry('1', 'beach');
  const run = { ...INITIAL_STATE.run, result: { ...result, ...change } };
  return {
    ...INITIAL_STATE,
    photo,
    prompts: { source: 'a red ball', target: '', emphasis: {} },
    run,
    view: { ...INITIAL_STATE.view, screen: 'edit' },
  };
}

it('says of a finished edit how long it took, and nothing of the machine', () => {
  expect(describeRun(finished({ rows: { draft: 0, invert: 8, edit: 8 } }))).toBe('Done in 2 s');
  expect(describeRun(finished({}), true)).toBe('Took 2 s');
});
