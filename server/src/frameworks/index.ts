import computation from './computation.ts';
import connectMiddleware from './connect-middleware.ts';
import containers from './containers.ts';
import express from './express.ts';
import fastifyPlugins from './fastify-plugins.ts';
import fastify from './fastify.ts';
import graphql from './graphql.ts';
import hapi from './hapi.ts';
import hostedAuth from './hosted-auth.ts';
import httpErrors from './http-errors.ts';
import jsonWebToken from './json-web-token.ts';
import type { FrameworkModel } from './model.ts';
import mongodb from './mongodb.ts';
import mongoose from './mongoose.ts';
import nodeHttp from './node-http.ts';
import nodeRuntime from './node-runtime.ts';
import passport from './passport.ts';
import prisma from './prisma.ts';
import sequelize from './sequelize.ts';
import testTools from './test-tools.ts';
import typeorm from './typeorm.ts';

/** Every framework model. Adding one is its file and a line here. */
export const frameworks: readonly FrameworkModel[] = [express, fastify, fastifyPlugins, hapi, httpErrors, graphql, nodeHttp, connectMiddleware, passport, jsonWebToken, hostedAuth, nodeRuntime, computation, testTools, containers, prisma, mongoose, mongodb, sequelize, typeorm];
