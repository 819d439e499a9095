import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PackReader } from '../../src/runtime/pack-reader.ts';

/**
 * Reads the files of a pack under a URL; `onProgress` hears how many of the files asked for so far have arrived. A server that
 * answers an unknown path with its HTML page (as single-page apps do) has no such file.
 */
export function createFetchPackReader(
  baseUrl: string,
  onProgress: (arrived: number, asked: number) => void,
): PackReader {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`, self.location.href);
  let asked = 0;
  let arrived = 0;
  return {
    async read(path) {
      asked++;
      const response = await fetch(new URL(path, base)).catch((error: unknown) => {
        throw new EngineFailure('pack/missing-file', { file: path }, { cause: error });
      });
      const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
      if (!response.ok || isPage) throw new EngineFailure('pack/missing-file', { file: path, status: response.status });
      const bytes = new Uint8Array(await response.arrayBuffer());
      arrived++;
      onProgress(arrived, asked);
      return bytes;
    },
  };
}
