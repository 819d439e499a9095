import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { beginBatch } from '../../store/batch-reducer.ts';
import type { DraggedFiles } from './choose-drop-effect.ts';
import { openFile } from './open-file.ts';

/** Takes files dropped anywhere in the window; says what is dragged over it, null for nothing. */
export function useWindowDrop(): DraggedFiles | null {
  const context = useApp();
  const [dragged, setDragged] = useState<DraggedFiles | null>(null);

  useEffect(() => {
    // Every element under the pointer sends its own enter and leave.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      const files = readDragged(event);
      if (files === null) return;
      event.preventDefault();
      depth += 1;
      setDragged(files);
    };
    const onOver = (event: DragEvent): void => {
      if (readDragged(event) !== null) event.preventDefault();
    };
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDragged(null);
    };
    const onDrop = (event: DragEvent): void => {
      depth = 0;
      setDragged(null);
      // A dialog may have taken it.
      if (event.defaultPrevented || readDragged(event) === null) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined) toast.error(describeError({ code: 'photo/not-an-image' }));
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

  return dragged;
}

/** Before a drop a page is told how many files there are and their types, and no more. */
function readDragged({ dataTransfer }: DragEvent): DraggedFiles | null {
  if (dataTransfer?.types.includes('Files') !== true) return null;
  const files = [...dataTransfer.items].filter(({ kind }) => kind === 'file');
  return { count: Math.max(1, files.length), type: files[0]?.type ?? '' };
}
