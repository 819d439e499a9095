import { useEffect, type RefObject } from 'react';
import { useApp } from '../../app-context.ts';
import { readDroppedFolder } from '../../browser/pick-folder.ts';

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
      if (items === undefined) return;
      void readDroppedFolder(items).then((picked) => (picked === null ? undefined : packs.addFolder(picked)));
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
