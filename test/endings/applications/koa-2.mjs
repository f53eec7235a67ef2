import Koa from 'koa-2';
import { applicationsOf } from './koa.mjs';

export const { failures, handlesErrors, start } = applicationsOf(Koa);
