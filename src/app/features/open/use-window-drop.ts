import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { sayError } from '../../i18n/say-error.ts';
import { beginBatch } from '../../store/batch-reducer.ts';
import type { HeldFiles } from './name-drop.ts';
import { openFile } from './open-file.ts';

/** Takes files dropped anywhere in the window; says what is held over it, null for nothing. */
export function useWindowDrop(): HeldFiles | null {
  const context = useApp();
  const [held, setHeld] = useState<HeldFiles | null>(null);

  useEffect(() => {
    // Every element under the pointer sends its own enter and leave.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      const files = readHeld(event);
      if (files === null) return;
      event.preventDefault();
      depth += 1;
      setHeld(files);
    };
    const onOver = (event: DragEvent): void => {
      if (readHeld(event) !== null) event.preventDefault();
    };
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setHeld(null);
    };
    const onDrop = (event: DragEvent): void => {
      depth = 0;
      setHeld(null);
      // A dialog may have taken it.
      if (event.defaultPrevented || readHeld(event) === null) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined) toast.error(sayError({ code: 'photo/not-an-image' }));
      else if (files.length > 1) context.store.setState({ batch: beginBatch(files) });
      else void openFile(context, file, file.name);
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [context]);

  return held;
}

/** Before a drop a page is told how many files there are and their types, and no more. */
function readHeld({ dataTransfer }: DragEvent): HeldFiles | null {
  if (dataTransfer?.types.includes('Files') !== true) return null;
  const files = [...dataTransfer.items].filter(({ kind }) => kind === 'file');
  return { count: Math.max(1, files.length), type: files[0]?.type ?? '' };
}
