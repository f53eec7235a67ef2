import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';

/** Routes that are functions in a map that a server is given, by type and field: GraphQL resolvers. */
export interface ResolverRouting {
  /** Calls that are given the map. */
  readonly servers: readonly { readonly at: ApiPath; readonly resolvers: Slot }[];
  /** Calls that are given the function which makes the context of each request; it runs before every resolver. */
  readonly contexts: readonly { readonly at: ApiPath; readonly context: Slot }[];
  /** Calls that make one map of several. */
  readonly joins: ApiPath;
  /** Calls that make one resolver of several, which run in order until one refuses. */
  readonly chains: ApiPath;
  /** Calls that put permissions around a whole schema, out of sight of its resolvers. */
  readonly shields: ApiPath;
  /** What gives directives in the text of a schema a meaning. */
  readonly directives: SchemaDirectives;
  /** The types whose fields callers ask for by name, with the method that they are spoken of by. */
  readonly operations: Readonly<Record<string, string>>;
  /** The member of a field that is an object which holds its function. */
  readonly functions: readonly string[];
  /** What functions are called as: the context's, and the resolvers. */
  readonly contextKind: string;
  readonly resolverKind: string;
}

/** What gives directives a meaning: `@auth` on a field does nothing by itself. */
export interface SchemaDirectives {
  /** Calls that ask whether a directive stands on something, and the argument that is its name. */
  readonly asks: { readonly at: ApiPath; readonly name: number };
  /** Calls that change every field of a schema. */
  readonly changes: ApiPath;
  /** Directives that are classes, by name, among the options of a server. */
  readonly classes: Slot & { readonly slot: 'option' };
  /** Those that a router in front of the server asks its callers for. https://www.apollographql.com/docs/graphos/routing/security/authorization */
  readonly elsewhere: readonly string[];
}
