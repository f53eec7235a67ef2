/** `node scripts/notices.ts`: writes ThirdPartyNotices.txt from the packages that are really in the bundles. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './host/run.ts';

const ENTRIES = ['client/src/extension.ts', 'server/src/main.ts', 'server/src/open-service.ts', 'server/src/command-line.ts'];

const HEAD = `Production Hints contains the following packages, under the licences that follow them.
`;

/** Packages that carry their licence's name only: their copyright, as their repositories state it. */
const COPYRIGHTS: Readonly<Record<string, string>> = {
  '@yarnpkg/parsers': 'Copyright (c) 2016-present, Yarn Contributors.\nAll rights reserved.',
};

const LICENCE_TEXTS: Readonly<Record<string, string>> = {
  'BSD-2-Clause': `Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`,
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
}

if (import.meta.main) await writeNotices();

/** Writes ThirdPartyNotices.txt. Throws when a bundled package carries no licence text. */
export async function writeNotices(): Promise<void> {
  const sections = await Promise.all((await bundledPackages()).map(describePackage));
  await writeFile(join(ROOT, 'ThirdPartyNotices.txt'), [HEAD, ...sections].join(`\n${'-'.repeat(80)}\n\n`));
}

/** The folders of the packages of which a bundle has at least one byte, sorted. */
async function bundledPackages(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const inputs = Object.values(metafile.outputs).flatMap(output => Object.entries(output.inputs));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []) : []));
  return [...new Set(folders)].sort();
}

async function describePackage(folder: string): Promise<string> {
  const path = join(ROOT, folder);
  const manifest: Manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const files = (await readdir(path)).filter(name => /^(licen[cs]e|copying|notice|third-?party-?notice)/i.test(name)).sort();
  const texts = files.length > 0 ? await Promise.all(files.map(name => readFile(join(path, name), 'utf8'))) : [knownText(manifest)];
  const title = [`${manifest.name} ${manifest.version} (${manifest.license})`, manifest.homepage].filter(Boolean).join('\n');
  return [title, ...texts.map(text => text.replaceAll('\r\n', '\n').trim())].join('\n\n').concat('\n');
}

function knownText({ name, version, license }: Manifest): string {
  const copyright = COPYRIGHTS[name];
  const text = LICENCE_TEXTS[license ?? ''];
  if (copyright === undefined || text === undefined) throw new Error(`${name} ${version} (${license}) carries no licence text: add what its repository states`);
  return `${copyright}\n\n${text}`;
}
