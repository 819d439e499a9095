import { WrongAnswer, type Mutant, type PreparedTarget } from './fuzz-target.ts';
import { createRandom } from './random.ts';

/** What must not happen: an error without a name, a wrong answer, too much time, too much memory. */
export interface Fault {
  readonly kind: 'crash' | 'wrong' | 'slow' | 'memory' | 'hang';
  /** Seed and index make the mutant again. */
  readonly index: number;
  readonly message: string;
  /** Where it was thrown: the same for mutants that show the same fault. */
  readonly place: string;
}

export type Verdict = { readonly answer: string } | { readonly fault: Fault; readonly mutant: Mutant };

/** One mutant may compute this long (whatever else the machine does meanwhile), and allocate this much. */
const MOST_MILLISECONDS = 4000;
const MOST_BYTES = 2 ** 29;

/** Makes the mutant of a seed and an index and judges what the target does with it. */
export async function judge(target: PreparedTarget, seed: number, index: number): Promise<Verdict> {
  const mutant = target.mutate(createRandom(seed, index));
  const fault = (kind: Fault['kind'], message: string, place: string) => ({
    fault: { kind, index, message, place },
    mutant,
  });
  const bytesBefore = heldBytes();
  const started = process.cpuUsage();
  try {
    const answer = await target.examine(mutant);
    const { user, system } = process.cpuUsage(started);
    const milliseconds = (user + system) / 1000;
    if (milliseconds > MOST_MILLISECONDS) return fault('slow', `${Math.round(milliseconds)} ms`, answer);
    const grown = heldBytes() - bytesBefore;
    if (grown > MOST_BYTES) return fault('memory', `${Math.round(grown / 2 ** 20)} MiB`, answer);
    return { answer };
  } catch (error) {
    if (error instanceof WrongAnswer) return fault('wrong', error.message, error.message.replaceAll(/\d+/g, 'N'));
    return fault('crash', String(error), placeOf(error));
  }
}

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The innermost line of Renoir's own code. */
function placeOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const own = lines
    .filter((line) => /\/(src|workers|cli)\//.test(line))
    .map((line) => /(src|workers|cli)\/[^)]*/.exec(line)?.[0] ?? '');
  return `${error instanceof Error ? error.name : typeof error} ${own[0] ?? lines[1]?.trim() ?? ''}`;
}
