import { api, defineFramework, either } from './model.ts';

const files = either(api('node:fs', 'node:fs/promises', 'fs-extra'), api('node:fs').member('promises'));

/** What the machine does for a program: files, and other programs. Asking whether a file is there costs next to nothing. */
export default defineFramework({
  name: 'Files and processes',
  packages: ['node:fs', 'node:child_process', 'fs-extra', 'execa', 'shelljs'],
  docs: 'https://nodejs.org/api/child_process.html',
  effects: [
    {
      effect: 'usesFiles',
      at: files.member(
        'readFile', 'readFileSync', 'writeFile', 'writeFileSync', 'appendFile', 'appendFileSync', 'copyFile', 'copyFileSync', 'cp', 'cpSync', 'rename', 'renameSync', 'readdir', 'readdirSync', 'opendir',
        'createReadStream', 'createWriteStream', 'unlink', 'unlinkSync', 'rm', 'rmSync', 'open', 'openSync',
        'readJson', 'readJSON', 'writeJson', 'writeJSON', 'outputFile', 'outputJson', 'copy', 'move', 'remove', 'emptyDir',
      ),
    },
    {
      effect: 'startsProcess',
      at: either(
        api('node:child_process').member('exec', 'execSync', 'execFile', 'execFileSync', 'spawn', 'spawnSync', 'fork'),
        api('execa').member('execa', 'execaSync', 'execaCommand', 'command', '$'), api('execa'), api('shelljs').member('exec'),
      ),
    },
  ],
});
