/**
 * Where a value comes from, as data: `api('express').member('Router').call()`. Framework models are tables of these.
 * A path is matched against a value that was resolved by provenance; the names of variables play no part.
 */
export type Pattern =
  | { readonly kind: 'root'; readonly packages: readonly string[] }
  | { readonly kind: 'member'; readonly of: Pattern; readonly names?: ReadonlySet<string> }
  | { readonly kind: 'call'; readonly of: Pattern }
  | { readonly kind: 'instance'; readonly of: Pattern }
  | { readonly kind: 'callback'; readonly of: Pattern; readonly index: number }
  | { readonly kind: 'fluent'; readonly of: Pattern; readonly methods: ReadonlySet<string> }
  | { readonly kind: 'within'; readonly of: Pattern }
  | { readonly kind: 'either'; readonly paths: readonly Pattern[] };

export interface ApiPath {
  readonly pattern: Pattern;
  /** A member of one of these names. */
  member(...names: string[]): ApiPath;
  anyMember(): ApiPath;
  /** What a call gives; of a promise, what it resolves to. */
  call(): ApiPath;
  /** `new X()`, an instance of a subclass of X, a parameter or field annotated as X. */
  instance(): ApiPath;
  /** What a function gives to the callback among its arguments: `client.member('$transaction').callback(0)` is `tx`. */
  callback(index: number): ApiPath;
  /** The value itself, or what calls of these methods on it give, however often: `app.withTypeProvider()`. */
  fluent(...methods: string[]): ApiPath;
  /** The value itself, or anything that is reached from it: a schema, however it was put together. */
  within(): ApiPath;
}

/** A value of one of these packages: the module object or its default export. Globals are `api('(global)')`. */
export function api(...packages: string[]): ApiPath {
  return path({ kind: 'root', packages });
}

export function either(...paths: ApiPath[]): ApiPath {
  return path({ kind: 'either', paths: paths.map(({ pattern }) => pattern) });
}

function path(pattern: Pattern): ApiPath {
  return {
    pattern,
    member: (...names) => path({ kind: 'member', of: pattern, names: new Set(names) }),
    anyMember: () => path({ kind: 'member', of: pattern }),
    call: () => path({ kind: 'call', of: pattern }),
    instance: () => path({ kind: 'instance', of: pattern }),
    callback: (index) => path({ kind: 'callback', of: pattern, index }),
    fluent: (...methods) => path({ kind: 'fluent', of: pattern, methods: new Set(methods) }),
    within: () => path({ kind: 'within', of: pattern }),
  };
}

/** The packages that a path may begin with: a value of another one never matches it. */
export function rootsOf({ pattern }: ApiPath): readonly string[] {
  return rootsOfPattern(pattern);
}

const roots = new WeakMap<Pattern, readonly string[]>();

function rootsOfPattern(pattern: Pattern): readonly string[] {
  if (pattern.kind === 'root') return pattern.packages;
  if (pattern.kind !== 'either') return rootsOfPattern(pattern.of);
  const known = roots.get(pattern);
  if (known) return known;
  const found = [...new Set(pattern.paths.flatMap(rootsOfPattern))];
  roots.set(pattern, found);
  return found;
}

/** The part of an API value that matching looks at. */
export interface ApiShape {
  readonly of?: ApiShape;
  readonly step: 'root' | 'member' | 'call' | 'new' | 'typed' | 'callback';
  readonly name: string;
}

export function matches({ pattern }: ApiPath, value: ApiShape): boolean {
  return matchesPattern(pattern, value);
}

function matchesPattern(pattern: Pattern, value: ApiShape): boolean {
  const { of } = value;
  switch (pattern.kind) {
    case 'root': return value.step === 'root' && pattern.packages.includes(value.name);
    case 'member': return value.step === 'member' && of !== undefined && (!pattern.names || pattern.names.has(value.name)) && matchesPattern(pattern.of, of);
    case 'call': return value.step === 'call' && of !== undefined && matchesPattern(pattern.of, of);
    case 'instance': return (value.step === 'new' || value.step === 'typed') && of !== undefined && matchesPattern(pattern.of, of);
    case 'callback': return value.step === 'callback' && of !== undefined && value.name === String(pattern.index) && matchesPattern(pattern.of, of);
    case 'within': return matchesPattern(pattern.of, value) || (of !== undefined && matchesPattern(pattern, of));
    case 'either':
      for (const one of pattern.paths) if (matchesPattern(one, value)) return true;
      return false;
    case 'fluent':
      if (matchesPattern(pattern.of, value)) return true;
      return value.step === 'call' && of?.step === 'member' && pattern.methods.has(of.name) && of.of !== undefined && matchesPattern(pattern, of.of);
  }
}

/** How a value that matches can end: `*` is every way; of members, the names, where only some are meant. */
export interface PathEnd {
  readonly step: ApiShape['step'] | '*';
  readonly names?: ReadonlySet<string>;
}

/** The ends that a path may have: a value that ends otherwise never matches it. */
export function endsOf(pattern: Pattern): readonly PathEnd[] {
  switch (pattern.kind) {
    case 'root':
    case 'call':
    case 'callback': return [{ step: pattern.kind }];
    case 'member': return [{ step: 'member', ...(pattern.names && { names: pattern.names }) }];
    case 'instance': return [{ step: 'new' }, { step: 'typed' }];
    case 'within': return [{ step: '*' }];
    case 'either': return pattern.paths.flatMap(endsOf);
    case 'fluent': return [...endsOf(pattern.of), { step: 'call' }];
  }
}

/** The names that a path may end in; none where it ends otherwise. */
export function lastNamesOf(pattern: Pattern): readonly string[] {
  if (pattern.kind === 'either') return pattern.paths.flatMap(lastNamesOf);
  return pattern.kind === 'member' ? [...pattern.names ?? []] : [];
}
