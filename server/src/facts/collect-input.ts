import type { FrameworkModel, UniqueKey } from '../frameworks/model.ts';
import type { Module } from '../syntax/tree.ts';
import { roleOf } from '../workspace/classify.ts';
import type { RouteTools } from './route-facts.ts';
import type { LimitTools } from './route-limits.ts';
import type { RouteMount } from './routing.ts';

/** What facts are collected from. */
export interface CollectInput extends RouteTools, LimitTools {
  /** What schemas say is unique. */
  readonly unique: readonly UniqueKey[];
  readonly frameworks: readonly FrameworkModel[];
  readonly mounts: readonly RouteMount[];
  readonly modules: readonly Module[];
  /** Routes that were declared public, as a file's configuration writes them. */
  publicRoutes(file: string): readonly string[];
  /** Whether the application at a file has one of the packages that know users. */
  impliesUsers(file: string): boolean;
}

/** Whether a file is part of the server, and not of what is run beside it. */
export function isServerFile({ evaluator }: CollectInput, file: string): boolean {
  const role = roleOf(evaluator.program.project, file);
  return role === 'server' || (role === 'script' && /(^|\/)bin\/(www|server|start|app|index|main)\b/.test(file));
}
