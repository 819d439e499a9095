import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { listenToWindow } from '../../browser/listen-to-window.ts';
import { takeDropped } from '../../browser/pick-folder.ts';
import type { DraggedFiles } from './choose-drop-effect.ts';
import { openDropped } from './open-dropped.ts';
import { openTexts } from './texts.ts';

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
      if (readDragged(event) !== null || isLink(event)) event.preventDefault();
    };
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDragged(null);
    };
    const onDrop = (event: DragEvent): void => {
      depth = 0;
      setDragged(null);
      // A dialog may have taken it.
      if (event.defaultPrevented) return;
      if (isLink(event)) {
        event.preventDefault();
        toast.error(openTexts.drop.link);
        return;
      }
      if (readDragged(event) === null) return;
      event.preventDefault();
      const items = event.dataTransfer?.items;
      if (items !== undefined) void openDropped(context, takeDropped(items));
    };
    return listenToWindow({ dragenter: onEnter, dragover: onOver, dragleave: onLeave, drop: onDrop });
  }, [context]);

  return dragged;
}

/** A picture of another page may come as its address alone, which a browser would open in place of this one; a text field takes it as text. */
function isLink({ dataTransfer, target }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  const isTextField = target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
  return types.includes('text/uri-list') && !types.includes('Files') && !isTextField;
}

/** Before a drop a page is told how many files there are and their types, and no more. */
function readDragged({ dataTransfer }: DragEvent): DraggedFiles | null {
  if (dataTransfer?.types.includes('Files') !== true) return null;
  const files = [...dataTransfer.items].filter(({ kind }) => kind === 'file');
  return { count: Math.max(1, files.length), type: files[0]?.type ?? '' };
}
