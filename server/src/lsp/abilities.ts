import type { InitializeParams } from 'vscode-languageserver/node';

/** What the client can do, as far as it changes what the server does. */
export interface Abilities {
  /** Asks for diagnostics by itself, and again when told that they changed. Without it the server publishes them. */
  readonly pullsDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  /** May be given code actions without their edits and asks for them when one is chosen. */
  readonly resolvesEdits: boolean;
  readonly preferredActions: boolean;
  /** Takes versioned edits. */
  readonly documentChanges: boolean;
  /** Takes edits that create files. */
  readonly createsFiles: boolean;
  readonly watchesFiles: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly workspaceFolders: boolean;
}

/** Reads the client's capabilities; whatever it doesn't say, it can't. */
export function abilitiesOf({ capabilities: { textDocument, workspace } }: Pick<InitializeParams, 'capabilities'>): Abilities {
  const action = textDocument?.codeAction;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: (textDocument?.diagnostic?.relatedInformation ?? textDocument?.publishDiagnostics?.relatedInformation) === true,
    codeDescription: (textDocument?.diagnostic?.codeDescriptionSupport ?? textDocument?.publishDiagnostics?.codeDescriptionSupport) === true,
    resolvesEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    preferredActions: action?.isPreferredSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
  };
}
