import type { Frame, FunctionValue } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode, Statement, Switch } from '../syntax/tree.ts';
import type { RouteContext } from './find-routes.ts';
import type { Host, Registered, Registration } from './registration.ts';
import { createRequestTests, narrowed, type Requests, type RequestTests } from './request-tests.ts';
import type { RouteMount } from './routing.ts';

/** What runs for some requests: the statements before and around theirs, put around their own. */
type Around = (own: readonly Statement[]) => readonly Statement[];

interface Found {
  readonly requests: Requests;
  readonly own: readonly Statement[];
  readonly body: readonly Statement[];
  readonly isCertain: boolean;
}

/** Calls that a server's function hands its request and response on through, at most. */
const MAX_HANDED_ON = 4;

/**
 * Routes of servers whose one function tells requests apart. Each path that is compared with a literal is a route; what runs for it is
 * cut out of the function: the statements on the way to it, and its own, without those of other paths.
 */
export function dispatchedRoutes({ evaluator, startup }: RouteContext): readonly RouteMount[] {
  return [...startup.registrations.values()].flat().flatMap((registration) => {
    const { dispatch } = registration.host.framework.routing;
    if (!dispatch || registration.kind !== 'mount') return [];
    const tests = createRequestTests(evaluator, dispatch);
    return registration.handlers.flatMap(({ values }) => values).flatMap((value) => (value.kind === 'function' ? routesOfServer(registration, value, tests) : []));
  });

  function routesOfServer(registration: Registration, value: FunctionValue, tests: RequestTests): readonly RouteMount[] {
    const host: Host = { key: `${registration.frame.module.file}:${registration.node.start}`, framework: registration.host.framework, isApplication: true, module: registration.frame.module, at: registration.at };
    const place = functionOf(value);
    const found = place ? findRequests(place.value.fn.body, place.frame, tests) : [];
    return place ? found.flatMap((one) => mountsOf(host, registration, place.value, one)) : [];
  }

  /** The function that looks at the request: the server's own, or one that it hands both on to and does nothing else. */
  function functionOf(value: FunctionValue): { readonly value: FunctionValue; readonly frame: Frame } | undefined {
    let at = value;
    let frame = evaluator.frames.inside(value.frame, value.fn.id) ?? evaluator.frames.generic(value.frame.module, value.fn.id);
    for (let count = 0; frame && count < MAX_HANDED_ON; count++) {
      const call = onlyCall(at.fn.body);
      const [callee] = call && handsOn(call, at.fn) ? evaluator.evaluate(call.callee, frame) : [];
      if (callee?.kind !== 'function') break;
      at = callee;
      frame = evaluator.frames.inside(callee.frame, callee.fn.id) ?? evaluator.frames.generic(callee.frame.module, callee.fn.id);
    }
    return frame && { value: at, frame };
  }

  function mountsOf(host: Host, server: Registration, value: FunctionValue, { requests, own, body, isCertain }: Found): readonly RouteMount[] {
    const { module } = value.frame;
    const at = requests.at ?? server.at;
    const place = { start: own[0]?.start ?? at.start, end: own[own.length - 1]?.end ?? at.end };
    const name = calledName(own);
    const { name: _server, nameAt: _nameAt, ...fn } = value.fn;
    const handler: Registered = {
      expression: { kind: 'function', id: value.fn.id, ...place },
      frame: value.frame,
      values: [{ ...value, fn: { ...fn, ...(name !== undefined && { name }), ...place, body }, frame: evaluator.frames.pass(value.frame, { start: place.start, end: place.start }, 0, new Map()) }],
    };
    return (requests.paths ?? []).flatMap((path) => (requests.methods ?? ['ALL']).map((method): RouteMount => ({
      registration: { kind: 'route', host, method, paths: [path], handlers: [handler], node: at, at, frame: { ...value.frame, module }, conditional: false },
      method, path, layers: [], handler, hosts: [host], isComplete: isCertain,
    })));
  }
}

/** The requests that statements tell apart, each with what runs for it. */
function findRequests(body: readonly Statement[], frame: Frame, tests: RequestTests): readonly Found[] {
  return inList(body, {}, (own) => own, true);

  function inList(list: readonly Statement[], outer: Requests, around: Around, isCertain: boolean): readonly Found[] {
    const found: Found[] = [];
    const before: Statement[] = [];
    let certain = isCertain;
    for (const statement of list) {
      const passed = [...before];
      const inside = inStatement(statement, outer, (own) => around([...passed, ...own]), certain);
      if (inside) found.push(...inside.found);
      if (inside && !inside.isDecided) certain = false;
      if (!inside) before.push(statement);
    }
    return found;
  }

  /** `undefined` for statements that run for every request. Not decided: literals alone don't say for which it runs. */
  function inStatement(statement: Statement, outer: Requests, around: Around, isCertain: boolean): { readonly found: readonly Found[]; readonly isDecided: boolean } | undefined {
    switch (statement.kind) {
      case 'block': return some(inList(statement.body, outer, around, isCertain));
      case 'try': return some(inList(statement.block, outer, (own) => around([{ ...statement, block: own }]), isCertain));
      case 'switch': return inSwitch(statement, outer, around, isCertain);
      case 'if': {
        const requests = tests.requestsOf(statement.test, frame);
        if (requests) {
          const own = branch(statement.then, narrowed(outer, requests), around, isCertain && !requests.isPartial);
          return { found: [...own, ...inList(statement.otherwise, outer, around, isCertain)], isDecided: true };
        }
        if (tests.isAboutRequest(statement.test, frame)) return { found: [...inList(statement.then, outer, around, false), ...inList(statement.otherwise, outer, around, false)], isDecided: false };
        const then = inList(statement.then, outer, (own) => around([{ ...statement, then: own }]), isCertain);
        const otherwise = inList(statement.otherwise, outer, (own) => around([{ ...statement, otherwise: own }]), isCertain);
        return then.length + otherwise.length > 0 ? { found: [...then, ...otherwise], isDecided: false } : undefined;
      }
      default: return undefined;
    }
  }

  function inSwitch(statement: Switch, outer: Requests, around: Around, isCertain: boolean): ReturnType<typeof inStatement> {
    if (!tests.isAboutRequest(statement.value, frame)) return undefined;
    const found: Found[] = [];
    let waiting: Requests[] = [];
    for (const { test, body: own } of statement.cases) {
      const requests = test && tests.requestsOfCase(statement.value, test, frame);
      if (requests) waiting.push(requests);
      if (own.length === 0) continue; // falls through to the next
      const live = own.filter((one) => one.kind !== 'break');
      if (waiting.length === 0) found.push(...inList(live, outer, around, isCertain));
      for (const one of waiting) found.push(...branch(live, narrowed(outer, one), around, isCertain));
      waiting = [];
    }
    return { found, isDecided: true };
  }

  /** What runs for certain requests is a route, unless it tells them further apart. */
  function branch(own: readonly Statement[], requests: Requests, around: Around, isCertain: boolean): readonly Found[] {
    const inside = inList(own, requests, around, isCertain);
    if (inside.length > 0 || !requests.paths) return inside;
    return [{ requests, own, body: around(own), isCertain }];
  }
}

function some(found: readonly Found[]): { readonly found: readonly Found[]; readonly isDecided: boolean } | undefined {
  return found.length > 0 ? { found, isDecided: true } : undefined;
}

/** The call that is all that a function does. */
function onlyCall(body: readonly Statement[]): Call | undefined {
  const [statement] = body;
  return body.length === 1 ? callOf(statement) : undefined;
}

function callOf(statement: Statement | undefined): Call | undefined {
  const value = statement?.kind === 'expression' || statement?.kind === 'return' ? statement.value : undefined;
  const inner = value?.kind === 'await' || (value?.kind === 'unary' && value.operator === 'void') ? value.value : value;
  return inner?.kind === 'call' ? inner : undefined;
}

/** Whether a call is given the parameters of a function, in their order. */
function handsOn({ args }: Call, { parameters }: FunctionNode): boolean {
  return parameters.length > 1 && parameters.every(({ name }, index) => isName(args[index], name));
}

function isName(node: Expression | undefined, name: string | undefined): boolean {
  return node?.kind === 'name' && node.name === name;
}

/** What statements do nothing but call: `return list(req, res)`. */
function calledName(own: readonly Statement[]): string | undefined {
  const live = own.filter((one) => !(one.kind === 'return' && !one.value));
  const call = live.length === 1 ? callOf(live[0]) : undefined;
  if (call?.callee.kind === 'name') return call.callee.name;
  return undefined;
}
