import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { isOutdated } from '../engine/outdated.ts';
import { Unanswered } from '../remote/remote-service.ts';
import type { Abilities } from './abilities.ts';
import type { ActionSource } from './code-actions.ts';
import { contentModified, isActionData, listActions, resolveAction } from './code-actions.ts';
import type { DeliverySource } from './delivery.ts';
import { createPublisher, createRefresher } from './delivery.ts';
import type { OpenDocument } from './documents.ts';
import { createDocuments } from './documents.ts';
import type { Environment } from './environment.ts';
import { hoverOf } from './hover.ts';
import { createPlaces } from './places.ts';
import { createPullHandler } from './pull.ts';
import type { Report } from './reports.ts';
import { createReport, emptyReport, isAnalysed } from './reports.ts';
import { createRest } from './rest.ts';
import { createSettings, registerSettings } from './settings.ts';
import { createStatus } from './status.ts';
import { nextTurn } from './turns.ts';
import { pathOf } from './uri.ts';
import { changedPaths, registerWatchers } from './watched-files.ts';
import { createWorkspaces } from './workspaces.ts';

export interface SessionOptions {
  readonly abilities: Abilities;
  /** The workspace folders, as paths. */
  readonly folders: readonly string[];
  readonly wantsStatus: boolean;
  /** A folder in which services may keep what they find out. */
  readonly storage?: string;
}

/** Everything between `initialize` and `exit`: registers the handlers, each of which finds the service, asks it and converts the answer. */
export function startSession(connection: Connection, environment: Environment, { abilities, folders, wantsStatus, storage }: SessionOptions): void {
  const status = createStatus(connection, environment.version, wantsStatus);
  const settings = createSettings(connection, abilities);
  const reportedDefects = new Set<string>();

  const documents = createDocuments(connection, {
    changed: ({ path, text }) => guard(() => workspaces.open({ path, text: text.getText() })),
    closed: (document) => {
      guard(() => workspaces.close(document.path));
      settings.forget(document.uri);
      delivery.closed(document);
    },
  });

  let isLeaving = false;
  const failed = (error: unknown): void => {
    // Whatever waits for an answer of a client that has gone fails, and there is nobody to tell.
    if (isLeaving) return;
    // What a change has made useless is asked again by whoever heard of the change; what can't be answered has been told.
    if (isOutdated(error) || error instanceof Unanswered) return;
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    status.failed(error instanceof Error ? error.message : String(error));
  };

  /** Nothing has been answered since something went wrong beyond a question: then not everything is ready that waits. */
  let isTroubled = false;
  const services = environment.createServices((message) => {
    isTroubled = true;
    failed(new Error(message));
  });
  const workspaces = createWorkspaces({
    createService: (scope) => services.open({ ...scope, storage }),
    hasFile: environment.hasFile,
    openTexts: () => documents.all().map(({ path, text }) => ({ path, text: text.getText() })),
  });
  workspaces.changeFolders(folders, []);

  const rest = createRest(() => void workspaces.settled().catch(failed));

  /** Runs what changes state; a defect of ours there costs that change, never the server. */
  const guard = (change: () => void): void => {
    try {
      change();
    } catch (error) {
      failed(error);
    }
    rest.disturb();
    delivery.changed();
  };

  const report = async (uri: string, isWanted?: () => boolean): Promise<Report> => {
    const path = pathOf(uri);
    if (path === undefined || !isAnalysed(path) || !(await settings.isEnabled(uri))) return emptyReport;
    if (workspaces.isNew(path)) status.analysing();
    rest.disturb();
    const answer = await workspaces.serviceFor(path).ask({ about: 'report', file: path }, isWanted);
    isTroubled = false;
    for (const defect of answer.defects) {
      if (!reportedDefects.has(defect)) connection.console.error(defect);
      reportedDefects.add(defect);
    }
    return createReport(answer, createPlaces(documents, answer.texts), abilities);
  };

  const deliverySource: DeliverySource = { documents: () => documents.all(), report: ({ uri }) => report(uri), settled: (findings) => void (isTroubled || status.ready(findings)), failed };
  const delivery = abilities.pullsDiagnostics
    ? createRefresher(deliverySource, () => connection.languages.diagnostics.refresh())
    : createPublisher(deliverySource, ({ uri, version, diagnostics }) => connection.sendDiagnostics({ uri, version, diagnostics }));

  if (abilities.pullsDiagnostics) {
    connection.languages.diagnostics.on(createPullHandler({ document: documents.get, report, delivered: delivery.delivered, failed }));
  }

  /** Asks about a document until no change comes in between; one of its own makes the question meaningless. */
  const answerFor = async <Answer>(document: OpenDocument, token: CancellationToken, ask: (isWanted: () => boolean) => Promise<Answer>): Promise<Answer> => {
    const { version } = document.text;
    const isSame = (): boolean => documents.get(document.uri)?.text.version === version;
    for (;;) {
      refuseIfCancelled(token);
      if (!isSame()) throw contentModified();
      try {
        return await ask(() => !token.isCancellationRequested && isSame());
      } catch (error) {
        if (!isOutdated(error)) throw error;
      }
    }
  };
  const actionSource = (document: OpenDocument, isWanted: () => boolean): ActionSource => ({
    service: workspaces.serviceFor(document.path),
    isWanted,
    contextOf: (texts) => ({ documents, texts, place: createPlaces(documents, texts), abilities }),
  });

  connection.onCodeAction(async (params, token) => {
    await nextTurn();
    refuseIfCancelled(token);
    const document = documents.get(params.textDocument.uri);
    try {
      if (document === undefined || !isAnalysed(document.path) || !(await settings.isEnabled(document.uri))) return [];
      return await answerFor(document, token, (isWanted) => listActions(document, params, actionSource(document, isWanted)));
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      failed(error);
      return [];
    }
  });

  connection.onHover(async (params, token) => {
    await nextTurn();
    refuseIfCancelled(token);
    const document = documents.get(params.textDocument.uri);
    try {
      if (document === undefined || !isAnalysed(document.path) || !(await settings.isEnabled(document.uri)) || !(await settings.explains(document.uri))) return undefined;
      return await answerFor(document, token, (isWanted) => hoverOf(document, params, workspaces.serviceFor(document.path), documents, isWanted));
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      failed(error);
      return undefined;
    }
  });

  connection.onCodeActionResolve(async (action, token) => {
    await nextTurn();
    refuseIfCancelled(token);
    const { data } = action;
    if (!isActionData(data)) return action;
    const document = documents.get(data.uri);
    if (document === undefined) throw contentModified();
    try {
      return await answerFor(document, token, (isWanted) => resolveAction(action, data, document, actionSource(document, isWanted)));
    } catch (error) {
      if (!(error instanceof ResponseError)) failed(error);
      throw error;
    }
  });

  connection.onDidChangeWatchedFiles(({ changes }) => guard(() => workspaces.changedOnDisk(changedPaths(changes))));
  connection.onDidChangeConfiguration((params) => guard(() => settings.changed(params.settings)));

  connection.onShutdown(async () => {
    isLeaving = true;
    rest.stop();
    delivery.stop();
    await workspaces.leave().catch(failed);
    services.end();
  });

  connection.onInitialized(async () => {
    if (abilities.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => guard(() => workspaces.changeFolders(pathsOf(added), pathsOf(removed))));
    }
    try {
      if (abilities.watchesFiles) await registerWatchers(connection);
      if (abilities.registersConfiguration) await registerSettings(connection);
    } catch (error) {
      failed(error);
    }
  });
}

function refuseIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

function pathsOf(folders: readonly { readonly uri: string }[]): readonly string[] {
  return folders.map(({ uri }) => pathOf(uri)).filter((path) => path !== undefined);
}
