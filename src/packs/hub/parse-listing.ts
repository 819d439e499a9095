import { isSafePath } from '../safe-path.ts';

/** What the content of a file must hash to. A hub gives SHA-256 of large files and git's own name of the others. */
export type Checksum =
  | { readonly kind: 'sha256'; readonly hex: string }
  /** SHA-1 of `blob <size>\0` and the content. */
  | { readonly kind: 'git-blob'; readonly hex: string };

export interface HubFile {
  /** Relative to the repository, '/' between names. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly checksum: Checksum;
}

const HEX = /^[\da-f]+$/;

/**
 * The files of one page of a hub's tree listing; folders, entries without size, name or checksum, and paths that would lead out of the
 * repository are left out. Null for anything but a listing.
 */
export function parseListing(page: unknown): readonly HubFile[] | null {
  if (!Array.isArray(page)) return null;
  return page.flatMap((entry: unknown) => parseEntry(entry) ?? []);
}

function parseEntry(entry: unknown): HubFile | null {
  if (!isRecord(entry) || entry['type'] !== 'file') return null;
  const { path, size, oid, lfs } = entry;
  if (!isSafePath(path)) return null;
  if (isRecord(lfs)) {
    const { oid: sha256, size: sizeBytes } = lfs;
    const hex = typeof sha256 === 'string' ? sha256.replace(/^sha256:/, '') : '';
    return HEX.test(hex) && isSize(sizeBytes) ? { path, sizeBytes, checksum: { kind: 'sha256', hex } } : null;
  }
  if (typeof oid !== 'string' || !HEX.test(oid) || !isSize(size)) return null;
  return { path, sizeBytes: size, checksum: { kind: 'git-blob', hex: oid } };
}

/** The address of the next page in a `Link` header (RFC 8288); null on the last page. */
export function parseNextLink(link: string | null): string | null {
  return /<(?<url>[^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.groups?.['url'] ?? null;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
