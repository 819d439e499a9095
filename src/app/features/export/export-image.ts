import { toast } from 'sonner';
import { en } from '../../i18n/en.ts';
import { sayError } from '../../i18n/say-error.ts';
import { encodePng } from '../../photo/encode-png.ts';
import type { AppStore } from '../../store/app-store.ts';
import { commitCurrentEdit } from '../history/commit-current-edit.ts';
import { nameEdit } from '../prompts/name-edit.ts';
import { nameExport } from './name-export.ts';

/** Saves the edited picture as a PNG file. */
export async function downloadEdit(store: AppStore): Promise<void> {
  store.setState(commitCurrentEdit);
  const { photo, run, prompts } = store.getState();
  if (photo === null || run.result === null) return;
  try {
    const name = nameExport(photo.name, nameEdit(prompts));
    const url = URL.createObjectURL(await encodePng(run.result.image));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    // The download has taken its own hold of the blob once the click is handled.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    toast.success(en.export.saved(name));
  } catch {
    toast.error(sayError({ code: 'export/failed' }));
  }
}

/** Puts the edited picture into the clipboard as a PNG. */
export async function copyEdit(store: AppStore): Promise<void> {
  store.setState(commitCurrentEdit);
  const { result } = store.getState().run;
  if (result === null) return;
  if (typeof ClipboardItem === 'undefined') {
    toast.error(sayError({ code: 'clipboard/unsupported' }));
    return;
  }
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': encodePng(result.image) })]);
    toast.success(en.export.copied);
  } catch {
    toast.error(sayError({ code: 'clipboard/denied' }));
  }
}
