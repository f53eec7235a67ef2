import { createServer } from 'node:http';

const handlers = {
  handlerThrows: ({ error }) => () => {
    throw error();
  },
  handlerRejects: ({ query }) => async () => {
    await query();
  },
  rejectsOnceAnswered: ({ query }) => async (request, response) => {
    response.end('answered');
    await query();
  },
  rejectsWhileAnswering: ({ query }) => async (request, response) => {
    response.write('begun');
    await query();
  },
  dropsPromise: ({ query }) => (request, response) => {
    query();
    response.end('answered');
  },
  callbackThrows: ({ error }) => () => {
    setTimeout(() => {
      throw error();
    });
  },
  neverAnswers: () => () => {},
  resolvesNothing: () => async () => {},
};

export const failures = Object.keys(handlers);
export const handlesErrors = false;

export function start(failure, tools) {
  return createServer(handlers[failure](tools));
}
