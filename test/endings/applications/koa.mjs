import Router from '@koa/router';

/** Applications of whichever Koa is given. */
export function applicationsOf(Koa) {
  const withRoute = (app, handler) => {
    const router = new Router();
    router.get('/', handler);
    app.use(router.routes());
  };
  const answer = (ctx) => {
    ctx.body = 'answered';
  };
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
      app.use(() => {
        throw error();
      });
      withRoute(app, answer);
    },
    middlewareRejects: (app, { query }) => {
      app.use(async (ctx, next) => {
        await query();
        await next();
      });
      withRoute(app, answer);
    },
    dropsNext: (app, { query }) => {
      app.use(async (ctx, next) => {
        next();
      });
      withRoute(app, async () => {
        await query();
      });
    },
    rejectsOnceAnswered: (app, { query }) =>
      withRoute(app, async (ctx) => {
        ctx.body = 'answered';
        await query();
      }),
    rejectsWhileAnswering: (app, { query }) =>
      withRoute(app, async (ctx) => {
        ctx.res.write('begun');
        await query();
      }),
    dropsPromise: (app, { query }) =>
      withRoute(app, (ctx) => {
        query();
        ctx.body = 'answered';
      }),
    callbackThrows: (app, { error }) =>
      withRoute(app, () => new Promise(() => {
        setTimeout(() => {
          throw error();
        });
      })),
    neverAnswers: (app) => withRoute(app, () => {}),
    resolvesNothing: (app) => withRoute(app, async () => {}),
    errorHandlerThrows: (app, { query }) => {
      app.use(async (ctx, next) => {
        try {
          await next();
        } catch {
          await query();
        }
      });
      withRoute(app, failing);
    },
  };

  return {
    failures: Object.keys(ways),
    handlesErrors: true,
    start(failure, tools) {
      const app = new Koa();
      // What Koa prints by default isn't looked at.
      app.silent = true;
      if (tools.hasErrorHandler && !failure.startsWith('errorHandler')) {
        app.use(async (ctx, next) => {
          try {
            await next();
          } catch {
            tools.told();
            ctx.status = 503;
            ctx.body = 'application';
          }
        });
      }
      ways[failure](app, tools);
      return app.listen(0, '127.0.0.1');
    },
  };
}
