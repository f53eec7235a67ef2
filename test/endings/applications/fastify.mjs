const answer = async () => 'answered';
const failing = async () => {
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
    app.addHook('preHandler', (request, reply, done) => {
      throw error();
    });
    app.get('/', answer);
  },
  middlewareRejects: (app, { query }) => {
    app.addHook('preHandler', async () => {
      await query();
    });
    app.get('/', answer);
  },
  passesError: (app, { error }) => {
    app.addHook('preHandler', (request, reply, done) => {
      setTimeout(() => done(error()));
    });
    app.get('/', answer);
  },
  throwsOnceAnswered: (app, { error }) =>
    app.get('/', (request, reply) => {
      reply.send('answered');
      throw error();
    }),
  rejectsOnceAnswered: (app, { query }) =>
    app.get('/', async (request, reply) => {
      reply.send('answered');
      await query();
    }),
  rejectsWhileAnswering: (app, { query }) =>
    app.get('/', async (request, reply) => {
      reply.raw.write('begun');
      await query();
    }),
  dropsPromise: (app, { query }) =>
    app.get('/', async () => {
      query();
      return 'answered';
    }),
  callbackThrows: (app, { error }) =>
    app.get('/', (request, reply) => {
      setTimeout(() => {
        throw error();
      });
    }),
  neverAnswers: (app) => app.get('/', () => {}),
  resolvesNothing: (app) => app.get('/', async () => {}),
  errorHandlerThrows: (app, { error }) => {
    app.setErrorHandler(() => {
      throw error();
    });
    app.get('/', failing);
  },
  errorHandlerRejects: (app, { query }) => {
    app.setErrorHandler(async () => {
      await query();
    });
    app.get('/', failing);
  },
};

/** Applications of whichever Fastify is given. */
export function applicationsOf(Fastify, listen) {
  return {
    failures: Object.keys(ways),
    handlesErrors: true,
    async start(failure, tools) {
      const app = Fastify();
      if (tools.hasErrorHandler && !failure.startsWith('errorHandler')) {
        app.setErrorHandler((error, request, reply) => {
          tools.told();
          reply.code(503).send('application');
        });
      }
      ways[failure](app, tools);
      await listen(app);
      return app.server;
    },
  };
}
