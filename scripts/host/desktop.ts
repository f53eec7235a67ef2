import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The program that opens desktop VS Code on this machine, or `undefined` where there is none or nothing could show it. */
export function findDesktop(): string | undefined {
  // A terminal of a remote window has a `code` that only speaks to the desktop elsewhere, and that one cannot load our folder.
  if (process.env['VSCODE_IPC_HOOK_CLI']) return undefined;
  switch (process.platform) {
    case 'darwin':
      return [...applications('/Applications'), ...applications(join(homedir(), 'Applications')), ...onPath('code')].find(isDesktop);
    case 'win32':
      return [...windowsInstalls(), ...onPath('code.cmd').map(path => join(dirname(path), '..', 'Code.exe'))].find(isDesktop);
    default: {
      const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
      if (!hasDisplay) return undefined;
      return [...onPath('code'), '/usr/share/code/bin/code', '/snap/bin/code'].find(isDesktop);
    }
  }
}

function isDesktop(path: string): boolean {
  if (!existsSync(path)) return false;
  const real = realpathSync(path).replaceAll('\\', '/');
  return !/\/remote-cli\/|\/\.vscode-server\/|code-server|^\/mnt\//.test(real);
}

function onPath(name: string): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).map(folder => join(folder, name));
}

function applications(folder: string): string[] {
  return [join(folder, 'Visual Studio Code.app/Contents/Resources/app/bin/code')];
}

function windowsInstalls(): string[] {
  const bases = [process.env['LOCALAPPDATA'] && join(process.env['LOCALAPPDATA'], 'Programs'), process.env['PROGRAMFILES']];
  return bases.flatMap(base => (base ? [join(base, 'Microsoft VS Code', 'Code.exe')] : []));
}
