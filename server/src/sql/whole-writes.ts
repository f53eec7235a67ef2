import { HOLE, isSymbol, isWord, type SqlItem } from './sql-tokens.ts';

/** Words that leave rows out of a write, or join it to other tables. */
const LEAVING = ['WHERE', 'LIMIT', 'TOP', 'FETCH', 'ORDER', 'JOIN', 'USING', 'PARTITION'];

/** Whether a change or deletion is seen to be one of every row. What the program puts anywhere but behind `=` may leave some out. */
export function writesEveryRow(items: readonly SqlItem[]): boolean {
  const [verb] = items;
  const isUpdate = isWord(verb, 'UPDATE');
  if (!isUpdate && !isWord(verb, 'DELETE')) return false;
  const set = isUpdate ? items.findIndex((item) => isWord(item, 'SET')) : items.length;
  return items.every((item, index) => {
    if (item.kind === 'group') return true;
    if (item.text.includes(HOLE)) return item.kind === 'hole' && isSymbol(items[index - 1], '=');
    return !isWord(item, ...LEAVING) && !(isUpdate && isWord(item, 'FROM')) && !(index < set && isSymbol(item, ','));
  });
}
