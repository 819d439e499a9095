import { useEffect, type RefObject } from 'react';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { takeDropped, type DroppedFolder } from '../../browser/pick-folder.ts';
import { texts } from '../../i18n/texts.ts';

/** Takes a folder dropped on an element. The window behind, where photos are dropped, does not see it. */
export function useFolderDrop(target: RefObject<HTMLElement | null>): void {
  const { packs } = useApp();
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const suppress = (event: DragEvent): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    const onDrop = (event: DragEvent): void => {
      suppress(event);
      const items = event.dataTransfer?.items;
      const folder = items === undefined ? undefined : takeDropped(items).folders[0];
      if (folder === undefined) toast.error(texts.packs.folderNone);
      else void add(folder);
    };
    const add = async ({ name, opening }: DroppedFolder): Promise<void> => {
      const picked = await opening;
      if (picked === null) toast.error(texts.packs.folderUnreadable(name));
      else await packs.addFolder(picked);
    };
    const silent = ['dragenter', 'dragover', 'dragleave'] as const;
    for (const type of silent) element.addEventListener(type, suppress);
    element.addEventListener('drop', onDrop);
    return () => {
      for (const type of silent) element.removeEventListener(type, suppress);
      element.removeEventListener('drop', onDrop);
    };
  }, [target, packs]);
}
