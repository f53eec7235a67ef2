import express from 'express-4';
import { applicationsOf } from './express.mjs';

export const { failures, handlesErrors, start } = applicationsOf(express);
