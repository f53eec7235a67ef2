import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { applicationsOf } from './hono.mjs';

export const { failures, handlesErrors, start } = applicationsOf(Hono, stream);
