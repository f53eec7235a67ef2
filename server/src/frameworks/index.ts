import ajv from './ajv.ts';
import arktype from './arktype.ts';
import authorization from './authorization.ts';
import bodyParsers from './body-parsers.ts';
import busboy from './busboy.ts';
import classValidator from './class-validator.ts';
import computation from './computation.ts';
import connectMiddleware from './connect-middleware.ts';
import consumers from './consumers.ts';
import containers from './containers.ts';
import cookies from './cookies.ts';
import cors from './cors.ts';
import dataloader from './dataloader.ts';
import drizzle from './drizzle.ts';
import dynamodb from './dynamodb.ts';
import elasticsearch from './elasticsearch.ts';
import express from './express.ts';
import expressErrors from './express-errors.ts';
import expressFileupload from './express-fileupload.ts';
import expressValidator from './express-validator.ts';
import fastify from './fastify.ts';
import fastifyMultipart from './fastify-multipart.ts';
import fastifyPlugins from './fastify-plugins.ts';
import firestore from './firestore.ts';
import formidable from './formidable.ts';
import graphql from './graphql.ts';
import graphqlJs from './graphql-js.ts';
import hapi from './hapi.ts';
import hono from './hono.ts';
import honoMiddleware from './hono-middleware.ts';
import hostedAuth from './hosted-auth.ts';
import httpErrors from './http-errors.ts';
import imap from './imap.ts';
import joi from './joi.ts';
import jsonWebToken from './json-web-token.ts';
import knex from './knex.ts';
import koa from './koa.ts';
import koaMiddleware from './koa-middleware.ts';
import kysely from './kysely.ts';
import languageModels from './language-models.ts';
import loggers from './loggers.ts';
import machine from './machine.ts';
import mercurius from './mercurius.ts';
import messageQueues from './message-queues.ts';
import messages from './messages.ts';
import mikroOrm from './mikro-orm.ts';
import type { FrameworkModel } from './model.ts';
import mongodb from './mongodb.ts';
import mongoose from './mongoose.ts';
import multer from './multer.ts';
import mysql from './mysql.ts';
import nestjs from './nestjs.ts';
import nestjsJobs from './nestjs-jobs.ts';
import next from './next.ts';
import nextAuth from './next-auth.ts';
import nodeEvents from './node-events.ts';
import nodeHttp from './node-http.ts';
import nodeRuntime from './node-runtime.ts';
import objection from './objection.ts';
import openapiValidator from './openapi-validator.ts';
import outboundCalls from './outbound-calls.ts';
import passport from './passport.ts';
import passwordHashing from './password-hashing.ts';
import payments from './payments.ts';
import pg from './pg.ts';
import postgres from './postgres.ts';
import prisma from './prisma.ts';
import rateLimiters from './rate-limiters.ts';
import redis from './redis.ts';
import routingControllers from './routing-controllers.ts';
import schedulers from './schedulers.ts';
import sequelize from './sequelize.ts';
import sessions from './sessions.ts';
import slonik from './slonik.ts';
import socketIo from './socket-io.ts';
import sqlite from './sqlite.ts';
import staticFiles from './static-files.ts';
import supabase from './supabase.ts';
import superstruct from './superstruct.ts';
import testTools from './test-tools.ts';
import trpc from './trpc.ts';
import tsoa from './tsoa.ts';
import typeGraphql from './type-graphql.ts';
import typebox from './typebox.ts';
import typeorm from './typeorm.ts';
import userInterfaces from './user-interfaces.ts';
import valibot from './valibot.ts';
import validator from './validator.ts';
import webhookSignatures from './webhook-signatures.ts';
import ws from './ws.ts';
import yup from './yup.ts';
import zod from './zod.ts';

/** Every framework model. `npm run docs` writes this list from the files of the folder. */
export const frameworks: readonly FrameworkModel[] = [
  ajv,
  arktype,
  authorization,
  bodyParsers,
  busboy,
  classValidator,
  computation,
  connectMiddleware,
  consumers,
  containers,
  cookies,
  cors,
  dataloader,
  drizzle,
  dynamodb,
  elasticsearch,
  expressErrors,
  expressFileupload,
  expressValidator,
  express,
  fastifyMultipart,
  fastifyPlugins,
  fastify,
  firestore,
  formidable,
  graphqlJs,
  graphql,
  hapi,
  honoMiddleware,
  hono,
  hostedAuth,
  httpErrors,
  imap,
  joi,
  jsonWebToken,
  knex,
  koaMiddleware,
  koa,
  kysely,
  languageModels,
  loggers,
  machine,
  mercurius,
  messageQueues,
  messages,
  mikroOrm,
  mongodb,
  mongoose,
  multer,
  mysql,
  nestjsJobs,
  nestjs,
  nextAuth,
  next,
  nodeEvents,
  nodeHttp,
  nodeRuntime,
  objection,
  openapiValidator,
  outboundCalls,
  passport,
  passwordHashing,
  payments,
  pg,
  postgres,
  prisma,
  rateLimiters,
  redis,
  routingControllers,
  schedulers,
  sequelize,
  sessions,
  slonik,
  socketIo,
  sqlite,
  staticFiles,
  supabase,
  superstruct,
  testTools,
  trpc,
  tsoa,
  typeGraphql,
  typebox,
  typeorm,
  userInterfaces,
  valibot,
  validator,
  webhookSignatures,
  ws,
  yup,
  zod,
];
