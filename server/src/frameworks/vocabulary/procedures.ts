import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';

/** Routes that are functions under a key of a router, each made by a chain of calls that says what runs before it. */
export interface ProcedureRouting {
  /** Calls that make a router of a map by name, and calls that make one of several. */
  readonly routers: ApiPath;
  readonly merged: ApiPath;
  /** Calls around a function that loads a router when it is needed. */
  readonly lazy: ApiPath;
  /** What a chain begins with, or has come to. */
  readonly builders: ApiPath;
  /** Calls of the chain that end it, with the method that callers speak of. */
  readonly ends: Readonly<Record<string, string>>;
  /** Calls of the chain that put a function before the procedure, and those that put another chain's there. */
  readonly layers: readonly string[];
  readonly joins: readonly string[];
  /** Calls of the chain that say what the input has to be like. */
  readonly inputs: readonly string[];
  /** The member of what functions of the chain are told that those before may have added to, and the one that they call to do so: `opts.next({ ctx: { db } })`. */
  readonly context: { readonly member: string; readonly next: string };
  /** Calls that make a function to be put before procedures, and calls of what they give that put others behind it. */
  readonly middleware: ApiPath;
  readonly pipes: readonly string[];
  /** Calls that serve a router. */
  readonly servers: readonly { readonly at: ApiPath; readonly router: Slot }[];
  /** What serves a router once it is given to another framework, with the router among the options beside it. */
  readonly handedOn: { readonly plugin: ApiPath; readonly path: readonly string[] };
  /** What functions of the chain are called as, and the last one. */
  readonly layerKind: string;
  readonly procedureKind: string;
}
