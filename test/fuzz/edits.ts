/** How one text is changed; `pick` says where and with what, as numbers from 0. */
export type TextEdit = (text: string, pick: readonly number[], other: string) => string;

const NAMES = ['prisma', 'router', 'app', 'requireUser', 'next', 'findMany', 'get', 'use', 'x'];
const LINES = [
  'app.use((req, res, next) => next());',
  "if (!req.headers.authorization) return res.status(401).end();",
  "router.get('/added', async (req, res) => { res.json(await prisma.order.findMany()); });",
  "import { prisma } from './db';",
  "export * from './app';",
  'try {',
  '}',
  '// production-hints-ignore-next-line unbounded-query -- small',
  'const limit = req.query.limit;',
];

/** Edits that people make: whole lines, blocks and names. */
export const lineEdits: Readonly<Record<string, TextEdit>> = {
  insertLine: (text, [at, what]) => editLines(text, at, 0, [choose(LINES, what)]),
  deleteLines: (text, [at, count = 0]) => editLines(text, at, 1 + (count % 4), []),
  replaceLine: (text, [at, what]) => editLines(text, at, 1, [choose(LINES, what)]),
  duplicateLines: (text, [at = 0, count = 0]) => editLines(text, at, 0, linesFrom(text, at, 1 + (count % 6))),
  swapLines: (text, [at = 0]) => editLines(text, at, 2, [...linesFrom(text, at, 2)].reverse()),
  pasteBlock: (text, [at, from = 0, count = 0], other) => editLines(text, at, 0, linesFrom(other, from, 1 + (count % 12))),
  renameIdentifier: (text, [at, to]) => {
    const names = [...new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? [])];
    const name = choose(names, at);
    return name === '' ? text : text.replace(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'), choose(NAMES, to));
  },
};

/** Edits that leave broken code behind. */
export const tokenEdits: Readonly<Record<string, TextEdit>> = {
  truncate: (text, [at = 0]) => text.slice(0, at % (text.length + 1)),
  behead: (text, [at = 0]) => text.slice(at % (text.length + 1)),
  deleteToken: (text, [at]) => editTokens(text, at, () => []),
  duplicateToken: (text, [at]) => editTokens(text, at, (token) => [token, token]),
  swapTokens: (text, [at, to = 0]) => {
    const tokens = tokensOf(text);
    const other = tokens[to % Math.max(tokens.length, 1)] ?? '';
    return editTokens(text, at, () => [other]);
  },
  insertToken: (text, [at, what = 0]) => editTokens(text, at, (token) => ['{}()[];,.?=>`\'"/*<&|!:@#\\\0\u2028'.charAt(what % 27), token]),
};

/** The item that a number stands for; empty where there are none. */
export function choose(items: readonly string[], pick = 0): string {
  return items[pick % Math.max(items.length, 1)] ?? '';
}

function editLines(text: string, at = 0, removed: number, added: readonly string[]): string {
  const lines = text.split('\n');
  lines.splice(at % lines.length, removed, ...added);
  return lines.join('\n');
}

function linesFrom(text: string, at: number, count: number): readonly string[] {
  const lines = text.split('\n');
  const start = at % lines.length;
  return lines.slice(start, start + count);
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[\w$]+|\s+|=>|[^\w\s$]/g) ?? [];
}

function editTokens(text: string, at = 0, edit: (token: string) => readonly string[]): string {
  const tokens = tokensOf(text);
  const index = at % Math.max(tokens.length, 1);
  return tokens.flatMap((token, position) => (position === index ? edit(token) : [token])).join('');
}
