/** A file that can be deleted: what a page holds of it can be read until then, and never after. */
export interface FileOnDisk {
  readonly file: File;
  remove(): Promise<void>;
}

/** Puts a file onto the disk of the browser, where the page holds no more of it than a promise, as of a file that a user chose. */
export async function putOnDisk(source: File): Promise<FileOnDisk> {
  const root = await navigator.storage.getDirectory();
  const name = `${crypto.randomUUID()}-${source.name}`;
  const handle = await root.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  await stream.write(source);
  await stream.close();
  const stored = await handle.getFile();
  return { file: new File([stored], source.name, { type: source.type }), remove: () => root.removeEntry(name) };
}
