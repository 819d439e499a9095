/** `npm start`: installs, compiles the starter's denoiser, builds the app and serves it. */
import { installDependencies } from './dependencies.mjs';
import { run } from './process.mjs';

try {
  installDependencies();
  run('npm', ['run', '--silent', 'build']);
  const port = process.env['PORT'] ?? '4173';
  run('npx', ['vite', 'preview', '--port', port, ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
