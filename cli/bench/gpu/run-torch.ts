import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('../../../bench/gpu/torch_side.py', import.meta.url));

/** What `torch_side.py` measures, in the Python that `PYTHON` names; or why it could not. */
export async function runTorch(repetitions: number): Promise<Readonly<Record<string, string | number>>> {
  const python = process.env['PYTHON'] ?? 'python3';
  try {
    const { stdout } = await promisify(execFile)(python, [SCRIPT, '--n', String(repetitions), '--json']);
    return JSON.parse(stdout);
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { error: lines.at(-1) ?? '' };
  }
}
