import type { Cookie } from '../concepts/cookie.ts';
import type { CrossOrigin } from '../concepts/cross-origin.ts';
import type { Intake } from '../concepts/intake.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Module } from '../syntax/tree.ts';
import { createConfiguredCalls } from './configured-calls.ts';
import { collectCookies } from './cookies.ts';
import { collectCrossOrigins } from './cross-origins.ts';
import { collectIntakes } from './intakes.ts';
import { collectOriginHeaders } from './origin-headers.ts';
import type { Reach } from './reach.ts';
import type { Source } from './source.ts';
import type { Startup } from './startup.ts';

/** Facts about calls that options decide, each collected when it is asked for. */
export interface ConfiguredFacts {
  readonly intakes: readonly Intake[];
  readonly cookies: readonly Cookie[];
  readonly crossOrigins: readonly CrossOrigin[];
}

export interface ConfiguredInput {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly startup: Startup;
  readonly reach: Reach;
  readonly modules: readonly Module[];
  readonly source: Source;
}

export function createConfiguredFacts({ evaluator, frameworks, startup, reach, modules, source }: ConfiguredInput): ConfiguredFacts {
  const calls = createConfiguredCalls(evaluator, frameworks, startup, reach, modules);
  const { project } = evaluator.program;
  let intakes: readonly Intake[] | undefined;
  let cookies: readonly Cookie[] | undefined;
  let crossOrigins: readonly CrossOrigin[] | undefined;
  let keepers: ReadonlySet<string> | undefined;

  /** An application is what one package holds. */
  const hasCookieSessions = (file: string): boolean => {
    keepers ??= new Set(facts.cookies.flatMap(({ isCredential, at }) => (isCredential ? [project.packageRoot(at.file)] : [])));
    return keepers.has(project.packageRoot(file));
  };

  const facts: ConfiguredFacts = {
    get intakes() {
      return (intakes ??= collectIntakes(calls, frameworks, source));
    },
    get cookies() {
      return (cookies ??= collectCookies(calls, frameworks, source));
    },
    get crossOrigins() {
      return (crossOrigins ??= [...collectCrossOrigins(calls, frameworks, hasCookieSessions, source), ...collectOriginHeaders(calls, frameworks, hasCookieSessions, source)]);
    },
  };
  return facts;
}
