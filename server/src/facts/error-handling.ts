import type { ErrorHandling } from '../concepts/error-handling.ts';
import type { NamedPlace } from '../concepts/facts.ts';
import type { Presence } from '../concepts/presence.ts';
import type { Value } from '../semantic/values.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import { handlerEdits } from './error-handler-edits.ts';
import { givenTo } from './given-application.ts';
import { canFail } from './failing-routes.ts';
import { once } from './once.ts';
import type { PathReader } from './path-reader.ts';
import type { Host, Registered, Registration } from './registration.ts';
import type { RouteInsight } from './route-facts.ts';
import { calleeText, lastNameOf, spanOf } from './source.ts';

type Dead = ErrorHandling['dead'][number];
type Answer = Pick<ErrorHandling, 'handler'> & { readonly dead: readonly Dead[] };

/** Says of an application who answers for what its routes fail with. */
export function errorHandlingOf(reader: PathReader, host: Host, routes: readonly RouteInsight[]): ErrorHandling {
  const hosts = new Set(routes.flatMap(({ mount }) => mount.hosts.slice(1)));
  let answer: Answer | undefined;
  const answerOnce = () => (answer ??= host.framework.routing.errorMiddleware ? answerOf(reader, host, hosts) : { handler: 'unknown', dead: [] });
  return {
    framework: host.framework.name,
    get handler() {
      return answerOnce().handler;
    },
    get dead() {
      return answerOnce().dead;
    },
    canFail: once(() => routes.some((route) => canFail(reader, route))),
    add: () => handlerEdits(reader, host),
  };
}

/** Whether somebody of the project answers for what an application's handlers fail with; `hosts` are the application and the routers below it. */
export function answersErrors(reader: PathReader, host: Host, hosts: ReadonlySet<Host>): Presence {
  return host.framework.routing.errorMiddleware ? answerOf(reader, host, hosts).handler : 'unknown';
}

function answerOf(reader: PathReader, host: Host, hosts: ReadonlySet<Host>): Answer {
  const [own, ...others] = [host, ...hosts].map((one) => registeredOn(reader, one));
  const dead = own?.dead ?? [];
  const answers = [own, ...others].map((one) => one?.handler);
  if (answers.includes('present')) return { handler: 'present', dead };
  const given = givenTo(reader, host);
  if (given.answersErrors) return { handler: 'present', dead };
  return { handler: answers.includes('unknown') || given.isUnread || !given.serves ? 'unknown' : 'absent', dead };
}

/** Whether an error middleware stands behind at least one of a host's routes. */
function registeredOn(reader: PathReader, host: Host): Answer {
  const dead: Dead[] = [];
  let hasRoutes = false;
  let answer: Presence = 'absent';
  for (const registration of reader.registrationsOf(host)) {
    const own = registration.kind === 'mount' ? registration.handlers.map((one) => judge(reader, one, host)) : [];
    for (const [index, verdict] of own.entries()) {
      const handler = registration.handlers[index];
      if (verdict === 'router') hasRoutes = true;
      else if (verdict === 'present' && hasRoutes) return { handler: registration.conditional ? 'unknown' : 'present', dead };
      else if (verdict === 'present' && handler) dead.push({ ...placeOf(reader, handler, registration), why: 'too-early' });
      else if (verdict === 'dead' && handler) dead.push({ ...placeOf(reader, handler, registration), why: 'arity' });
      else if (verdict === 'unknown' && hasRoutes) answer = 'unknown';
    }
    if (registration.kind === 'route') {
      hasRoutes = true;
      if (registration.handlers.some((one) => judge(reader, one, host) === 'present')) return { handler: 'present', dead };
    }
  }
  return { handler: answer, dead };
}

/** The error middleware that stands behind routes of a host, in the order in which they are asked. */
export function errorMiddlewareOn(reader: PathReader, host: Host): readonly { readonly handler: Registered; readonly place: NamedPlace }[] {
  let hasRoutes = false;
  const found: { handler: Registered; place: NamedPlace }[] = [];
  for (const registration of reader.registrationsOf(host)) {
    for (const handler of registration.kind === 'mount' ? registration.handlers : []) {
      const verdict = judge(reader, handler, host);
      if (verdict === 'router') hasRoutes = true;
      else if (verdict === 'present' && hasRoutes && !registration.conditional) found.push({ handler, place: placeOf(reader, handler, registration) });
    }
    if (registration.kind === 'route') hasRoutes = true;
  }
  return found;
}

type Verdict = Presence | 'router' | 'dead';

/** What a middleware is where errors are concerned. */
function judge(reader: PathReader, { values }: Registered, host: Host): Verdict {
  const verdicts = values.map((value) => judgeValue(reader, value, host));
  return verdicts.find((verdict) => verdict !== 'absent') ?? 'absent';
}

function judgeValue(reader: PathReader, value: Value, { framework }: Host): Verdict {
  if (value.kind === 'api') {
    const role = reader.roles.roleOf(value);
    if (role === 'error-handler') return 'present';
    const { calls } = framework.routing;
    if (calls && isHost(reader, value)) return 'router';
    return role === 'unknown' ? 'unknown' : 'absent';
  }
  if (value.kind !== 'function') return 'unknown';
  const arity = framework.routing.conversation.shapes.find(({ error }) => error !== undefined)?.arity;
  if (lengthOf(value.fn) === arity) return 'present';
  const [first] = value.fn.parameters;
  return value.fn.parameters.length >= 3 && /^_*(err|error|e|ex|exception)$/i.test(first?.name ?? '') ? 'dead' : 'absent';
}

/** Whether something was registered on a value: a router, another application. */
function isHost(reader: PathReader, value: Value & { kind: 'api' }): boolean {
  for (let at: Value | undefined = value; at?.kind === 'api'; at = at.of) {
    const { site } = at;
    if (site && reader.isHostSite(site.node)) return true;
  }
  return false;
}

/** What a function's `length` is: the parameters before the first that has a default or takes the rest. By it frameworks tell error middleware. */
function lengthOf({ parameters }: FunctionNode): number {
  const end = parameters.findIndex(({ hasDefault, rest }) => hasDefault || rest);
  return end < 0 ? parameters.length : end;
}

function placeOf({ source }: PathReader, { expression, frame, values }: Registered, registration: Registration): Pick<Dead, 'label' | 'at'> {
  const { module } = frame;
  const [value] = values;
  const name = expression.kind === 'function' ? (value?.kind === 'function' ? value.fn.name ?? 'This middleware' : 'This middleware') : calleeText(source, module, expression);
  return { label: name, at: expression.kind === 'function' ? spanOf(registration.frame.module, registration.at) : lastNameOf(module, expression.kind === 'call' ? expression.callee : expression) };
}
