import computation from './computation.ts';
import connectMiddleware from './connect-middleware.ts';
import containers from './containers.ts';
import express from './express.ts';
import graphql from './graphql.ts';
import hostedAuth from './hosted-auth.ts';
import jsonWebToken from './json-web-token.ts';
import type { FrameworkModel } from './model.ts';
import mongodb from './mongodb.ts';
import mongoose from './mongoose.ts';
import nestjs from './nestjs.ts';
import nodeHttp from './node-http.ts';
import nodeRuntime from './node-runtime.ts';
import passport from './passport.ts';
import prisma from './prisma.ts';
import routingControllers from './routing-controllers.ts';
import sequelize from './sequelize.ts';
import testTools from './test-tools.ts';
import tsoa from './tsoa.ts';
import typeorm from './typeorm.ts';

/** Every framework model. `npm run docs` writes this list from the files of the folder. */
export const frameworks: readonly FrameworkModel[] = [
  computation,
  connectMiddleware,
  containers,
  express,
  graphql,
  hostedAuth,
  jsonWebToken,
  mongodb,
  mongoose,
  nestjs,
  nodeHttp,
  nodeRuntime,
  passport,
  prisma,
  routingControllers,
  sequelize,
  testTools,
  tsoa,
  typeorm,
];
