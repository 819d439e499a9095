import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from '../../store/app-state.ts';
import { createEntry } from '../../store/testing/history-entry.ts';
import { writeReport } from './write-report.ts';

const host = {
  version: '0.1.0',
  browser: 'Chromium 140',
  cores: 8,
  isIsolated: true,
  adapter: { description: 'intel gen-12', hasFloat16: true, limits: { maxBufferSize: 268_435_456 } },
};
const entry = createEntry('1', 'my-secret-holiday', 'a purple elephant');
const state: AppState = {
  ...INITIAL_STATE,
  photo: entry.photo,
  prompts: entry.prompts,
  tuning: entry.tuning,
  run: {
    ...INITIAL_STATE.run,
    status: 'failed',
    result: entry.result,
    error: { code: 'pack/missing-file', parameters: { file: 'unet/model.onnx', name: 'my-secret-holiday.png' } },
  },
};

describe('writeReport', () => {
  it('names versions, device limits, settings and the last error', () => {
    const report = writeReport(state, host, false);
    for (const part of ['Renoir: 0.1.0', 'intel gen-12', '"maxBufferSize":268435456', '"seed":7']) {
      expect(report).toContain(part);
    }
    expect(report).toContain('Error: ["pack/missing-file",{"file":"unet/model.onnx"}]');
    expect(report).toContain('Rows: {"draft":0,"invert":8,"edit":8}');
  });

  it('says nothing of the photo but its size, and nothing of the words unless they are wanted', () => {
    const report = writeReport(state, host, false);
    expect(report).not.toContain('secret');
    expect(report).not.toContain('elephant');
    expect(writeReport(state, host, true)).toContain('a purple elephant');
  });

  it('works on the empty page', () => {
    expect(writeReport(INITIAL_STATE, { ...host, adapter: null }, true)).toContain('Adapter: none');
  });
});
