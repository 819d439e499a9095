/** The dialog of the models as a person uses it. */
import { expect, type Locator, type Page } from '@playwright/test';

export class PacksPage {
  readonly page: Page;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Models' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: /^Model/ }).click();
    await expect(this.dialog).toBeVisible();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    await expect(this.dialog).toBeHidden();
  }

  /** A model in the list of those that are here. */
  row(name: string): Locator {
    return this.dialog.getByRole('listitem', { name, exact: true });
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  /** Asks for a repository by its name and looks at what it has. */
  async look(repository: string): Promise<Locator> {
    await this.dialog.getByRole('textbox', { name: 'Repository' }).fill(repository);
    await this.dialog.getByRole('button', { name: 'Look' }).click();
    return this.dialog.getByRole('article', { name: repository });
  }

  /** Reads the licence, as far as one can see, and downloads. */
  async download(offer: Locator, name: string): Promise<void> {
    await offer.getByRole('checkbox', { name: `I have read the licence of ${name}` }).check();
    await offer.getByRole('button', { name: /^Download/ }).click();
  }

  /** Uses a model that is here, and waits until edits can be made with it. */
  async use(name: string): Promise<void> {
    await this.button(`Use ${name}`).click();
    await expect(this.row(name)).toContainText('In use');
  }

  /** Bytes of all files in the browser's private storage below `packs`, sizes as they are on disk. */
  async storedBytes(): Promise<number> {
    return this.page.evaluate(async () => {
      const measure = async (folder: FileSystemDirectoryHandle): Promise<number> => {
        let sum = 0;
        for await (const entry of folder.values()) {
          sum += entry.kind === 'file' ? (await entry.getFile()).size : await measure(entry);
        }
        return sum;
      };
      const root = await navigator.storage.getDirectory();
      return measure(await root.getDirectoryHandle('packs', { create: true }));
    });
  }

  /** Bytes that the store says it has of a pack: the sum of its ledger. */
  async arrivedBytes(id: string): Promise<number> {
    return this.page.evaluate(async (name) => {
      const root = await navigator.storage.getDirectory();
      const pack = await (await root.getDirectoryHandle('packs')).getDirectoryHandle(name);
      const ledger = await (await pack.getFileHandle('ledger.bin')).getFile();
      return new Uint32Array(await ledger.arrayBuffer()).reduce((sum, arrived) => sum + arrived, 0);
    }, id);
  }
}
