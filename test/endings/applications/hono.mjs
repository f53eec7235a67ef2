import { serve } from '@hono/node-server';

const answer = (c) => c.text('answered');
const failing = () => {
  throw new Error('given to the error handler');
};

const ways = {
  handlerThrows: (app, { error }) =>
    app.get('/', () => {
      throw error();
    }),
  handlerRejects: (app, { query }) =>
    app.get('/', async () => {
      await query();
    }),
  middlewareThrows: (app, { error }) => {
    app.use(() => {
      throw error();
    });
    app.get('/', answer);
  },
  middlewareRejects: (app, { query }) => {
    app.use(async (c, next) => {
      await query();
      await next();
    });
    app.get('/', answer);
  },
  dropsNext: (app, { query }) => {
    app.use(async (c, next) => {
      next();
    });
    app.get('/', async () => {
      await query();
    });
  },
  rejectsWhileAnswering: (app, { query }, stream) =>
    app.get('/', (c) => stream(c, async (body) => {
      await body.write('begun');
      await query();
    })),
  dropsPromise: (app, { query }) =>
    app.get('/', (c) => {
      query();
      return c.text('answered');
    }),
  callbackThrows: (app, { error }) =>
    app.get('/', () => new Promise(() => {
      setTimeout(() => {
        throw error();
      });
    })),
  neverAnswers: (app) => app.get('/', () => {}),
  resolvesNothing: (app) => app.get('/', async () => {}),
  errorHandlerThrows: (app, { error }) => {
    app.onError(() => {
      throw error();
    });
    app.get('/', failing);
  },
  errorHandlerRejects: (app, { query }) => {
    app.onError(async () => {
      await query();
    });
    app.get('/', failing);
  },
};

/** Applications of whichever Hono is given, on Node. */
export function applicationsOf(Hono, stream) {
  return {
    failures: Object.keys(ways),
    handlesErrors: true,
    start(failure, tools) {
      const app = new Hono();
      if (tools.hasErrorHandler && !failure.startsWith('errorHandler')) {
        app.onError((error, c) => {
          tools.told();
          return c.text('application', 503);
        });
      }
      ways[failure](app, tools, stream);
      return serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    },
  };
}
