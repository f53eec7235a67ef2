import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Progress } from './browser-host.ts';
import { findChromium } from './chromium.ts';
import { workbenchAddress } from './workbench-address.ts';
import type { OpenFolder } from './workbench-address.ts';

/** The size of the pictures in the documentation. */
const VIEWPORT = { width: 1200, height: 700 };

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium without a window. `close` it when done. */
export async function openBrowser(progress: Progress): Promise<Browser> {
  const { program, env } = await findChromium(progress);
  return await chromium.launch({ executablePath: program, args: ARGUMENTS, env: { ...process.env, ...env } });
}

export interface WorkbenchOptions extends OpenFolder {
  /** Called with the new page before VS Code is loaded in it. */
  readonly prepare?: (page: Page) => Promise<void>;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of a picture for each pixel of the page. */
  readonly scale?: number;
}

/** Opens a folder of this machine in a new page. */
export async function openWorkbench(browser: Browser, options: WorkbenchOptions): Promise<Page> {
  const page = await browser.newPage({ viewport: options.viewport ?? VIEWPORT, deviceScaleFactor: options.scale ?? 1 });
  await options.prepare?.(page);
  await page.goto(workbenchAddress(options));
  return page;
}

/** Opens a file of the folder by its path, in a tab of its own, and waits until its text is there. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.locator('.monaco-workbench').waitFor();
  const slash = path.lastIndexOf('/');
  // Until the search answers, the list still shows the files that were open before.
  await runQuickInput(page, 'Control+p', path, `${path.slice(slash + 1)}${path.slice(0, slash)}`);
  await page.locator(`.editor-instance .monaco-editor[data-uri$="/${path}"] .view-line`).first().waitFor();
}

/** Puts the cursor on a place of the open file; line and column from 1. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await runQuickInput(page, 'Control+g', `:${line}:${column}`, `${line}`);
}

/** Replaces the first occurrence of a text in the open file by typing over it. */
export async function replaceInEditor(page: Page, before: string, after: string): Promise<void> {
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.locator('.find-widget.visible').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(before);
  await page.locator('.find-widget .matchesCount', { hasText: /of [1-9]/ }).waitFor();
  // Escape selects the match in the editor.
  await page.keyboard.press('Escape');
  await page.keyboard.insertText(after);
}

/** The warnings under the text of the open file, one element for each line that they touch. */
export function squiggles(page: Page): Locator {
  return page.locator('.editor-instance .squiggly-warning');
}

/** What the extensions say of the open file behind the braces of the status bar. */
export async function languageStatus(page: Page): Promise<string> {
  await page.locator('[id="status.languageStatus"]').hover();
  const entries = page.locator('.hover-language-status');
  await entries.first().waitFor();
  const texts = await entries.allInnerTexts();
  await page.mouse.move(0, 0);
  return texts.join('\n');
}

/** Types into the box that `keys` open and takes the chosen row once it reads `expected`. */
async function runQuickInput(page: Page, keys: string, text: string, expected: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type="text"]');
  await page.keyboard.press(keys);
  await input.waitFor({ state: 'visible' });
  await input.fill(text);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: expected }).waitFor();
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}
