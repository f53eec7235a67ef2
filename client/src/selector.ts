/** The documents that the server looks at: source files, and its own configuration. */
export const documentSelector = [
  ...['javascript', 'javascriptreact', 'typescript', 'typescriptreact'].map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', pattern: '**/production-hints.json' },
];
