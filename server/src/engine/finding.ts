import type { Span, TextEdit } from '../syntax/text.ts';

/** `off` exists in configuration only: a rule that is off yields nothing. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface RelatedPlace {
  readonly at: Span;
  readonly message: string;
}

/** What a rule found, with its message written out. The same in the editor and on the command line. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly at: Span;
  readonly related: readonly RelatedPlace[];
  /** Survives edits elsewhere in the file: made of rule, file, the text under the squiggle and its count, never of offsets. */
  readonly fingerprint: string;
}

/**
 * `safe` keeps behaviour and may run on save; `suggestion` changes behaviour and is chosen by a person;
 * `suppression` writes an ignore comment; `teach` writes a fact to `production-hints.json`.
 */
export type FixKind = 'safe' | 'suggestion' | 'suppression' | 'teach';

export interface Fix {
  readonly title: string;
  readonly kind: FixKind;
  /** Edits may be in several files. A file that does not exist yet counts as empty. */
  readonly edits: readonly TextEdit[];
}

/** A mistake in something that people wrote for us: configuration, a suppression comment. Shown in that file. */
export interface Problem {
  readonly at: Span;
  readonly message: string;
  readonly severity: Severity;
}
