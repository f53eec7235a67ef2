import express from 'express-5';
import { applicationsOf } from './express.mjs';

export const { failures, handlesErrors, start } = applicationsOf(express);
