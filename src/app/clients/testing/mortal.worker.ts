/** A thread that ends as if the browser ended it: without a word. */
import { expose } from 'comlink';
import { announceLife } from '../../../../workers/announce-life.ts';

export interface Mortal {
  double(value: number): Promise<number>;
  /** Never answers. */
  wait(): Promise<number>;
  die(): Promise<number>;
}

const mortal: Mortal = {
  double: async (value) => 2 * value,
  wait: () => new Promise(() => undefined),
  die: () => {
    self.close();
    return new Promise(() => undefined);
  },
};

announceLife();
expose(mortal);
