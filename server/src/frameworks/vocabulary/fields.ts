import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';

/** A call that is given something about fields among its options: by what it gives, or by what is its first argument (`app.register(mercurius, options)`). */
export interface FieldOptionRow {
  readonly at?: ApiPath;
  readonly given?: ApiPath;
  readonly option: Slot & { readonly slot: 'option' };
}

/** Functions that give one field of one object, and run again for each object whose field is asked for. */
export interface FieldResolvers {
  /** Maps of them, by type and field. */
  readonly maps?: readonly FieldOptionRow[];
  /** What they get as their third argument, or the function that makes it. */
  readonly contexts?: readonly FieldOptionRow[];
  /** Calls that make one map of several. */
  readonly joins?: ApiPath;
  /** The member of a field that is an object which holds its function. */
  readonly functions?: readonly string[];
  /** Calls that make a type, with its name and its fields (or a function that gives them) among their options. */
  readonly objects?: { readonly at: ApiPath; readonly type: string; readonly fields: string };
  /** Calls that are given the types which queries begin with, whatever those are called. */
  readonly roots?: { readonly at: ApiPath; readonly keys: readonly string[] };
  /** The name beside the fields of a function that finds an object which another part of the graph refers to, and decorators of such methods. */
  readonly reference?: { readonly field: string } | { readonly methods: ApiPath };
  /** Decorators of methods that are such functions, and those of classes that say the type. */
  readonly methods?: ApiPath;
  readonly types?: ApiPath;
  /** Types of which a request sees one object, or none: what is asked for there is asked for once. */
  readonly once: RegExp;
}

/** The types that queries begin with, what groups them, what Relay puts around lists, and what a mutation gives. */
export const ONCE = /(Query|Queries|Mutations?|Subscriptions?|Connection|PageInfo|Payload|Viewer)(Type)?$/;
