/** Types a photo may have; HEIC is offered so that it can be answered with a sentence. */
const PHOTO_TYPES = 'image/*,.heic,.heif';

/** Lets the user choose a photo or a project from disk; null if they chose none. */
export async function chooseFile(): Promise<File | null> {
  return (await ask(`${PHOTO_TYPES},.renoir`, false))[0] ?? null;
}

/** Lets the user choose any number of photos; none if they changed their mind. */
export async function chooseFiles(): Promise<readonly File[]> {
  return ask(PHOTO_TYPES, true);
}

/** A new input each time: the same file can be chosen twice. */
async function ask(accept: string, multiple: boolean): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}
