/** What a page of VS Code in the browser shows. */
export interface OpenFolder {
  /** `127.0.0.1:port` */
  readonly authority: string;
  /** A folder of this machine. */
  readonly folder: string;
  /** Pairs that VS Code takes as if they came from its command line. Only a server started for testing heeds them. */
  readonly payload?: readonly (readonly [name: string, value: string])[];
}

export function workbenchAddress({ authority, folder, payload }: OpenFolder): string {
  const address = new URL(`http://${authority}/`);
  address.searchParams.set('folder', folder);
  if (payload) address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}
