import { defineRule, UNSEEN_REJECTION_WORDS } from '#rule-api';

const CONSEQUENCES = { ...UNSEEN_REJECTION_WORDS, 'request-hangs': 'the request hangs' } as const;

/** A middleware may be registered for every route: some are enough to find it. */
const MAX_REGISTRATIONS = 5;

export default defineRule({
  id: 'unhandled-route-rejection',
  on: 'handler',

  meta: {
    summary: 'A route handler can reject where its framework does not look',
    why:
      'The framework calls the handler and ignores the promise that it returns. When that promise rejects, no error handler runs: ' +
      'the rejection is unhandled, since Node 15 the process ends, and every other request in flight fails with it. ' +
      'Where something listens for unhandled rejections, the process lives and the caller waits for ever.',
    area: 'errors',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // the error handler answers now, where the process ended before
    since: '0.1.0',
    messages: {
      unhandled: '{{handler}} rejects if `{{call}}` fails; {{framework}} never sees it, so {{consequence}}',
      thrown: '{{handler}} throws, which rejects its promise; {{framework}} never sees it, so {{consequence}}',
      registered: 'registered for `{{route}}`',
      cause: '`{{call}}` can reject',
      throws: 'thrown here',
      wrap: 'Wrap the handler in `{{wrapper}}`',
      forward: 'Forward the error with `next`',
    },
  },

  *check(handler) {
    if (handler.rejections !== 'unhandled') return; // seen by the framework, caught on the way, or not knowable
    const { cause, framework } = handler;
    const consequence = CONSEQUENCES[handler.consequence];
    if (!cause) return; // nothing in it can reject

    yield {
      at: handler.at,
      message: cause.isThrow ? ('thrown' as const) : ('unhandled' as const),
      data: { handler: subjectOf(handler.name, handler.role), call: cause.label, framework, consequence },
      related: [
        ...handler.registrations.slice(0, MAX_REGISTRATIONS).map((one) => ({ at: one.at, message: 'registered' as const, data: { route: one.label } })),
        { at: cause.at, message: cause.isThrow ? ('throws' as const) : ('cause' as const), data: { call: cause.label } },
      ],
      handler,
    };
  },

  *fix({ handler }) {
    const wrapped = handler.wrap();
    if (wrapped) yield { title: 'wrap', data: { wrapper: wrapped.name }, kind: 'suggestion', edits: wrapped.edits };
    const edits = handler.forward();
    if (edits) yield { title: 'forward', kind: 'suggestion', edits };
  },
});

function subjectOf(name: string | undefined, role: string): string {
  return name === undefined ? `This ${role}` : `\`${name}\``;
}
