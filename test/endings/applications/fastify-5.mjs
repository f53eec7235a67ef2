import Fastify from 'fastify';
import { applicationsOf } from './fastify.mjs';

export const { failures, handlesErrors, start } = applicationsOf(Fastify, (app) => app.listen({ port: 0, host: '127.0.0.1' }));
