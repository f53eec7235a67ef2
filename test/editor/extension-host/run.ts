import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { ASSIGNMENT, findingOf, SHOP } from '../expected.ts';
import type { Assignment, CaseResult, PrintedFinding } from '../expected.ts';

const SOURCE = 'production-hints';
const LIMIT_MILLISECONDS = 30_000;

type Case = (findings: readonly PrintedFinding[]) => Promise<void>;

const CASES: Readonly<Record<string, Case>> = {
  'shows what the command line prints': async findings => {
    const files = [...new Set(findings.map(finding => finding.file))];
    assert.ok(files.length > 1, 'the example has findings in several files');
    for (const file of files) {
      const expected = findings.filter(finding => finding.file === file).map(printFinding);
      await open(file);
      await until(`the findings of ${file}`, () => assert.deepEqual(hints(file).map(printDiagnostic).sort(), expected.sort()));
    }
  },

  'applies the fix of the light bulb': async findings => {
    const finding = findingOf(findings, SHOP.controller, 'unbounded-query');
    const document = await open(SHOP.controller);
    const diagnostic = await findHint(SHOP.controller, 'unbounded-query');
    const actions = await quickFixes(document, diagnostic.range);
    const action = actions.find(candidate => candidate.title === finding.fixes[0]?.title);
    assert.ok(action?.edit, `offered: ${actions.map(candidate => candidate.title).join(' | ')}`);
    assert.equal(action.isPreferred === true, finding.fixes[0]?.kind === 'safe');
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await untilGone(SHOP.controller, 'unbounded-query');
    await revert(SHOP.controller);
    await findHint(SHOP.controller, 'unbounded-query');
  },

  'follows an edit of the routes in the controller': async () => {
    await open(SHOP.controller);
    await findHint(SHOP.controller, 'unhandled-route-rejection');
    await edit(SHOP.routes, SHOP.unwrapped.before, SHOP.unwrapped.after);
    await untilGone(SHOP.controller, 'unhandled-route-rejection');
    await edit(SHOP.routes, SHOP.unwrapped.after, SHOP.unwrapped.before);
    await findHint(SHOP.controller, 'unhandled-route-rejection');
  },

  'follows a guard at the mount in the routes': async () => {
    await open(SHOP.routes);
    await findHint(SHOP.routes, 'unprotected-route');
    await insert(SHOP.app, SHOP.mount.import);
    await edit(SHOP.app, SHOP.mount.before, SHOP.mount.after);
    await untilGone(SHOP.routes, 'unprotected-route');
    await edit(SHOP.app, SHOP.mount.after, SHOP.mount.before);
    await findHint(SHOP.routes, 'unprotected-route');
  },

  'keeps findings while a line is being typed': async () => {
    await open(SHOP.controller);
    await findHint(SHOP.controller, 'unbounded-query');
    const document = await vscode.workspace.openTextDocument(uri(SHOP.controller));
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(document.lineCount, 0), '\nexport function half(');
    assert.ok(await vscode.workspace.applyEdit(change));
    await pause(1500);
    await findHint(SHOP.controller, 'unbounded-query');
    await revert(SHOP.controller);
  },

  'registers its commands': async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of ['restart', 'showOutputChannel']) assert.ok(commands.includes(`productionHints.${name}`), name);
  },

  'comes back after a restart': async () => {
    await open(SHOP.controller);
    await findHint(SHOP.controller, 'unbounded-query');
    await vscode.commands.executeCommand('productionHints.restart');
    await findHint(SHOP.controller, 'unbounded-query');
    await edit(SHOP.routes, SHOP.unwrapped.before, SHOP.unwrapped.after);
    await untilGone(SHOP.controller, 'unhandled-route-rejection');
    await revert(SHOP.routes);
  },
};

/** The entry that VS Code calls. Each case's result goes into a file; the run fails when one of them did. */
export async function run(): Promise<void> {
  const assignmentFile = process.env[ASSIGNMENT];
  assert.ok(assignmentFile, `${ASSIGNMENT} is not set`);
  const { findings, resultsFile }: Assignment = JSON.parse(await readFile(assignmentFile, 'utf8'));
  const results: CaseResult[] = [];
  for (const [name, check] of Object.entries(CASES)) {
    results.push(await runCase(name, () => check(findings)));
    await writeFile(resultsFile, JSON.stringify(results));
  }
  const failed = results.filter(result => result.error !== undefined);
  if (failed.length > 0) throw new Error(`${failed.length} of ${results.length} cases failed`);
}

async function runCase(name: string, check: () => Promise<void>): Promise<CaseResult> {
  try {
    await check();
    return { name };
  } catch (error) {
    return { name, error: inspect(error) };
  }
}

function uri(file: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, file);
}

async function open(file: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri(file));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/**
 * VS Code cancels the request where it sees the document change, and was seen to cancel it without an edit: this asks again,
 * as the light bulb does. Every other failure is one.
 */
async function quickFixes(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const end = Date.now() + LIMIT_MILLISECONDS;
  for (;;) {
    try {
      return await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
        10,
      );
    } catch (error) {
      const cancelled = error instanceof Error && error.message.startsWith('Canceled');
      if (!cancelled || Date.now() > end) throw error;
    }
    await pause(50);
  }
}

function hints(file: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri(file)).filter(diagnostic => diagnostic.source === SOURCE);
}

function ruleOf(diagnostic: vscode.Diagnostic): string {
  return String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);
}

async function findHint(file: string, rule: string): Promise<vscode.Diagnostic> {
  return await until(`${rule} in ${file}`, () => {
    const found = hints(file).find(diagnostic => ruleOf(diagnostic) === rule);
    assert.ok(found, `there are only: ${hints(file).map(ruleOf).join(', ')}`);
    return found;
  });
}

async function untilGone(file: string, rule: string): Promise<void> {
  await until(`the end of ${rule} in ${file}`, () => assert.ok(!hints(file).some(diagnostic => ruleOf(diagnostic) === rule)));
}

async function edit(file: string, before: string, after: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri(file));
  const start = document.getText().indexOf(before);
  assert.notEqual(start, -1, `${file} has no ${before}`);
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + before.length)), after);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function insert(file: string, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.insert(uri(file), new vscode.Position(0, 0), text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function revert(file: string): Promise<void> {
  await open(file);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

/** Asks again and again until `check` passes; its last failure is the error. */
async function until<Result>(what: string, check: () => Result): Promise<Result> {
  const end = Date.now() + LIMIT_MILLISECONDS;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`, { cause: error });
    }
    await pause(50);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(done => setTimeout(done, milliseconds));
}

function printDiagnostic(diagnostic: vscode.Diagnostic): string {
  const { start, end } = diagnostic.range;
  return `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${ruleOf(diagnostic)} ${diagnostic.message}`;
}

function printFinding(finding: PrintedFinding): string {
  return `${finding.line}:${finding.column}-${finding.endLine}:${finding.endColumn} ${finding.rule} ${finding.message}`;
}
