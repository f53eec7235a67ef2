import Koa from 'koa';
import { applicationsOf } from './koa.mjs';

export const { failures, handlesErrors, start } = applicationsOf(Koa);
