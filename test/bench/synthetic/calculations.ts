import type { Entity } from './entities.ts';
import type { Random } from './random.ts';

const LEAST_FUNCTIONS = 4;
const MOST_FUNCTIONS = 14;

/** What an application computes without asking anybody: most of the text of real ones, and none of it fails in production. */
export function calculations({ type, name, slug, fields }: Entity, number: number, random: Random): string {
  const functions = Array.from({ length: random.between(LEAST_FUNCTIONS, MOST_FUNCTIONS) }, (_, index) => {
    const { name: field } = random.pick([fields[0] ?? { name: 'id' }, ...fields]);
    const limit = random.between(2, 90);
    return `
/** Groups by ${field}, and leaves out what is older than ${limit} days. */
export function ${name}Step${index + 1}(items: readonly ${type}[], now: Date): Map<string, ${type}[]> {
  const groups = new Map<string, ${type}[]>();
  const oldest = now.getTime() - ${limit} * DAY;
  for (const item of items) {
    if (item.createdAt.getTime() < oldest) continue;
    const key = String(item.${field} ?? 'none');
    const group = groups.get(key) ?? [];
    group.push({ ...item });
    groups.set(key, group);
  }
  return groups;
}

function weight${index + 1}(item: ${type}, rates: Record<string, number>): number {
  const rate = rates[item.ownerId] ?? rates.default ?? ${limit / 100};
  switch (String(item.${field}).length % 3) {
    case 0:
      return rate * ${limit};
    case 1:
      return Math.round(rate * ${limit} * 100) / 100;
    default:
      return Math.max(0, rate - ${limit} / 365);
  }
}

export const ${name}Total${index + 1} = (items: readonly ${type}[], rates: Record<string, number>): number =>
  items.filter(({ ownerId }) => ownerId !== '').map((item) => weight${index + 1}(item, rates)).reduce((sum, value) => sum + value, 0);
`;
  });
  return `import type { ${type} } from '../modules/${slug}/${slug}.types';

/** Part ${number}. */
const DAY = 24 * 60 * 60 * 1000;
${functions.join('')}`;
}
