import * as vscode from 'vscode';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { documentSelector } from './selector.ts';

/** The entry of the language status menu (the braces in the status bar). */
export interface StatusItem extends vscode.Disposable {
  starting(): void;
  /** What the server says of itself. */
  show(status: Status): void;
  stopped(reason: string): void;
}

const showOutput: vscode.Command = { command: 'productionHints.showOutputChannel', title: vscode.l10n.t('Show Output') };
const restart: vscode.Command = { command: 'productionHints.restart', title: vscode.l10n.t('Restart') };

export function createStatusItem(): StatusItem {
  const item = vscode.languages.createLanguageStatusItem('productionHints.status', documentSelector);
  item.name = 'Production Hints';
  const set = (text: string, severity: vscode.LanguageStatusSeverity, { busy = false, detail = '', command = showOutput } = {}): void => {
    // The menu shows the entries of all extensions, without their names.
    item.text = `${item.name}: ${text}`;
    item.severity = severity;
    item.busy = busy;
    item.detail = detail;
    item.command = command;
  };

  return {
    starting: () => set(vscode.l10n.t('Starting'), vscode.LanguageStatusSeverity.Information, { busy: true }),
    show({ state, findings = 0, message }) {
      if (state === 'analysing') return set(vscode.l10n.t('Reading the project'), vscode.LanguageStatusSeverity.Information, { busy: true });
      if (state === 'error') return set(vscode.l10n.t('Something went wrong'), vscode.LanguageStatusSeverity.Warning, { detail: message });
      set(hintCount(findings), vscode.LanguageStatusSeverity.Information, { detail: vscode.l10n.t('in open files') });
    },
    stopped: (reason) => set(vscode.l10n.t('Stopped'), vscode.LanguageStatusSeverity.Error, { detail: reason, command: restart }),
    dispose: () => item.dispose(),
  };
}

function hintCount(findings: number): string {
  if (findings === 0) return vscode.l10n.t('No hints');
  return findings === 1 ? vscode.l10n.t('1 hint') : vscode.l10n.t('{0} hints', findings);
}
