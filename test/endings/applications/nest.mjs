import 'reflect-metadata';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const answer = () => 'answered';
const failing = () => {
  throw new Error('given to the error handler');
};

const ways = {
  handlerThrows: ({ error }) => ({
    handler: () => {
      throw error();
    },
  }),
  handlerRejects: ({ query }) => ({
    handler: async () => {
      await query();
    },
  }),
  middlewareThrows: ({ error }) => ({
    middleware: () => {
      throw error();
    },
  }),
  middlewareRejects: ({ query }) => ({
    middleware: async (request, response, next) => {
      await query();
      next();
    },
  }),
  passesError: ({ error }) => ({ middleware: (request, response, next) => setTimeout(() => next(error())) }),
  guardThrows: ({ error }) => ({
    guard: () => {
      throw error();
    },
  }),
  guardRejects: ({ query }) => ({ guard: () => query() }),
  rejectsOnceAnswered: ({ query }) => ({
    handler: async (response) => {
      response.send('answered');
      await query();
    },
    takesResponse: true,
  }),
  rejectsWhileAnswering: ({ query }) => ({
    handler: async (response) => {
      response.write('begun');
      await query();
    },
    takesResponse: true,
  }),
  dropsPromise: ({ query }) => ({
    handler: () => {
      query();
      return 'answered';
    },
  }),
  callbackThrows: ({ error }) => ({
    handler: () => new Promise(() => {
      setTimeout(() => {
        throw error();
      });
    }),
  }),
  neverAnswers: () => ({ handler: () => {} }),
  resolvesNothing: () => ({ handler: async () => {} }),
  errorHandlerThrows: ({ error }) => ({
    handler: failing,
    filter: () => {
      throw error();
    },
  }),
  errorHandlerRejects: ({ query }) => ({
    handler: failing,
    filter: async () => {
      await query();
    },
  }),
};

export const failures = Object.keys(ways);
export const handlesErrors = true;

/** What decorators do in TypeScript, by hand. */
function moduleOf({ handler = answer, middleware, takesResponse }) {
  class OrdersController {
    list(response) {
      return handler(response);
    }
  }
  const { prototype } = OrdersController;
  Get()(prototype, 'list', Object.getOwnPropertyDescriptor(prototype, 'list'));
  if (takesResponse) Res()(prototype, 'list', 0);
  Controller()(OrdersController);

  class AppModule {
    configure(consumer) {
      if (middleware) consumer.apply(middleware).forRoutes(OrdersController);
    }
  }
  Module({ controllers: [OrdersController] })(AppModule);
  return AppModule;
}

export async function start(failure, tools) {
  const parts = ways[failure](tools);
  const app = await NestFactory.create(moduleOf(parts), { logger: false });
  if (parts.guard) app.useGlobalGuards({ canActivate: parts.guard });
  if (parts.filter) app.useGlobalFilters({ catch: parts.filter });
  else if (tools.hasErrorHandler) {
    app.useGlobalFilters({
      catch(error, host) {
        tools.told();
        const response = host.switchToHttp().getResponse();
        if (!response.headersSent) response.status(503).send('application');
      },
    });
  }
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}
