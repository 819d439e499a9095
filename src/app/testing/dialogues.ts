/** What the system's dialogues would do: give files to the page, and take what it saves. */
import { vi } from 'vitest';

/** Answers the next dialogue that asks for files. */
export function answerWithFiles(...files: readonly File[]): void {
  vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementationOnce(function (this: HTMLInputElement) {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    this.files = transfer.files;
    this.dispatchEvent(new Event('change'));
  });
}

/** The next file that the page saves. */
export function catchDownload(): Promise<File> {
  return new Promise((resolve, reject) => {
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementationOnce(function (this: HTMLAnchorElement) {
      const { download, href } = this;
      fetch(href)
        .then((response) => response.blob())
        .then((blob) => resolve(new File([blob], download, { type: blob.type })), reject);
    });
  });
}
