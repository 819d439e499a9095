import { useEffect } from 'react';
import { toast } from 'sonner';
import { listenToWindow } from '../../browser/listen-to-window.ts';
import { isTextField } from '../../browser/is-text-field.ts';
import { useApp } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { openFile } from './open-file.ts';
import { readPasteEvent } from './read-clipboard.ts';

/** Takes an image pasted anywhere; text pasted into a sentence stays what it is. */
export function useWindowPaste(): void {
  const context = useApp();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const isTyping = isTextField(event.target);
      if (isTyping && event.clipboardData?.types.includes('text/plain') === true) return;
      const image = readPasteEvent(event.clipboardData);
      if (image !== null) {
        event.preventDefault();
        void openFile(context, image.file, image.name);
      } else if (!isTyping) {
        toast.error(describeError({ code: 'clipboard/empty' }));
      }
    };
    return listenToWindow({ paste: onPaste });
  }, [context]);
}
