import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';
import type { InputKind } from './conversation.ts';

/** A call that says whether what it is given fits. */
export interface CheckRow {
  readonly at: ApiPath;
  /** What is looked at. */
  readonly value: Slot & { readonly slot: 'argument' };
  /** How it says that it doesn't fit: it throws, its promise rejects, or it only tells whoever looks at what it gives. */
  readonly says: 'throws' | 'rejects' | 'result';
}

/** Calls that note what is wrong with single inputs, until somebody asks: `body('email').isEmail()`, `validationResult(req)`. */
export interface CollectingChecks {
  /** What stands as a middleware or is run by hand; its first call names the fields. */
  readonly chains: ApiPath;
  /** By the name of the function that begins the chain; one that isn't listed looks everywhere. */
  readonly inputs: Readonly<Record<string, InputKind>>;
  readonly asks: ApiPath;
}

/** How people write a schema with a library. `{{…}}` is filled in. */
export interface SchemaWriting {
  /** The import: the exported name (`=` for the whole package), and what it is called. */
  readonly exported: string;
  readonly name: string;
  /** One field of an object, by its name. */
  readonly field: string;
  /** The line that checks `{{value}}` by an object of `{{fields}}`; what it gives is called `{{result}}`. */
  readonly check: string;
  /** The condition under which it doesn't fit, and what tells the caller why. */
  readonly fails: string;
  readonly reason: string;
}
