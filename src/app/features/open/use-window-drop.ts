import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { sayError } from '../../i18n/say-error.ts';
import { openPhoto } from './open-photo.ts';

/** Takes a file dropped anywhere in the window; true while one is held over it. */
export function useWindowDrop(): boolean {
  const context = useApp();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    // Every element under the pointer sends its own enter and leave.
    let depth = 0;
    const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onEnter = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent): void => {
      if (hasFile(event)) event.preventDefault();
    };
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void openPhoto(context, file, file.name);
      else toast.error(sayError({ code: 'photo/not-an-image' }));
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

  return isOver;
}
