import type { CodeAction, CodeActionParams } from 'vscode-languageserver/node';
import { CodeActionKind, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Finding, Fix, FixKind } from '../engine/finding.ts';
import type { RemoteService, Texts } from '../remote/remote-service.ts';
import type { OpenDocument } from './documents.ts';
import { findingDiagnostic } from './reports.ts';
import type { EditContext } from './workspace-edit.ts';
import { workspaceEditOf } from './workspace-edit.ts';

/** Every fix that is listed was verified before, which takes an analysis each: a selection of a whole file gets its first findings only. */
const mostFindings = 20;

/** Fixes of the problem come first, ways to live with it last. */
const order: Record<FixKind, number> = { safe: 0, suggestion: 0, teach: 1, suppression: 2 };

/** What a listed action remembers, to find its fix again when it is chosen. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly title: string;
  readonly kind: FixKind;
}

/** Whom to ask, and what to make the answer into. */
export interface ActionSource {
  readonly service: RemoteService;
  readonly isWanted: () => boolean;
  contextOf(texts: Texts): EditContext;
}

/** The fixes for the findings that the range touches, both ends included. */
export async function listActions(document: OpenDocument, { range, context: { only } }: CodeActionParams, { service, isWanted, contextOf }: ActionSource): Promise<CodeAction[]> {
  if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  const start = document.text.offsetAt(range.start);
  const end = document.text.offsetAt(range.end);
  const { offers, texts } = await service.ask({ about: 'fixesBetween', file: document.path, start, end, most: mostFindings }, isWanted);
  const context = contextOf(texts);

  const actions: { readonly action: CodeAction; readonly kind: FixKind }[] = [];
  const seen = new Set<string>();
  for (const { finding, fixes } of offers) {
    const preferred = fixes.find(({ kind }) => kind === 'safe');
    for (const fix of fixes) {
      // Two findings under one comment have the same suppression.
      const key = `${fix.title} ${JSON.stringify(fix.edits)}`;
      const action = seen.has(key) ? undefined : actionOf(document, finding, fix, fix === preferred, context);
      seen.add(key);
      if (action !== undefined) actions.push({ action, kind: fix.kind });
    }
  }
  return actions.sort((a, b) => order[a.kind] - order[b.kind]).map(({ action }) => action);
}

/**
 * The action with its edit, made for the document as it is now.
 * Fails with `ContentModified` where the document or its findings changed since the action was listed.
 */
export async function resolveAction(action: CodeAction, data: ActionData, document: OpenDocument, { service, isWanted, contextOf }: ActionSource): Promise<CodeAction> {
  if (document.text.version !== data.version) throw contentModified();
  const { offers, texts } = await service.ask({ about: 'fixesOf', file: document.path, fingerprint: data.fingerprint }, isWanted);
  const fix = offers[0]?.fixes.find(({ title, kind }) => title === data.title && kind === data.kind);
  const edit = fix && workspaceEditOf(fix, contextOf(texts));
  if (edit === undefined) throw contentModified();
  return { ...action, edit };
}

/** Whether `data` of a code action is ours. */
export function isActionData(data: unknown): data is ActionData {
  if (typeof data !== 'object' || data === null) return false;
  return 'uri' in data && typeof data.uri === 'string' && 'version' in data && typeof data.version === 'number' && 'fingerprint' in data && 'title' in data && 'kind' in data;
}

function actionOf(document: OpenDocument, finding: Finding, fix: Fix, isPreferred: boolean, context: EditContext): CodeAction | undefined {
  const { abilities } = context;
  const mends = order[fix.kind] === 0;
  const base: CodeAction = {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    // Editors put actions that name their diagnostics first: suppressions don't, and sink below the fixes of other extensions too.
    ...(mends && { diagnostics: [findingDiagnostic(finding, context.place, abilities)] }),
    // Editors apply preferred actions unseen (Auto Fix): only what keeps behaviour may be one.
    ...(isPreferred && abilities.preferredActions && { isPreferred: true }),
  };
  if (!abilities.resolvesEdits) {
    const edit = workspaceEditOf(fix, context);
    return edit && { ...base, edit };
  }
  if (workspaceEditOf(fix, context) === undefined) return undefined;
  const data: ActionData = { uri: document.uri, version: document.text.version, fingerprint: finding.fingerprint, title: fix.title, kind: fix.kind };
  return { ...base, data };
}

/** The answer to a question that an edit has made meaningless. */
export function contentModified(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'The document changed since.');
}
