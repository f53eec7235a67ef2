/** Put in by the bundler: a name for everything that it made, so that no build takes what another one kept. */
declare const PRODUCTION_HINTS_BUILD: string;

export const build: string = PRODUCTION_HINTS_BUILD;
