import type { BrowserContext } from '@playwright/test';
import { createTinyPack } from '../test/tiny-pack.ts';

/** Has pages open a tiny model where the starter is asked for: it knows the words `a`, `b` and `ab`, and edits at once. */
export async function serveTinyPack(context: BrowserContext): Promise<void> {
  const pack = createTinyPack(1);
  await context.route('**/models/starter/**', async (route) => {
    const path = new URL(route.request().url()).pathname.split('/models/starter/')[1] ?? '';
    const file = pack.get(path);
    if (file === undefined) await route.fulfill({ status: 404 });
    else await route.fulfill({ body: Buffer.from(await file.arrayBuffer()) });
  });
}
