import type { CallFramework, RoutingFramework } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Module, Place } from '../syntax/tree.ts';

export interface Host {
  readonly key: string;
  readonly framework: RoutingFramework;
  /** What it is, where a call made it; a host whose routes are found in files or classes is none. */
  readonly value?: ApiValue;
  readonly isApplication: boolean;
  /** What the call that made it puts before all its paths. */
  readonly prefix?: string;
  /** The file that a person would open to find it, and where in it an application begins that no call makes. */
  readonly module: Module;
  readonly at?: Place;
  /** The one that made it, where instances are made of instances. */
  readonly parent?: Host;
}

/** The applications and routers that a program makes. */
export interface Hosts {
  readonly all: ReadonlyMap<string, Host>;
  /** The application or router that a receiver is, or was made of. */
  of(model: CallFramework, receiver: ApiValue, frame: Frame): Host | undefined;
  /** The application that something outside of the program makes. */
  application(model: CallFramework, instance: ApiValue, frame: Frame): Host;
  /** The host that an instance is, made by another. */
  child(parent: Host, instance: ApiValue, frame: Frame): Host;
}

export function createHosts(evaluator: Evaluator): Hosts {
  const all = new Map<string, Host>();
  const keep = (key: string, make: () => Host): Host => {
    const host = all.get(key) ?? make();
    all.set(key, host);
    return host;
  };
  return {
    all,
    of(model, receiver, frame) {
      const { applications, routers } = model.routing.calls;
      let at: ApiValue | undefined = receiver;
      while (at && !matches(applications, at) && !matches(routers, at)) at = at.of;
      if (!at) return undefined;
      const value = at;
      const key = hostKey(value, frame);
      return keep(key, () => {
        const prefix = prefixOf(evaluator, model, value);
        return { key, framework: model, value, isApplication: matches(applications, value), ...(prefix !== undefined && { prefix }), module: value.site?.frame.module ?? frame.module };
      });
    },
    application(model, instance, frame) {
      const key = hostKey(instance, frame);
      return keep(key, () => ({ key, framework: model, value: instance, isApplication: true, module: frame.module }));
    },
    child(parent, instance, frame) {
      const key = hostKey(instance, frame);
      return keep(key, () => ({ key, framework: parent.framework, value: instance, isApplication: false, module: frame.module, parent }));
    },
  };
}

/** The prefix among the options that a host was made with. */
function prefixOf(evaluator: Evaluator, { routing: { calls: { prefix } } }: CallFramework, host: ApiValue): string | undefined {
  const { site } = host;
  const options = prefix && matches(prefix.on, host) && site?.node.kind === 'call' ? site.node.args[prefix.option.index] : undefined;
  if (!prefix || !options || !site) return undefined;
  const [object] = evaluator.evaluate(options, site.frame);
  if (object?.kind === 'object' && !object.node.properties.some((property) => 'kind' in property || property.key === prefix.option.key)) return undefined;
  const values = object?.kind === 'object' ? evaluator.member(object, prefix.option.key) : [];
  return literalText(values) ?? `/<${options.kind === 'name' ? options.name : prefix.option.key}>`;
}

/**
 * Equal for the same activation. A method without parameters does the same for its object whoever calls it: reading a field that it sets
 * and stepping into it mean one activation.
 */
export function activationKey(frame: Frame): string {
  const { fn, self } = frame;
  return self?.kind === 'instance' && fn.classId !== undefined && fn.parameters.length === 0 ? `${self.key}.${fn.id}` : String(frame.id);
}

/** Equal for the same application or router: the call that made it, in the activation that made it, and which of those that the call made. */
export function hostKey(value: ApiValue, frame: Frame): string {
  const { site, name } = value;
  return site ? `${site.frame.module.file}:${activationKey(site.frame)}:${site.node.start}-${site.node.end}${name}` : `${frame.module.file}#${frame.fn.id}`;
}

/** The application or router that a value is, or was made of, and stands for where it is mounted. */
export function hostOfValue(value: Value, frame: Frame, hosts: ReadonlyMap<string, Host>): Host | undefined {
  for (let at: Value | undefined = value; at?.kind === 'api'; at = at.of) {
    const host = at.site && hosts.get(hostKey(at, frame));
    if (!host || value.kind !== 'api') continue;
    const as = host.framework.routing.calls?.mountedAs;
    return !as || matches(as, value) ? host : undefined;
  }
  return undefined;
}
