import type { CancellationToken, DiagnosticServerCancellationData, DocumentDiagnosticParams, DocumentDiagnosticReport } from 'vscode-languageserver/node';
import { DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { isOutdated } from '../engine/outdated.ts';
import type { OpenDocument } from './documents.ts';
import type { Report } from './reports.ts';
import { nextTurn } from './turns.ts';

export interface PullSource {
  document(uri: string): OpenDocument | undefined;
  /** The report of a file as it is now, whether or not it is open. Fails with `Outdated` where a change came meanwhile, or nobody wants it any more. */
  report(uri: string, isWanted: () => boolean): Promise<Report>;
  delivered(document: OpenDocument, report: Report): void;
  failed(error: unknown): void;
}

type Answer = DocumentDiagnosticReport | ResponseError<DiagnosticServerCancellationData>;

/** Answers `textDocument/diagnostic`: with a report, with `unchanged`, or with a refusal where an answer would be out of date. */
export function createPullHandler(source: PullSource): (params: DocumentDiagnosticParams, token: CancellationToken) => Promise<Answer> {
  const latest = new Map<string, number>();
  let count = 0;

  const answer = async (uri: string, number: number, previous: string | undefined, token: CancellationToken): Promise<Answer> => {
    const asked = source.document(uri)?.text.version;
    await nextTurn();
    if (token.isCancellationRequested) return cancelled();
    // A later request for the same document is on its way and gets the answer.
    if (latest.get(uri) !== number) return refuse(false);
    const isWanted = (): boolean => !token.isCancellationRequested && latest.get(uri) === number && source.document(uri)?.text.version === asked;
    for (;;) {
      const report = await source.report(uri, isWanted).catch(unlessOutdated);
      const document = source.document(uri);
      if (token.isCancellationRequested) return cancelled();
      if (latest.get(uri) !== number) return refuse(false);
      if (document?.text.version !== asked) return refuse(document !== undefined);
      // Something else has changed: the same question has another answer now.
      if (report === undefined) continue;
      if (document !== undefined) source.delivered(document, report);
      if (report.id === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: report.id };
      return { kind: DocumentDiagnosticReportKind.Full, resultId: report.id, items: [...report.diagnostics] };
    }
  };

  return async ({ textDocument: { uri }, previousResultId }, token) => {
    const number = ++count;
    latest.set(uri, number);
    try {
      return await answer(uri, number, previousResultId, token);
    } catch (error) {
      source.failed(error);
      if (token.isCancellationRequested) return cancelled();
      // The client then keeps what it shows: better than an empty list that looks like good news.
      return refuse(false);
    } finally {
      if (latest.get(uri) === number) latest.delete(uri);
    }
  };
}

function unlessOutdated(error: unknown): undefined {
  if (!isOutdated(error)) throw error;
}

/** Without data, since a client that cancelled reads `retriggerRequest: false` as an end to its own next request. */
function cancelled(): ResponseError<DiagnosticServerCancellationData> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

/** `again`: whether the client is to ask once more, since nobody else will. */
function refuse(again: boolean): ResponseError<DiagnosticServerCancellationData> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'The document changed since.', { retriggerRequest: again });
}
