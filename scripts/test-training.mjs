/**
 * The tests of `training/`, which need Python with PyTorch. They run when training/.venv is there; `--install` makes it
 * first, `--install-only` makes it and runs nothing. Without either they are left out with a sentence, since nobody needs Python to use
 * or to change the app.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, root, run, succeeds } from './process.mjs';

const training = join(root, 'training');
const environment = join(training, '.venv');
const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

const isOnlyInstalling = process.argv.includes('--install-only');
const isInstalling = isOnlyInstalling || process.argv.includes('--install');

try {
  if (isInstalling && !succeeds(python, ['-c', 'import renoir_training, pytest, diffusers'])) {
    run('python3', ['-m', 'venv', environment]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'torch==2.13.0']);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-e', `${training}[test]`]);
  }
  if (isOnlyInstalling) {
    console.log('training/.venv is there.');
  } else if (existsSync(python)) {
    process.exitCode = attempt(python, ['-m', 'pytest', '-q', 'tests'], { cwd: training });
  } else {
    console.log(
      'Left out: no training/.venv. `npm run test:training -- --install` makes it (PyTorch, about 1 GB) and runs them.',
    );
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
