import { Hono } from 'hono-3';
import { stream } from 'hono-3/streaming';
import { applicationsOf } from './hono.mjs';

export const { failures, handlesErrors, start } = applicationsOf(Hono, stream);
