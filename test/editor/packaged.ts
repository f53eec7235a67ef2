import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { fetchBrowserHost } from '../../scripts/host/browser-host.ts';
import { createProfile, installExtension, startServer } from '../../scripts/host/server.ts';
import { goTo, languageStatus, openFile, openBrowser, openWorkbench, replaceInEditor, squiggles } from '../../scripts/host/workbench.ts';
import { makePackage } from '../../scripts/package.ts';
import { findingOf, SHOP } from './expected.ts';
import type { PrintedFinding } from './expected.ts';

const LIMIT_MILLISECONDS = 30_000;

/** High enough to show every line of the files that are opened: squiggles out of sight are not in the page. */
const VIEWPORT = { width: 1400, height: 1800 };

export interface PackageDrive {
  readonly shop: string;
  readonly temporary: string;
  readonly findings: readonly PrintedFinding[];
  readonly report: (line: string) => void;
}

/** Installs the packaged extension and uses it with keyboard and eyes, as a person would. */
export async function drivePackage({ shop, temporary, findings: printed, report }: PackageDrive): Promise<void> {
  const findings = printed.filter(finding => finding.severity === 'warning');
  const vsix = join(temporary, 'production-hints.vsix');
  await makePackage(vsix);
  const main = await fetchBrowserHost(report);
  const profile = await createProfile(join(temporary, 'profile'));
  await installExtension(main, profile, vsix);
  const browser = await openBrowser(report);
  const server = await startServer(main, profile);
  try {
    const page = await openWorkbench(browser, { authority: server.authority, folder: shop, viewport: VIEWPORT });
    try {
      await useFix(page, findings);
      await editElsewhere(page, findings);
    } finally {
      const picture = join(tmpdir(), 'production-hints-editor.png');
      await page.screenshot({ path: picture });
      report(`the workbench at the end: ${picture}`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function useFix(page: Page, findings: readonly PrintedFinding[]): Promise<void> {
  const inController = findings.filter(finding => finding.file === SHOP.controller);
  const finding = findingOf(findings, SHOP.controller, 'unbounded-query');
  await openFile(page, SHOP.controller);
  await untilSquiggles(page, inController.length);
  const status = await languageStatus(page);
  assert.ok(status.includes(`${inController.length} hints`), `the language status says: ${status}`);

  await goTo(page, finding.line, finding.column);
  await page.keyboard.press('Control+Period');
  const rows = page.locator('.action-widget .monaco-list-row.action');
  await rows.first().waitFor({ state: 'visible', timeout: LIMIT_MILLISECONDS });
  const [fix] = finding.fixes;
  assert.ok(fix, `${finding.rule} has a fix`);
  assert.equal((await rows.first().innerText()).trim(), fix.title);
  await page.keyboard.press('Enter');
  await untilSquiggles(page, inController.length - 1);
}

async function editElsewhere(page: Page, findings: readonly PrintedFinding[]): Promise<void> {
  const left = findings.filter(finding => finding.file === SHOP.controller).length - 1;
  findingOf(findings, SHOP.controller, 'unhandled-route-rejection');
  await openFile(page, SHOP.routes);
  await replaceInEditor(page, SHOP.unwrapped.before, SHOP.unwrapped.after);
  await openFile(page, SHOP.controller);
  await untilSquiggles(page, left - 1);
}

async function untilSquiggles(page: Page, count: number): Promise<void> {
  const end = Date.now() + LIMIT_MILLISECONDS;
  while ((await squiggles(page).count()) !== count) {
    if (Date.now() > end) assert.equal(await squiggles(page).count(), count, 'squiggles in the open file');
    await page.waitForTimeout(100);
  }
}
