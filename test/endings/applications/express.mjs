/** Applications of whichever Express is given; with `createRouter` everything is registered on a router of its own. */
export function applicationsOf(express, createRouter) {
  const answer = (request, response) => response.send('answered');
  const failing = (request, response, next) => next(new Error('given to the error handler'));

  const ways = {
    handlerThrows: (app, { error }) =>
      app.get('/', () => {
        throw error();
      }),
    handlerRejects: (app, { query }) =>
      app.get('/', async () => {
        await query();
      }),
    middlewareThrows: (app, { error }) =>
      app.use(() => {
        throw error();
      }).get('/', answer),
    middlewareRejects: (app, { query }) =>
      app.use(async (request, response, next) => {
        await query();
        next();
      }).get('/', answer),
    passesError: (app, { error }) => app.get('/', (request, response, next) => setTimeout(() => next(error()))),
    throwsOnceAnswered: (app, { error }) =>
      app.get('/', (request, response) => {
        response.send('answered');
        throw error();
      }),
    rejectsOnceAnswered: (app, { query }) =>
      app.get('/', async (request, response) => {
        response.send('answered');
        await query();
      }),
    rejectsWhileAnswering: (app, { query }) =>
      app.get('/', async (request, response) => {
        response.write('begun');
        await query();
      }),
    dropsPromise: (app, { query }) =>
      app.get('/', (request, response) => {
        query();
        response.send('answered');
      }),
    callbackThrows: (app, { error }) =>
      app.get('/', () => {
        setTimeout(() => {
          throw error();
        });
      }),
    neverAnswers: (app) => app.get('/', () => {}),
    resolvesNothing: (app) => app.get('/', async () => {}),
    errorHandlerThrows: (app, { error }) =>
      app.get('/', failing).use((reason, request, response, next) => {
        throw error();
      }),
    errorHandlerRejects: (app, { query }) =>
      app.get('/', failing).use(async (reason, request, response, next) => {
        await query();
      }),
  };

  return {
    failures: Object.keys(ways),
    handlesErrors: true,
    start(failure, tools) {
      const app = express();
      const host = createRouter?.() ?? app;
      ways[failure](host, tools);
      if (host !== app) app.use(host);
      if (tools.hasErrorHandler) {
        app.use((error, request, response, next) => {
          tools.told();
          if (response.headersSent) return next(error);
          response.status(503).send('application');
        });
      }
      return app.listen(0, '127.0.0.1');
    },
  };
}
