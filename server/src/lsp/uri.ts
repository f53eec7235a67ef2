import { URI } from 'vscode-uri';

/** The absolute path (forward slashes) that a URI names; `undefined` where it isn't a file on a disk. */
export function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  if (parsed.scheme !== 'file') return undefined;
  const path = parsed.fsPath.replaceAll('\\', '/');
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The URI of an absolute path, encoded as VS Code does it. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}
