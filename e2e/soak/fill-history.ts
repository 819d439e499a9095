import type { Page } from '@playwright/test';

/** Copies the edit that is in the database until its pictures fill the budget. Returns how many edits there are then. */
export async function fillHistory(page: Page, budgetBytes: number): Promise<number> {
  return page.evaluate(async (bytes) => {
    const answered = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result), { once: true });
        request.addEventListener('error', () => reject(request.error ?? new Error('no answer')), { once: true });
      });
    const countBytes = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return 0;
      if (ArrayBuffer.isView(value)) return value.byteLength;
      return Object.values(value).reduce<number>((sum, part) => sum + countBytes(part), 0);
    };
    const database = await answered(indexedDB.open('renoir-history'));
    const storeOf = (name: string) => database.transaction(name, 'readwrite').objectStore(name);
    const [entry] = await answered(storeOf('entries').getAll());
    const session = await answered(storeOf('session').get('last'));
    const count = Math.floor(bytes / countBytes(entry.result));
    const order: string[] = [];
    for (let i = 0; i < count; i++) {
      const id = crypto.randomUUID();
      order.push(id);
      await answered(storeOf('entries').put({ ...entry, id, key: `copy ${i}`, name: `${entry.name} (${i})` }, id));
    }
    await answered(storeOf('session').put({ ...session, order: [...order, ...session.order] }, 'last'));
    database.close();
    return count + session.order.length;
  }, budgetBytes);
}
