import express from 'express';
import { applicationsOf } from './express.mjs';

export const { failures, handlesErrors, start } = applicationsOf(express);
