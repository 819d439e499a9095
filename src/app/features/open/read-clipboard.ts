import type { AppErrorCode } from '../../store/app-error-code.ts';

export type ClipboardImage =
  | { readonly ok: true; readonly file: Blob; readonly name: string }
  | { readonly ok: false; readonly code: AppErrorCode };

const PASTED_NAME = 'pasted.png';

/** Asks the browser for the image in the clipboard (the Paste button). */
export async function readClipboard(clipboard: Clipboard | undefined): Promise<ClipboardImage> {
  if (clipboard?.read === undefined) return { ok: false, code: 'clipboard/denied' };
  try {
    for (const item of await clipboard.read()) {
      const type = item.types.find((candidate) => candidate.startsWith('image/'));
      if (type !== undefined) return { ok: true, file: await item.getType(type), name: PASTED_NAME };
    }
    return { ok: false, code: 'clipboard/empty' };
  } catch (error) {
    const isDenied = error instanceof DOMException && error.name === 'NotAllowedError';
    return { ok: false, code: isDenied ? 'clipboard/denied' : 'clipboard/empty' };
  }
}

/** The image that a paste event carries; null if it carries none. */
export function readPasteEvent(data: DataTransfer | null): { readonly file: File; readonly name: string } | null {
  const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? data?.files[0];
  return file === undefined ? null : { file, name: file.name === '' ? PASTED_NAME : file.name };
}
