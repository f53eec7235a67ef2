import express from 'express';
import 'express-async-errors';
import { applicationsOf } from './express.mjs';

export const { failures, handlesErrors, start } = applicationsOf(express);
