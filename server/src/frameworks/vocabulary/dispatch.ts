import type { ApiPath } from '../../semantic/api-path.ts';

/** A server whose one function gets every request, and tells them apart by itself: `if (req.url === '/orders')`. */
export interface Dispatch {
  /** The request that such a function gets, where its origin is known; elsewhere it is the first parameter. */
  readonly request: ApiPath;
  /** Members of the request that hold what was asked for. */
  readonly path: string;
  readonly method: string;
  /** What takes an address apart, and the member of it that holds the path. The address is the first argument. */
  readonly parsed: readonly { readonly at: ApiPath; readonly member: string }[];
}
