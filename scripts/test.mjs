/**
 * `npm test`: installs what the tests need, Chromium included, and runs everything. The first failing stage does not stop
 * the later ones, so that one run shows all there is to mend. The last line counts the tests.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { attempt, root } from './process.mjs';

const reports = join(root, 'node_modules', '.test-reports');

/** Stages without single tests count as one test each. */
const stages = [
  { name: 'compile', command: ['npm', 'run', '--silent', 'compile:starter'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'format', command: ['npx', 'oxfmt', '--check', '.'] },
  { name: 'dead code', command: ['npm', 'run', '--silent', 'deadcode'] },
  { name: 'unit', command: vitest('unit', []), count: countVitest },
  { name: 'build', command: ['npx', 'vite', 'build', '--logLevel', 'warn'] },
  { name: 'browser', command: vitest('browser', ['--config', 'vitest.browser.config.ts']), count: countVitest },
  { name: 'e2e', command: ['npx', 'playwright', 'test', '--reporter=list,json'], count: countPlaywright },
  { name: 'training', command: ['node', 'scripts/test-training.mjs', ...(process.env['CI'] ? ['--install'] : [])] },
];

/** PyTorch comes over the network while the stages before its own compute; what goes wrong is seen, and tried again, there. */
function beginInstallingTraining(environment) {
  const child = spawn('node', ['scripts/test-training.mjs', '--install-only'], {
    cwd: root,
    env: environment,
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
}

function vitest(name, options) {
  const report = join(reports, `${name}.json`);
  return ['npx', 'vitest', 'run', ...options, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
}

function readReport(name) {
  return JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8'));
}

function countVitest(name) {
  const report = readReport(name);
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

function countPlaywright(name) {
  const { stats } = readReport(name);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
}

/** Counts of one stage. A stage whose report says that nothing failed has still failed when its exit code says so. */
function count(stage, status) {
  const whole = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  if (!stage.count) return whole;
  try {
    const { passed, failed } = stage.count(stage.name);
    return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
  } catch {
    return whole;
  }
}

async function main() {
  installDependencies();
  const { ensureChromium } = await import('./chromium.mjs');
  const environment = {
    ...process.env,
    CHROMIUM_PATH: await ensureChromium(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'e2e.json'),
  };
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const installed = process.env['CI'] ? beginInstallingTraining(environment) : Promise.resolve();
  const results = [];
  for (const stage of stages) {
    console.log(`\n=== ${stage.name}`);
    const start = performance.now();
    if (stage.name === 'training') await installed;
    const [program, ...args] = stage.command;
    const status = attempt(program, args, { env: environment });
    const seconds = Math.round((performance.now() - start) / 1000);
    results.push({ stage: stage.name, ...count(stage, status), seconds });
  }

  console.log('');
  console.table(results);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
