import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Service } from '../service-types.ts';
import type { Abilities } from './abilities.ts';
import { isActionData, listActions, resolveAction } from './code-actions.ts';
import type { DeliverySource } from './delivery.ts';
import { createPublisher, createRefresher } from './delivery.ts';
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
import type { EditContext } from './workspace-edit.ts';
import { createWorkspaces } from './workspaces.ts';

export interface SessionOptions {
  readonly abilities: Abilities;
  /** The workspace folders, as paths. */
  readonly folders: readonly string[];
  readonly wantsStatus: boolean;
}

/** Everything between `initialize` and `exit`: registers the handlers, each of which finds the service, asks it and converts the answer. */
export function startSession(connection: Connection, environment: Environment, { abilities, folders, wantsStatus }: SessionOptions): void {
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
  const workspaces = createWorkspaces(environment, () => documents.all().map(({ path, text }) => ({ path, text: text.getText() })));
  workspaces.changeFolders(folders, []);

  let isLeaving = false;
  const failed = (error: unknown): void => {
    // Whatever waits for an answer of a client that has gone fails, and there is nobody to tell.
    if (isLeaving) return;
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    status.failed(error instanceof Error ? error.message : String(error));
  };

  const rest = createRest(() => {
    try {
      workspaces.settled();
    } catch (error) {
      failed(error);
    }
  });

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

  const contextOf = (service: Service): EditContext => ({ documents, service, place: createPlaces(documents, service), abilities });

  const report = async (uri: string): Promise<Report> => {
    const path = pathOf(uri);
    if (path === undefined || !isAnalysed(path) || !(await settings.isEnabled(uri))) return emptyReport;
    if (workspaces.isNew(path)) {
      status.analysing();
      await nextTurn();
    }
    rest.disturb();
    const service = workspaces.serviceFor(path);
    const made = createReport(path, service, createPlaces(documents, service), abilities);
    for (const defect of service.defects()) {
      if (!reportedDefects.has(defect)) connection.console.error(defect);
      reportedDefects.add(defect);
    }
    return made;
  };

  const deliverySource: DeliverySource = { documents: () => documents.all(), report: ({ uri }) => report(uri), settled: (findings) => status.ready(findings), failed };
  const delivery = abilities.pullsDiagnostics
    ? createRefresher(deliverySource, () => connection.languages.diagnostics.refresh())
    : createPublisher(deliverySource, ({ uri, version, diagnostics }) => connection.sendDiagnostics({ uri, version, diagnostics }));

  if (abilities.pullsDiagnostics) {
    connection.languages.diagnostics.on(createPullHandler({ document: documents.get, report, delivered: delivery.delivered, failed }));
  }

  connection.onCodeAction(async (params, token) => {
    await nextTurn();
    refuseIfCancelled(token);
    const document = documents.get(params.textDocument.uri);
    try {
      if (document === undefined || !isAnalysed(document.path) || !(await settings.isEnabled(document.uri))) return [];
      return listActions(document, params, contextOf(workspaces.serviceFor(document.path)));
    } catch (error) {
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
      const service = workspaces.serviceFor(document.path);
      return hoverOf(document, params, service, createPlaces(documents, service));
    } catch (error) {
      failed(error);
      return undefined;
    }
  });

  connection.onCodeActionResolve(async (action, token) => {
    await nextTurn();
    refuseIfCancelled(token);
    if (!isActionData(action.data)) return action;
    const document = documents.get(action.data.uri);
    try {
      return resolveAction(action, document, (path) => contextOf(workspaces.serviceFor(path)));
    } catch (error) {
      if (!(error instanceof ResponseError)) failed(error);
      throw error;
    }
  });

  connection.onDidChangeWatchedFiles(({ changes }) => guard(() => workspaces.changedOnDisk(changedPaths(changes, workspaces.heldSources))));
  connection.onDidChangeConfiguration((params) => guard(() => settings.changed(params.settings)));

  connection.onShutdown(() => {
    isLeaving = true;
    rest.end();
    delivery.stop();
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
