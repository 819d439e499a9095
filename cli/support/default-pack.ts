import { fileURLToPath } from 'node:url';

/** The folder of the bundled pack. */
export function defaultPackFolder(): string {
  return fileURLToPath(new URL('../../public/models/starter', import.meta.url));
}
