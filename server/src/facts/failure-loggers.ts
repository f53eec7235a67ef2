import type { Evaluator } from '../semantic/evaluate.ts';
import { eachStatement, expressionsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import type { Loggers } from './loggers.ts';
import { importEdits, type Importable } from './import-edits.ts';
import { sourceText, type Source } from './source.ts';

/** How a place can log a failure: the callee, and the import that it needs. */
export interface FailureLogger {
  readonly callee: string;
  readonly edits: readonly TextEdit[];
}

export interface FailureLoggers {
  /** What the code beside a place logs its failures with, else what the project does most, else the console. */
  loggerAt(frame: Frame): FailureLogger;
}

const CONSOLE: FailureLogger = { callee: 'console.error', edits: [] };

interface Use {
  readonly callee: string;
  readonly root: Expression;
  readonly fn: FunctionNode;
}

/** Looks at what the project's `catch` clauses call. */
export function createFailureLoggers(evaluator: Evaluator, source: Source, modules: readonly Module[], loggers: Loggers): FailureLoggers {
  const known = new Map<Module, readonly Use[]>();
  let common: Importable & { readonly callee: string } | 'none' | undefined;

  function usesIn(module: Module): readonly Use[] {
    const cached = known.get(module);
    if (cached) return cached;
    const found: Use[] = [];
    for (const fn of module.functions) {
      eachStatement(fn.body, (statement) => {
        const frame = statement.kind === 'try' && statement.handler ? evaluator.frames.generic(module, fn.id) : undefined;
        if (statement.kind !== 'try' || !statement.handler || !frame) return;
        eachStatement(statement.handler.body, (inner) => {
          for (const expression of expressionsOf(inner)) note(expression, frame, found);
        });
      });
    }
    known.set(module, found);
    return found;
  }

  function note(node: Expression, frame: Frame, found: Use[]): void {
    if (node.kind !== 'call' || node.callee.kind !== 'member' || node.args.length === 0 || loggers.tellingOf(node, frame)?.level !== 'failures') return;
    const { module, fn } = frame;
    const root = rootOf(node.callee);
    if (root.kind === 'name' || root.kind === 'this') found.push({ callee: sourceText(source, module, node.callee), root, fn });
  }

  function loggerAt(frame: Frame): FailureLogger {
    const { module } = frame;
    const beside = mostUsed(usesIn(module).filter((use) => isKnownAt(use, frame)).map(({ callee }) => callee));
    if (beside !== undefined) return { callee: beside, edits: [] };
    common ??= commonest() ?? 'none';
    const edits = common === 'none' ? undefined : importEdits(evaluator.program, source, module, common);
    return common === 'none' || !edits ? CONSOLE : { callee: common.callee, edits };
  }

  /** Whether a logger means the same at another place: a name of the module, or a field of the same class. */
  function isKnownAt({ root, fn }: Use, { module, fn: at }: Frame): boolean {
    if (root.kind === 'this') return classOf(module, fn) !== undefined && classOf(module, fn) === classOf(module, at);
    if (root.kind !== 'name') return false;
    const binding = findBinding(module, root.scope, root.name);
    return binding === undefined ? root.name === 'console' : binding.scope === 0 && findBinding(module, at.scope, root.name) === binding;
  }

  /** What most files import from one file of the project's to log failures with. */
  function commonest(): (Importable & { readonly callee: string }) | undefined {
    const counts = new Map<string, { readonly logger: Importable & { readonly callee: string }; count: number }>();
    let others = 0;
    for (const module of modules) {
      for (const { callee, root } of usesIn(module)) {
        const logger = root.kind === 'name' ? importedAs(module, root, callee) : undefined;
        if (!logger) {
          others++;
          continue;
        }
        const key = JSON.stringify([logger.from, logger.exported, callee]);
        const entry = counts.get(key) ?? { logger, count: 0 };
        entry.count++;
        counts.set(key, entry);
      }
    }
    const [best] = [...counts].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
    return best && best[1].count * 2 > others ? best[1].logger : undefined;
  }

  function importedAs(module: Module, root: Expression & { kind: 'name' }, callee: string): (Importable & { readonly callee: string }) | undefined {
    const [definition] = findBinding(module, root.scope, root.name)?.definitions ?? [];
    if (definition?.kind !== 'import' || definition.imported === '*') return undefined;
    const resolution = evaluator.program.resolve(module.file, definition.specifier);
    return resolution.kind === 'file' ? { from: { file: resolution.path }, exported: definition.imported, name: root.name, callee } : undefined;
  }

  return { loggerAt };
}

function rootOf(node: Expression): Expression {
  return node.kind === 'member' ? rootOf(node.object) : node;
}

/** The class whose `this` a function sees. */
function classOf(module: Module, fn: FunctionNode): number | undefined {
  let at: FunctionNode | undefined = fn;
  while (at && at.form === 'arrow') at = module.functions[at.parent];
  return at && !at.isStatic ? at.classId : undefined;
}

function mostUsed(all: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
