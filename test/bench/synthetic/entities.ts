import type { Random } from './random.ts';

/** What a module of the application is about. */
export interface Entity {
  /** `CustomerInvoice` */
  readonly type: string;
  /** `customerInvoice` */
  readonly name: string;
  /** `customer-invoice`: its folder. */
  readonly slug: string;
  readonly fields: readonly Field[];
  readonly store: 'prisma' | 'mongoose';
}

export interface Field {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'Date';
}

const NOUNS = [
  'Invoice', 'Order', 'Product', 'Shipment', 'Payment', 'Account', 'Ticket', 'Message', 'Report', 'Contract', 'Project', 'Task', 'Comment', 'Review', 'Booking',
  'Coupon', 'Address', 'Device', 'Session', 'Campaign', 'Article', 'Category', 'Supplier', 'Warehouse', 'Employee', 'Vacation', 'Expense', 'Budget', 'Asset', 'Event',
] as const;

const QUALIFIERS = ['', 'Customer', 'Internal', 'Archived', 'Partner', 'Draft', 'Recurring', 'Regional', 'Shared', 'Public', 'Team', 'Legacy', 'External', 'Monthly', 'Audit'] as const;

const FIELDS: readonly [Field, ...Field[]] = [
  { name: 'title', type: 'string' }, { name: 'status', type: 'string' }, { name: 'notes', type: 'string' }, { name: 'email', type: 'string' }, { name: 'currency', type: 'string' },
  { name: 'amount', type: 'number' }, { name: 'quantity', type: 'number' }, { name: 'priority', type: 'number' }, { name: 'discount', type: 'number' },
  { name: 'isActive', type: 'boolean' }, { name: 'isPaid', type: 'boolean' }, { name: 'dueAt', type: 'Date' }, { name: 'startsAt', type: 'Date' },
];

const LEAST_FIELDS = 3;
const MOST_FIELDS = 8;

/** Entities of different names. */
export function createEntities(count: number, random: Random): readonly Entity[] {
  return Array.from({ length: count }, (_, index) => createEntity(nameOf(index), random));
}

function createEntity(type: string, random: Random): Entity {
  const wanted = random.between(LEAST_FIELDS, MOST_FIELDS);
  const fields = new Set(Array.from({ length: wanted }, () => random.pick(FIELDS)));
  return {
    type,
    name: `${type.charAt(0).toLowerCase()}${type.slice(1)}`,
    slug: type.replace(/(?<=[a-z])(?=[A-Z0-9])/g, '-').toLowerCase(),
    fields: [...fields],
    store: random.happens(0.6) ? 'prisma' : 'mongoose',
  };
}

function nameOf(index: number): string {
  const noun = NOUNS[index % NOUNS.length] ?? 'Record';
  const row = Math.floor(index / NOUNS.length);
  const round = Math.floor(row / QUALIFIERS.length);
  return `${QUALIFIERS[row % QUALIFIERS.length] ?? ''}${noun}${round === 0 ? '' : round + 1}`;
}
