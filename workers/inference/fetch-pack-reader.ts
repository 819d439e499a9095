import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';

/**
 * Reads the files of a pack under a URL; `onProgress` is told how many of the files asked for so far have arrived. A server that
 * answers an unknown path with its HTML page (as single-page apps do) has no such file. Opened files are Blobs, which the
 * browser keeps on disk when they are large.
 */
export function createFetchPackReader(
  baseUrl: string,
  onProgress: (arrived: number, asked: number) => void,
): PackReader {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`, self.location.href);
  const opened = new Map<string, Promise<Blob>>();
  let asked = 0;
  let arrived = 0;

  async function load<T>(path: string, take: (response: Response) => Promise<T>): Promise<T> {
    asked++;
    const response = await fetch(new URL(path, base)).catch((error: unknown) => {
      throw new EngineFailure('pack/missing-file', { file: path }, { cause: error });
    });
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (!response.ok || isPage) throw new EngineFailure('pack/missing-file', { file: path, status: response.status });
    const content = await take(response);
    arrived++;
    onProgress(arrived, asked);
    return content;
  }

  function loadBlob(path: string): Promise<Blob> {
    const known = opened.get(path);
    if (known !== undefined) return known;
    const blob = load(path, (response) => response.blob());
    opened.set(path, blob);
    // A file that could not be fetched is asked for again.
    blob.catch(() => opened.delete(path));
    return blob;
  }

  return {
    read: (path) => load(path, async (response) => new Uint8Array(await response.arrayBuffer())),
    async open(path) {
      const blob = await loadBlob(path);
      return {
        size: blob.size,
        data: async () => blob,
        read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
      };
    },
  };
}
