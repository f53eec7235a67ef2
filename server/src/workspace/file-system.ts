export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
  /** Reached through a symbolic link: walks leave it out, so that no link leads them in a circle or to a file twice. */
  readonly linked?: true;
}

/** The only way to a disk below `service`. Paths are absolute, with forward slashes. */
export interface FileSystem {
  /** The file's text; `undefined` where there is no such file, it can't be read, or it isn't text. */
  read(path: string): string | undefined;
  /** What stands in a folder, links followed; empty where there is none. */
  list(directory: string): readonly DirectoryEntry[];
  /** What stands at this path, links followed. */
  kindOf(path: string): 'file' | 'directory' | undefined;
}
