import { fork } from 'node:child_process';
import { CommandFailure } from '../support/command-failure.ts';

/**
 * Runs one task in a process of its own, so that its memory is that task's alone. Throws a CommandFailure, which calls it `name`, where the
 * process ends without an answer.
 *
 * @param program takes one message, the task, and answers with one, the result
 */
export function runApart<Result>(program: URL, task: object, name: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(program, { execArgv: ['--import', 'tsx'] });
    let result: Result | undefined;
    // The child answers with a Result and nothing else.
    child.once('message', (message) => (result = message as Result));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (result !== undefined) resolve(result);
      else reject(new CommandFailure(`${name} did not run: exit status ${code ?? signal}.`, 1));
    });
    child.send(task);
  });
}
