import Fastify from 'fastify-3';
import { applicationsOf } from './fastify.mjs';

export const { failures, handlesErrors, start } = applicationsOf(Fastify, (app) => app.listen(0, '127.0.0.1'));
