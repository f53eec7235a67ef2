import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const require = createRequire(import.meta.url);

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../..');

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** `inherit` shows the output; `capture` (the default) returns it. */
  readonly output?: 'inherit' | 'capture';
}

export interface RunResult {
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end. Rejects only when it cannot be started. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const inherit = options.output === 'inherit';
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', fail);
    child.on('close', code => done({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Like `run`, and throws with the program's output when it fails. */
export async function runOrThrow(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(program, args, options);
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}\n${output.slice(-4000)}`);
  return output;
}

/** The Node of the development dependencies: the version that VS Code itself runs, whatever the system has. */
export function nodeProgram(): string {
  const program = join(dirname(require.resolve('node/package.json')), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(program) ? program : process.execPath;
}

/** Runs npm in `folder`. Uses the npm that started this process, where one did. */
export async function npm(args: readonly string[], folder: string): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_(local_prefix|prefix|global))/i.test(name)));
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js')) await runOrThrow(process.execPath, [cli, ...args, ...quiet], { cwd: folder, env });
  else await runOrThrow('npm', [...args, ...quiet], { cwd: folder, env });
}
