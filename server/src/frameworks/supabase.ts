import { api, arg, argsFrom, chained, defineFramework, either, option, type QueryRow } from './model.ts';

const library = api('@supabase/supabase-js', '@supabase/postgrest-js', '@supabase/ssr', '@supabase/auth-helpers-nextjs', '@supabase/auth-helpers-remix', '@supabase/auth-helpers-sveltekit', '@supabase/auth-helpers-shared');
const makers = ['createClient', 'createServerClient', 'createBrowserClient', 'createServerComponentClient', 'createRouteHandlerClient', 'createServerActionClient', 'createMiddlewareClient', 'createServerSupabaseClient', 'createPagesServerClient'];
const client = either(library.member(...makers).call(), library.member('SupabaseClient', 'PostgrestClient').instance()).fluent('schema');
const naming = client.member('from');
const table = naming.call();

/** The conditions of a query stand behind `select`, `update` and `delete`. */
const columns = {
  equals: ['eq', 'is'],
  lists: ['in', 'match', 'or', 'filter', 'not', 'containedBy', 'textSearch'],
  others: ['neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'likeAllOf', 'likeAnyOf', 'ilikeAllOf', 'ilikeAnyOf', 'contains', 'overlaps', 'rangeGt', 'rangeGte', 'rangeLt', 'rangeLte', 'rangeAdjacent'],
  compares: [],
};

const singleBy = ['single', 'maybeSingle'];
const givesBack = { select: 'many' } as const;

const queries: readonly QueryRow[] = [
  {
    at: table.member('select'), operation: 'read', returns: 'many',
    limits: [chained('limit'), chained('range')], columns,
    switchedBy: option(1, 'head'), // asks for the number of rows only
    boundedBy: ['single', 'maybeSingle', 'explain'], singleBy,
    // PostgREST's `max-rows`: 1,000 where Supabase runs it, none where nobody sets it.
    cap: { text: '1,000 rows', isSetting: true },
    isBuilder: true, runs: ['then', 'catch', 'finally'],
  },
  { at: table.member('insert'), operation: 'insert', returns: 'nothing', givesBack, singleBy },
  { at: table.member('update', 'upsert'), operation: 'update', returns: 'nothing', givesBack, singleBy },
  { at: table.member('delete'), operation: 'delete', returns: 'nothing', givesBack, singleBy },
  { at: client.member('rpc'), operation: 'raw', returns: 'many', limits: [argsFrom(0)], table: arg(0) },
];

/** The client for PostgREST, which runs a query when it is awaited. */
export default defineFramework({
  name: 'Supabase',
  packages: ['@supabase/supabase-js', '@supabase/postgrest-js', '@supabase/ssr'],
  docs: 'https://supabase.com/docs/reference/javascript/select',
  queries,
  // What it gives never rejects: a failure is its `error`.
  promises: { lazy: [{ at: either(table.member('select', 'insert', 'update', 'upsert', 'delete'), client.member('rpc')), endedBy: [] }], harmless: either(table.within(), client.member('rpc')) },
  tables: table,
});
