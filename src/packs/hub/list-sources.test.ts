import { expect, test } from 'vitest';
import { EngineFailure } from '../../protocol/errors.ts';
import type { HubResponse, HubTransport } from './hub-transport.ts';
import { listSources } from './list-sources.ts';

const ORIGIN = 'https://hub.test';

const COMMITS: Readonly<Record<string, string>> = { main: 'abc', onnx: 'def' };

/** A hub with one repository, which has a UNet and a licence. */
const transport: HubTransport = {
  get: async (url) => {
    const [, path = ''] = url.split('/api/models/');
    if (path.startsWith('some/model/revision/')) {
      return answer(200, { sha: COMMITS[path.slice('some/model/revision/'.length)], cardData: { license: 'mit' } });
    }
    if (path.startsWith('some/model/tree/')) {
      return answer(200, [{ type: 'file', path: 'unet/model.onnx', size: 5, oid: 'e'.repeat(40) }]);
    }
    return answer(404, {});
  },
};

function answer(status: number, body: unknown): HubResponse {
  return { status, header: () => null, json: async () => body, pieces: () => (async function* none() {})() };
}

test('files come from the repositories that are there, at their commits', async () => {
  const missing = { repository: 'no/model', isOptional: true };
  const { listed, files } = await listSources(transport, ORIGIN, [missing, { repository: 'some/model' }]);
  expect(listed.map(({ listing }) => listing)).toMatchObject([{ repository: 'some/model', license: 'mit' }]);
  expect(files).toMatchObject([{ path: 'unet/model.onnx', repository: 'some/model', commit: 'abc' }]);
});

test('a source is of its own revision, the others of the one that is asked for', async () => {
  const source = { repository: 'some/model', revision: 'onnx' };
  expect((await listSources(transport, ORIGIN, [source], 'main')).files).toMatchObject([{ commit: 'def' }]);
  expect((await listSources(transport, ORIGIN, [{ repository: 'some/model' }], 'onnx')).files).toMatchObject([
    { commit: 'def' },
  ]);
});

test('a repository that a pack cannot do without ends the listing', async () => {
  const failure = listSources(transport, ORIGIN, [{ repository: 'some/model' }, { repository: 'no/model' }]);
  await expect(failure).rejects.toThrow(EngineFailure);
  await expect(failure).rejects.toMatchObject({ error: { code: 'hub/not-found' } });
});
