/**
 * Which build a tab or a thread is of. A service worker serves tabs of several builds for a while, and is ended and started by the browser
 * at will: notes are kept in a cache of their own.
 */
const NOTES = 'renoir-clients';

/** @param scope address of the folder of the page */
export interface ClientVersions {
  /** Null if nothing is known of the client. */
  read(id: string): Promise<string | null>;
  note(id: string, version: string): Promise<void>;
  /** Forgets all clients but these. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
}

export function openClientVersions(scope: string): ClientVersions {
  const folder = new URL('clients/', scope).href;
  const opening = (): Promise<Cache> => caches.open(NOTES);
  return {
    async read(id) {
      const note = await (await opening()).match(folder + id);
      return note === undefined ? null : note.text();
    },
    async note(id, version) {
      await (await opening()).put(folder + id, new Response(version));
    },
    async keepOnly(ids) {
      const cache = await opening();
      const notes = await cache.keys();
      await Promise.all(
        notes.filter(({ url }) => !ids.has(url.slice(folder.length))).map((note) => cache.delete(note)),
      );
    },
  };
}
