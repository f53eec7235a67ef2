/** `npm run screenshot [-- VSIX]`: makes docs/images/hints.png, the packaged extension (a fresh one, unless one is named) at work on the example. */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { fetchBrowserHost } from './host/browser-host.ts';
import { ROOT } from './host/run.ts';
import { createProfile, installExtension, startServer } from './host/server.ts';
import { goTo, openBrowser, openFile, openWorkbench, squiggles } from './host/workbench.ts';
import { build, makePackage } from './package.ts';

const FILE = 'src/controllers/orders.ts';
/** What the picture's hint is about. */
const TOKEN = 'findMany';
/** For widgets that fade in. */
const SETTLE_MILLISECONDS = 700;
const PICTURE = join(ROOT, 'docs/images/hints.png');

const VIEWPORT = { width: 1080, height: 560 };
/** Sharp on displays with small pixels. */
const SCALE = 2;

/** Big enough to be read where a page shows the picture at half its size; nothing that is not ours. */
const SETTINGS = {
  'editor.fontSize': 16,
  'editor.hover.delay': 100,
  'editor.hover.sticky': true,
  'editor.occurrencesHighlight': 'off',
  'editor.matchBrackets': 'never',
  'editor.scrollbar.horizontal': 'hidden',
  'editor.stickyScroll.enabled': false,
  'editor.guides.indentation': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'editor.hover.showLongLineWarning': false,
};

/** Colours and icons. The example's packages are not installed: what TypeScript says of that is not what the picture is about. */
const BUILT_IN_EXTENSIONS = ['theme-defaults', 'theme-seti', 'typescript-basics'];

const temporary = await mkdtemp(join(tmpdir(), 'production-hints-screenshot-'));
try {
  const vsix = process.argv[2] ?? join(temporary, 'production-hints.vsix');
  if (process.argv[2] === undefined) {
    await build();
    await makePackage(vsix);
  }
  await takePicture(vsix);
} finally {
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
}

async function takePicture(vsix: string): Promise<void> {
  const progress = (line: string): void => console.log(line);
  const shop = join(temporary, 'shop');
  await cp(join(ROOT, 'examples/shop'), shop, { recursive: true });
  const main = await fetchBrowserHost(progress);
  const profile = await createProfile(temporary, SETTINGS);
  await installExtension(main, profile, vsix);
  const browser = await openBrowser(progress);
  const builtInExtensions = join(temporary, 'built-in');
  const carried = join(main, '../../extensions');
  for (const name of BUILT_IN_EXTENSIONS) await cp(join(carried, name), join(builtInExtensions, name), { recursive: true });
  const server = await startServer(main, profile, { builtInExtensions });
  try {
    const page = await openWorkbench(browser, { authority: server.authority, folder: shop, viewport: VIEWPORT, scale: SCALE });
    await openFile(page, FILE);
    await showHint(page);
    await mkdir(join(PICTURE, '..'), { recursive: true });
    await page.screenshot({ path: PICTURE });
    console.log(PICTURE);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The squiggle, its message and the menu of the light bulb at once. */
async function showHint(page: Page): Promise<void> {
  await page.keyboard.press('Control+b');
  await squiggles(page).first().waitFor();
  const text = await readFile(join(ROOT, 'examples/shop', FILE), 'utf8');
  const before = text.slice(0, text.indexOf(TOKEN)).split('\n');
  await goTo(page, before.length, (before.at(-1)?.length ?? 0) + 1);
  await page.locator('.lightBulbWidget').waitFor();

  await page.keyboard.press('Control+Period');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  // An open menu keeps the pointer from the text behind it; here the pointer shows the message as well.
  await page.addStyleTag({ content: '.context-view-block { pointer-events: none; }' });
  const token = await squiggles(page).first().boundingBox();
  if (token === null) throw new Error('the squiggle is out of sight');
  await page.mouse.move(token.x + 10, token.y + 5);
  await page.mouse.move(token.x + 14, token.y + 7, { steps: 3 });
  await page.locator('.monaco-hover', { hasText: 'production-hints' }).waitFor();
  await page.waitForTimeout(SETTLE_MILLISECONDS);
}
