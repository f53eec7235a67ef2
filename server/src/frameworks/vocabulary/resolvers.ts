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
  /** The types whose fields callers ask for by name, with the method that they are spoken of by. */
  readonly operations: Readonly<Record<string, string>>;
  /** The member of a field that is an object which holds its function. */
  readonly functions: readonly string[];
  /** What functions are called as: the context's, and the resolvers. */
  readonly contextKind: string;
  readonly resolverKind: string;
}
