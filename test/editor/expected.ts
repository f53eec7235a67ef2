import assert from 'node:assert/strict';

/** A finding as the command line prints it in JSON: lines and columns from 1. */
export interface PrintedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly fixes: readonly { readonly title: string; readonly kind: string }[];
}

/** What the command line says of the example, and where the extension host leaves its results. */
export interface Assignment {
  readonly findings: readonly PrintedFinding[];
  readonly resultsFile: string;
}

export interface CaseResult {
  readonly name: string;
  readonly error?: string;
}

/** The only finding of a rule in a file of the example. */
export function findingOf(findings: readonly PrintedFinding[], file: string, rule: string): PrintedFinding {
  const [first, ...others] = findings.filter(finding => finding.file === file && finding.rule === rule);
  assert.ok(first, `the command line reports no ${rule} in ${file}`);
  assert.equal(others.length, 0, `the command line reports more than one ${rule} in ${file}`);
  return first;
}

/** The name of the variable that carries the path of an `Assignment` into the extension host. */
export const ASSIGNMENT = 'PRODUCTION_HINTS_TEST_ASSIGNMENT';

/** The places of the example that the tests work on. */
export const SHOP = {
  controller: 'src/controllers/orders.ts',
  routes: 'src/routes/orders.ts',
  app: 'src/app.ts',
  /** In the routes: a handler of the controller that nothing wraps. */
  unwrapped: { before: 'requireUser, placeOrder', after: 'requireUser, asyncHandler(placeOrder)' },
  /** In the app: the mount of the routes, one of which nothing guards. */
  mount: {
    before: "app.use('/api/orders', ordersRouter)",
    after: "app.use('/api/orders', requireUser, ordersRouter)",
    import: "import { requireUser } from './middleware/require-user.js';\n",
  },
} as const;
