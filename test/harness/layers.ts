import path from 'node:path';

/** A part of the product that has its own view of the others. */
interface Layer {
  readonly name: string;
  /** Which files belong to it. The first layer that matches counts. */
  readonly files: RegExp;
  /** Files of the project that it may import. */
  readonly sees: RegExp;
  /** Packages that it may import; built-in modules of Node are free here. */
  readonly packages: RegExp;
}

const NO_PACKAGE = /^$/;
const ANY_BUT_PARSER_AND_EDITOR = /^(?!typescript$|vscode)/;

/** From the bottom to the top. Types count as imports: who knows a type knows its owner. */
const LAYERS: readonly Layer[] = [
  layer('syntax', below('syntax'), /^typescript$/),
  layer('workspace', below('syntax', 'workspace'), ANY_BUT_PARSER_AND_EDITOR),
  layer('concepts', /^server\/src\/(?:concepts\/|syntax\/text\.ts$)/),
  layer('sql', /^server\/src\/(?:concepts\/|sql\/)/, /^sql-query-identifier(?:\/|$)/),
  layer('semantic', below('syntax', 'workspace', 'concepts', 'semantic')),
  {
    name: 'the list of frameworks',
    files: /^server\/src\/frameworks\/index\.ts$/,
    sees: below('frameworks'),
    packages: NO_PACKAGE,
  },
  layer('frameworks', /^server\/src\/(?:concepts\/|semantic\/api-path\.ts$|syntax\/text\.ts$|frameworks\/model\.ts$|frameworks\/vocabulary\/)/),
  layer('facts', below('syntax', 'workspace', 'concepts', 'semantic', 'sql', 'frameworks', 'facts')),
  {
    name: 'the joint of facts and models',
    files: /^server\/src\/engine\/read-program\.ts$/,
    sees: /^server\/src\/(?:(?:syntax|workspace|concepts|semantic|facts|engine)\/|frameworks\/index\.ts$)/,
    packages: ANY_BUT_PARSER_AND_EDITOR,
  },
  layer('engine', below('syntax', 'workspace', 'concepts', 'semantic', 'facts', 'engine'), ANY_BUT_PARSER_AND_EDITOR),
  {
    name: 'rule-api',
    files: /^server\/src\/rule-api\.ts$/,
    sees: below('syntax', 'concepts', 'semantic', 'facts', 'engine'),
    packages: NO_PACKAGE,
  },
  {
    name: 'service',
    files: /^server\/src\/service(?:-types)?\.ts$/,
    sees: /^server\/src\/(?:(?:syntax|workspace|concepts|facts|engine)\/|service-types\.ts$)/,
    packages: NO_PACKAGE,
  },
  layer('report', /^server\/src\/(?:(?:syntax|workspace|concepts|facts|engine|report)\/|service-types\.ts$)/, ANY_BUT_PARSER_AND_EDITOR),
  layer('remote', /^server\/src\/(?:(?:syntax|workspace|concepts|facts|engine|remote)\/|service-types\.ts$)/),
  layer('lsp', /^server\/src\/(?:(?:syntax|workspace|concepts|facts|engine|lsp)\/|remote\/remote-service\.ts$)/, /^vscode-(?:languageserver|jsonrpc|uri)/),
  layer('store', /^server\/src\/(?:(?:syntax|workspace|concepts|facts|engine|store)\/|service-types\.ts$)/),
  {
    name: 'the joint of service and rules',
    files: /^server\/src\/open-service\.ts$/,
    sees: /^(?:server\/src\/(?:(?:syntax|engine)\/|service(?:-types)?\.ts$)|rules\/index\.ts$)/,
    packages: NO_PACKAGE,
  },
  { name: 'the name of the build', files: /^server\/src\/build\.ts$/, sees: /^$/, packages: NO_PACKAGE },
  {
    name: 'the start of a program',
    files: /^server\/src\/(?:cli|server)\.ts$/,
    sees: /^server\/src\/(?:build|command-line|main|store\/compile-cache)\.ts$/,
    packages: NO_PACKAGE,
  },
  {
    name: 'main',
    files: /^server\/src\/main\.ts$/,
    sees: /^(?:server\/src\/(?:workspace|lsp|remote)\/|package\.json$)/,
    packages: NO_PACKAGE,
  },
  {
    name: 'the thread of the services',
    files: /^server\/src\/worker\.ts$/,
    sees: /^server\/src\/(?:(?:workspace|remote|store)\/|(?:build|open-service|service-types)\.ts$)/,
    packages: NO_PACKAGE,
  },
  {
    name: 'command line',
    files: /^server\/src\/command-line\.ts$/,
    sees: /^(?:server\/src\/(?:(?:syntax|workspace|engine|report|store)\/|(?:build|open-service|service-types)\.ts$)|package\.json$)/,
    packages: ANY_BUT_PARSER_AND_EDITOR,
  },
  {
    name: 'client',
    files: /^client\/src\//,
    sees: /^(?:client\/src\/|server\/src\/lsp\/protocol\.ts$)/,
    packages: /^vscode(?:-languageclient(?:\/.*)?)?$/,
  },
  {
    name: 'the list of rules',
    files: /^rules\/index\.ts$/,
    sees: /^rules\//,
    packages: /^#rule-api$/,
  },
  { name: 'a rule', files: /^rules\//, sees: /^$/, packages: /^#rule-api$/ },
];

/** The layer of a file below the project's root. */
export function layerOf(file: string): string | undefined {
  return LAYERS.find(({ files }) => files.test(file))?.name;
}

/** Those imports of a file that its layer may not have, one sentence each. Files without a layer import what they like. */
export function forbiddenImports(file: string, specifiers: readonly string[]): readonly string[] {
  const own = LAYERS.find(({ files }) => files.test(file));
  if (!own) return [];
  return specifiers.filter((specifier) => !isAllowed(own, file, specifier)).map((specifier) => `${file} (${own.name}) imports ${specifier}`);
}

function isAllowed(own: Layer, file: string, specifier: string): boolean {
  if (specifier.startsWith('.')) return own.sees.test(path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)));
  if (specifier.startsWith('node:')) return own.name !== 'a rule' && own.name !== 'frameworks';
  return own.packages.test(specifier);
}

function layer(name: string, sees: RegExp, packages: RegExp = NO_PACKAGE): Layer {
  return { name, files: new RegExp(`^server/src/${name}/`), sees, packages };
}

function below(...folders: readonly string[]): RegExp {
  return new RegExp(`^server/src/(?:${folders.join('|')})/`);
}
