import { server as createServer } from '@hapi/hapi';

const withRoute = (app, handler) => app.route({ method: 'GET', path: '/', handler });
const answer = () => 'answered';
const failing = () => {
  throw new Error('given to the error handler');
};

const ways = {
  handlerThrows: (app, { error }) =>
    withRoute(app, () => {
      throw error();
    }),
  handlerRejects: (app, { query }) =>
    withRoute(app, async () => {
      await query();
    }),
  middlewareThrows: (app, { error }) => {
    app.ext('onPreHandler', () => {
      throw error();
    });
    withRoute(app, answer);
  },
  middlewareRejects: (app, { query }) => {
    app.ext('onPreHandler', async () => {
      await query();
    });
    withRoute(app, answer);
  },
  rejectsWhileAnswering: (app, { query }) =>
    withRoute(app, async (request) => {
      request.raw.res.write('begun');
      await query();
    }),
  dropsPromise: (app, { query }) =>
    withRoute(app, () => {
      query();
      return 'answered';
    }),
  callbackThrows: (app, { error }) =>
    withRoute(app, () => new Promise(() => {
      setTimeout(() => {
        throw error();
      });
    })),
  neverAnswers: (app) => withRoute(app, () => {}),
  resolvesNothing: (app) => withRoute(app, async () => {}),
  errorHandlerThrows: (app, { error }) => {
    app.ext('onPreResponse', () => {
      throw error();
    });
    withRoute(app, failing);
  },
  errorHandlerRejects: (app, { query }) => {
    app.ext('onPreResponse', async () => {
      await query();
    });
    withRoute(app, failing);
  },
};

export const failures = Object.keys(ways);
export const handlesErrors = true;

export async function start(failure, tools) {
  const app = createServer({ port: 0, host: '127.0.0.1', debug: false });
  if (tools.hasErrorHandler && !failure.startsWith('errorHandler')) {
    app.ext('onPreResponse', ({ response }, h) => {
      if (!response.isBoom) return h.continue;
      tools.told();
      return h.response('application').code(503);
    });
  }
  ways[failure](app, tools);
  await app.start();
  return app.listener;
}
