import { scanToken } from 'sql-query-identifier/lib/tokenizer.js';

/** Whose quotes and comments are meant; `generic` where the connection decides. */
export type SqlDialect = 'psql' | 'mysql' | 'sqlite' | 'mssql' | 'generic';

/** Stands in a text for what the program puts there: one character, of Unicode's private use. */
export const HOLE = '\uE000';

export interface SqlToken {
  /** `name` is quoted; `hole` is nothing but one; a word or name may have holes in it (`orders_${year}`). */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'hole' | 'symbol';
  /** Words in upper case, names without their quotes, all else as written. */
  readonly text: string;
  readonly written: string;
  /** Offsets into the SQL; the end is behind the last character. */
  readonly start: number;
  readonly end: number;
}

/** What stands between parentheses. */
export interface SqlGroup {
  readonly kind: 'group';
  readonly items: readonly SqlItem[];
  readonly start: number;
  readonly end: number;
}

export type SqlItem = SqlToken | SqlGroup;

/** Longer texts are scripts, not queries. */
const MAX_LENGTH = 20_000;

const PARAMETERS = { positional: true, numbered: ['?' as const, ':' as const, '$' as const], named: [':' as const, '@' as const] };

/** Takes SQL apart, without white space and comments. `undefined` where quotes or parentheses stay open. */
export function tokenizeSql(text: string, dialect: SqlDialect): readonly SqlItem[] | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const tokens = scan(text, dialect);
  return tokens && nest(tokens);
}

function scan(text: string, dialect: SqlDialect): readonly SqlToken[] | undefined {
  const tokens: SqlToken[] = [];
  const state = { input: text, start: 0, position: -1, end: text.length - 1 };
  while (state.position < state.end) {
    state.start = state.position + 1;
    const { type, value } = scanToken(state, dialect, PARAMETERS);
    if (value === '') return undefined;
    if (type === 'whitespace' || type.startsWith('comment')) continue;
    const token = { kind: kindOf(type, value), text: value, written: value, start: state.start, end: state.start + value.length };
    if ((token.kind === 'text' || token.kind === 'name') && !isClosed(value)) return undefined;
    const last = tokens[tokens.length - 1];
    if (last && last.end === token.start && isOneWord(last, token)) tokens[tokens.length - 1] = joined(last, token);
    else tokens.push(token);
  }
  return tokens.map((token) => ({ ...token, text: plain(token) }));
}

function kindOf(type: string, value: string): SqlToken['kind'] {
  if (type === 'string') return 'text';
  if (type === 'parameter') return 'parameter';
  if (value === HOLE) return 'hole';
  if (/^["`[]/.test(value) && value.length > 1) return 'name';
  if (/^\d/.test(value)) return 'number';
  return /^\w/.test(value) ? 'word' : 'symbol';
}

function isClosed(value: string): boolean {
  const [first] = value;
  const last = value[value.length - 1];
  return value.length > 1 && (first === '[' ? last === ']' : first === last);
}

/** The scanner gives digits one by one, and ends a word where a hole begins. */
function isOneWord(before: SqlToken, after: SqlToken): boolean {
  if (before.kind === 'number') return after.kind === 'number' || after.kind === 'word' || after.kind === 'hole';
  const isWordy = (token: SqlToken) => token.kind === 'word' || token.kind === 'hole' || token.kind === 'number';
  return isWordy(before) && isWordy(after);
}

function joined(before: SqlToken, after: SqlToken): SqlToken {
  const kind = before.kind === 'number' && after.kind === 'number' ? 'number' : before.kind === 'hole' && after.kind === 'hole' ? 'hole' : 'word';
  const text = before.text + after.text;
  return { kind, text, written: text, start: before.start, end: after.end };
}

function plain({ kind, text }: SqlToken): string {
  return kind === 'word' ? text.toUpperCase() : kind === 'name' ? text.slice(1, -1) : text;
}

function nest(tokens: readonly SqlToken[]): readonly SqlItem[] | undefined {
  const open: { readonly items: SqlItem[]; readonly start: number }[] = [{ items: [], start: 0 }];
  for (const token of tokens) {
    const inner = open[open.length - 1];
    if (token.kind === 'symbol' && token.text === '(') {
      open.push({ items: [], start: token.start });
    } else if (token.kind === 'symbol' && token.text === ')') {
      const closed = open.pop();
      if (!closed || open.length === 0) return undefined;
      open[open.length - 1]?.items.push({ kind: 'group', items: closed.items, start: closed.start, end: token.end });
    } else {
      inner?.items.push(token);
    }
  }
  return open.length === 1 ? open[0]?.items : undefined;
}

/** Whether an item is one of these words, unquoted. */
export function isWord(item: SqlItem | undefined, ...words: readonly string[]): boolean {
  return item?.kind === 'word' && words.includes(item.text);
}

export function isSymbol(item: SqlItem | undefined, ...symbols: readonly string[]): boolean {
  return item?.kind === 'symbol' && symbols.includes(item.text);
}
