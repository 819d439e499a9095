/** Types a photo may have; HEIC is offered so that it can be answered with a sentence. */
const ACCEPTED_TYPES = 'image/*,.heic,.heif';

/** Lets the user choose a photo from disk; null if they chose none. A new input each time: the same file can be chosen twice. */
export async function chooseFile(): Promise<File | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = ACCEPTED_TYPES;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => resolve(null), { once: true });
    input.click();
  });
}
