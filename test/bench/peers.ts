import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { biomeConfiguration, contenders } from './contenders.ts';
import { run } from './measure.ts';

const FOLDER = path.join(import.meta.dirname, 'peers');
/** Seconds. */
const PATIENCE = 120;
const SETTINGS = { compilerOptions: { strict: true, target: 'es2022', module: 'nodenext', noEmit: true } };

/** One violation for each rule of each peer. */
const VIOLATIONS = `declare const app: { get(path: string, handler: (req: object, res: object) => void): void };

async function load(id: string): Promise<string> {
  return id;
}

export async function all(ids: readonly string[]): Promise<void> {
  for (const id of ids) await load(id);
  try {
    await load('');
  } catch {}
}

load('floating');
['misused'].forEach(async (id) => {
  await load(id);
});
app.get('/', async (req, res) => {
  await load(String(req) + String(res));
});
`;

/** Installs the peers where they are missing or of another version. */
export function installPeers(): void {
  const wanted = readFileSync(path.join(FOLDER, 'package-lock.json'), 'utf8');
  const stamp = path.join(FOLDER, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, wanted);
}

/** The peers and their versions, as the table's note names them. */
export function peerVersions(): string {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(readFileSync(path.join(FOLDER, 'package.json'), 'utf8'));
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`).join(', ');
}

/** Shows that every peer runs its rules: a tool that looks at nothing is fast. Throws where a rule is silent about its violation. */
export async function provePeers(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'production-hints-peers-'));
  try {
    writeFileSync(path.join(folder, 'violations.ts'), VIOLATIONS);
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
    writeFileSync(path.join(folder, 'biome.json'), readFileSync(biomeConfiguration));
    for (const { title, rules = [], command } of contenders) {
      if (rules.length === 0) continue;
      const { output } = await run(command(folder, ''), PATIENCE);
      const silent = rules.filter((rule) => !output.includes(rule));
      if (silent.length > 0) throw new Error(`${title} does not report what ${silent.join(' and ')} should find:\n${output}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
