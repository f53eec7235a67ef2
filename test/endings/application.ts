import type { Server } from 'node:http';

/** What the handlers of an application get from whoever looks at it. */
export interface Tools {
  /** Makes the error that a handler fails with. */
  error(): Error;
  /** Fails a little later, as a query does whose connection is gone. */
  query(): Promise<never>;
  readonly hasErrorHandler: boolean;
  /** Is called by the application's error handler. */
  told(): void;
}

/** The smallest application of a framework, in one form for each way to fail. */
export interface Application {
  readonly failures: readonly string[];
  /** Whether the framework knows error handlers, so that there is a form with and one without. */
  readonly handlesErrors: boolean;
  /** Answers `GET /`, on a port of its own. */
  start(failure: string, tools: Tools): Server | Promise<Server>;
}

/** One form of an application. */
export interface Form {
  readonly failure: string;
  readonly hasErrorHandler: boolean;
}

/** What comes back for a request. */
export type Answer =
  | { readonly is: 'whole'; readonly status: number; readonly by: 'handler' | 'error handler' | 'framework'; readonly tells: 'stack' | 'message' | 'nothing' }
  /** It begins and is broken off, or the connection is closed without any. */
  | { readonly is: 'broken' }
  /** It begins and never ends. */
  | { readonly is: 'open' }
  | { readonly is: 'none' };

/** What happened when a handler failed. */
export interface Observation extends Form {
  readonly answer: Answer;
  /** Whether the application's error handler was called. */
  readonly told: boolean;
  /** What nobody saw; without a listener the process ends. */
  readonly unseen?: Unseen;
}

export type Unseen = 'rejection' | 'exception';

/** The applications are plain JavaScript, as people write them. */
export async function loadApplication(name: string): Promise<Application> {
  const application: Application = await import(`./applications/${name}.mjs`);
  return application;
}

/** What gives a function to something that calls it at times of its own. */
export type Job = (fn: () => Promise<never>) => unknown;

/** By the name of the package and of what is given the function. */
export async function loadJobs(name = 'jobs'): Promise<ReadonlyMap<string, Job>> {
  const { jobs }: { readonly jobs: Readonly<Record<string, Job>> } = await import(`./applications/${name}.mjs`);
  return new Map(Object.entries(jobs));
}

/** All forms, or those of some failures. */
export function formsOf({ failures, handlesErrors }: Application, among: readonly string[]): readonly Form[] {
  const variants = handlesErrors ? [false, true] : [false];
  const wanted = failures.filter((failure) => among.length === 0 || among.includes(failure));
  return wanted.flatMap((failure) => variants.map((hasErrorHandler) => ({ failure, hasErrorHandler })));
}
