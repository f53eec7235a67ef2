import type { HandlerRow } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import { anyInstance } from '../semantic/frames.ts';
import { NOTHING_KNOWN, type ApiValue, type ClassValue } from '../semantic/values.ts';
import type { ClassMember } from '../syntax/tree.ts';
import { annotationsOf } from './route-marks.ts';
import { appliedDecorators, type Applied } from './applied-decorators.ts';
import { classKey, createClassLayers, type ClassLayers } from './class-layers.ts';
import type { Member } from './class-modules.ts';
import { fullPaths, handlerPaths, holderPaths, versionOf } from './class-paths.ts';
import { findApplications, type DecoratedApplication, type DecoratedFramework } from './decorated-applications.ts';
import type { RouteContext } from './find-routes.ts';
import { handlerParameters } from './handler-parameters.ts';
import { listed, optionOf, type Written } from './listed.ts';
import type { Host, Registered, Registration } from './registration.ts';
import { packageOf } from './roles.ts';
import { coverage } from './path-coverage.ts';
import type { Layer, RouteMount } from './routing.ts';
import { lastNameOf } from './source.ts';

/** A function that decorators put before a handler. */
interface Before {
  readonly handler: Registered;
  readonly conditional: boolean;
  readonly decorator: Written;
}

/** A method that is a handler, in the class that writes it. */
interface DecoratedMethod {
  readonly member: ClassMember;
  readonly owner: ClassValue;
  readonly decorators: readonly Applied[];
}

/** Base classes of base classes, at most. */
const MAX_DEPTH = 8;

/** Routes that are methods of decorated classes, of every application that serves them. */
export function decoratedRoutes(context: RouteContext): readonly RouteMount[] {
  return context.frameworks.filter(isDecorated).flatMap((framework) => {
    const { decorated } = framework.routing;
    const layers = createClassLayers(context.evaluator, context.roles, decorated.modules);
    const read = createClassReader(context, framework, layers);
    return findApplications(context, framework, layers).flatMap((application) => application.members.flatMap((member) => read(application, member)));
  });
}

function isDecorated(model: RouteContext['frameworks'][number]): model is DecoratedFramework {
  return model.routing?.decorated !== undefined;
}

function createClassReader({ evaluator, roles }: RouteContext, framework: DecoratedFramework, layers: ClassLayers): (application: DecoratedApplication, member: Member) => readonly RouteMount[] {
  const { decorated } = framework.routing;
  const hosts = new Map<string, Host>();

  return (application, { cls, module }) => {
    const decorators = linearBases(cls).flatMap((one) => appliedDecorators(evaluator, decorated, one.node.decorators, one.frame));
    const holder = holderPaths(evaluator, decorated, decorators);
    if (!holder) return [];
    const common = beforeHandlers(application, decorators);
    const modulePrefix = module ? application.modulePrefixes.get(classKey(module)) : undefined;
    const place = { application, cls, decorators, holder, common, module: modulePrefix ?? '' };
    return methodsOf(cls).flatMap((method) => method.decorators.flatMap((applied) => {
      const row = applied.value && handlerRow(applied.value);
      return row && applied.value ? routesBy(place, method, applied, applied.value, row) : [];
    }));
  };

  function routesBy(place: Place, { member, owner, decorators }: DecoratedMethod, applied: Applied, value: ApiValue, row: HandlerRow): readonly RouteMount[] {
    const { application, cls, holder } = place;
    const method = row.methods[value.of?.name ?? ''] ?? '';
    const own = handlerPaths(evaluator, row, value, member.name);
    const versions = versionOf(evaluator, decorated, decorators) ?? holder.versions;
    const paths = row.isHttp ? fullPaths(application.paths, method, { versions, module: place.module, holder: holder.paths, own }) : own.map((path) => ({ path, local: path }));
    const { handler, refusing } = handlerOf(cls, owner, member);
    const annotations = annotationsOf(evaluator, decorated, row.transport, { handler: decorators, class: place.decorators });
    const host = hostOf(cls);
    const [first] = member.decorators ?? [];
    const node = { start: (first?.start ?? applied.written.expression.start) - 1, end: member.value?.end ?? applied.written.expression.end };
    const callee = applied.written.expression.kind === 'call' ? applied.written.expression.callee : applied.written.expression;
    const at = lastNameOf(owner.frame.module, callee);
    const registration: Registration = { kind: 'route', host, method, paths: paths.map(({ path }) => path), handlers: [handler], node, at, frame: owner.frame, conditional: applied.conditional, ...(row.isUnanswered && { isUnanswered: true }) };
    const ofRoute = [...beforeHandlers(application, decorators), ...refusing.flatMap((one) => itself(one))];
    return paths.map(({ path, local }) => ({
      registration, method, path, handler, annotations,
      hosts: [application.host, host],
      isComplete: application.isComplete,
      layers: [
        ...(row.isHttp ? httpLayers(application, cls, path, local, method) : []),
        ...application.global.filter((one) => row.isHttp || !one.isHttpOnly || row.transport === 'graphql').map((one) => layer(one.handler, registration, 'global', one.conditional)),
        ...place.common.map((one) => layer(one.handler, registration, 'controller', one.conditional, one.decorator)),
        ...ofRoute.map((one) => layer(one.handler, registration, 'route', one.conditional, one.decorator)),
      ],
    }));
  }

  function httpLayers({ mounts, middleware }: DecoratedApplication, cls: ClassValue, path: string, local: string, method: string): readonly Layer[] {
    const mounted = mounts.flatMap((registration) => registration.paths.flatMap((prefix) => {
      const covers = coverage({ prefix: prefix ?? '<…>', method: 'ALL', extent: 'itself and below' }, path, method);
      return covers === 'absent' ? [] : registration.handlers.map((handler) => layer(handler, registration, 'app', registration.conditional || covers === 'unknown'));
    }));
    const bound = middleware.flatMap(({ handler, covers }) => {
      const answer = covers(cls, local, method);
      return answer === 'absent' ? [] : [layer(handler, { kind: 'mount', host: hostOf(cls), method: 'ALL', paths: [], handlers: [handler], node: handler.expression, at: handler.expression, frame: handler.frame, conditional: false }, 'app', answer === 'unknown')];
    });
    return [...mounted, ...bound];
  }

  /** The functions that a class's or a method's decorators put before handlers. */
  function beforeHandlers({ options }: DecoratedApplication, decorators: readonly Applied[]): readonly Before[] {
    return decorators.flatMap((applied): readonly Before[] => {
      const { value, written, conditional } = applied;
      const row = value && decorated.layers.find(({ at }) => matches(at, value));
      if (!value || !row) return isHarmless(value) ? [] : itself(applied);
      if (row.option !== undefined) {
        const given = optionOf(evaluator, options, row.option);
        const called = given && layers.register({ ...given, values: evaluator.evaluate(given.expression, given.frame), conditional }, row);
        return called ? [{ handler: { ...called, expression: written.expression, frame: written.frame }, conditional, decorator: written }] : itself(applied);
      }
      const { site } = value;
      if (!row.given || site?.node.kind !== 'call' || row.given.slot !== 'arguments') return itself(applied);
      const list = { kind: 'array' as const, start: site.node.start, end: site.node.end, elements: site.node.args.slice(row.given.from) };
      return listed(evaluator, { expression: list, frame: site.frame }).map((element) => ({ handler: layers.register(element, row), conditional: conditional || element.conditional, decorator: written }));
    });
  }

  /** A decorator that guards, or may guard, by itself. */
  function itself({ value, written, conditional }: Applied): readonly Before[] {
    const handler: Registered = { expression: written.expression, frame: written.frame, values: value ? [value] : NOTHING_KNOWN };
    return [{ handler, conditional, decorator: written }];
  }

  /** What a framework brings itself is known; what no model knows may be anything. */
  function isHarmless(value: ApiValue | undefined): boolean {
    if (!value) return false;
    const role = roles.roleOf(value);
    return role === 'unknown' ? framework.packages.includes(packageOf(value)) : role === 'neutral';
  }

  function handlerOf(cls: ClassValue, owner: ClassValue, member: ClassMember): { readonly handler: Registered; readonly refusing: readonly Applied[] } {
    const instance = anyInstance(cls);
    const values = evaluator.member(instance, member.name).map((value) => (value.kind === 'function' ? { ...value, self: instance } : value));
    const [value] = values;
    const expression = member.value ?? { kind: 'opaque' as const, start: owner.node.start, end: owner.node.end, parts: [] };
    if (value?.kind !== 'function') return { handler: { expression, frame: owner.frame, values, as: decorated.handlerKind }, refusing: [] };
    const { shape, makers, refusing } = handlerParameters(evaluator, decorated, value.fn, owner.frame);
    return { handler: { expression, frame: owner.frame, values, as: decorated.handlerKind, shape, makers }, refusing };
  }

  function handlerRow({ of }: ApiValue): HandlerRow | undefined {
    return of && decorated.handlers.find((row) => row.methods[of.name] !== undefined && matches(row.at, of));
  }

  /** The methods of a class, inherited ones included; what a subclass writes anew stands for the old. */
  function methodsOf(cls: ClassValue): readonly DecoratedMethod[] {
    const seen = new Set<string>();
    return linearBases(cls).flatMap((owner) => owner.node.members.flatMap((member): readonly DecoratedMethod[] => {
      if (member.isStatic || member.value?.kind !== 'function' || seen.has(member.name)) return [];
      seen.add(member.name);
      return member.decorators ? [{ member, owner, decorators: appliedDecorators(evaluator, decorated, member.decorators, owner.frame) }] : [];
    }));
  }

  function linearBases(cls: ClassValue, depth = 0): readonly ClassValue[] {
    const [base] = cls.node.extends && depth < MAX_DEPTH ? layers.classesIn(evaluator.evaluate(cls.node.extends, cls.frame)) : [];
    return base?.kind === 'class' ? [cls, ...linearBases(base, depth + 1)] : [cls];
  }

  function hostOf(cls: ClassValue): Host {
    const key = `${cls.frame.module.file}!${classKey(cls)}`;
    const known = hosts.get(key);
    if (known) return known;
    const host: Host = { key, framework, isApplication: false, module: cls.frame.module, at: cls.node };
    hosts.set(key, host);
    return host;
  }
}

/** A class of handlers in an application, with what its own decorators say. */
interface Place {
  readonly application: DecoratedApplication;
  readonly cls: ClassValue;
  readonly decorators: readonly Applied[];
  readonly holder: NonNullable<ReturnType<typeof holderPaths>>;
  readonly common: readonly Before[];
  readonly module: string;
}

function layer(handler: Registered, registration: Registration, scope: Layer['scope'], conditional: boolean, decorator?: Written): Layer {
  return { handler, registration, scope, prefix: '', conditional, ...(decorator && { decorator }) };
}
