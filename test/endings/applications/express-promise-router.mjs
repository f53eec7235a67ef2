import express from 'express';
import createRouter from 'express-promise-router';
import { applicationsOf } from './express.mjs';

export const { failures, handlesErrors, start } = applicationsOf(express, createRouter);
