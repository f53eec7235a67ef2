import connectMiddleware from './connect-middleware.ts';
import containers from './containers.ts';
import express from './express.ts';
import hostedAuth from './hosted-auth.ts';
import jsonWebToken from './json-web-token.ts';
import type { FrameworkModel } from './model.ts';
import mongoose from './mongoose.ts';
import passport from './passport.ts';
import prisma from './prisma.ts';
import sequelize from './sequelize.ts';

/** Every framework model. Adding one is its file and a line here. */
export const frameworks: readonly FrameworkModel[] = [express, connectMiddleware, passport, jsonWebToken, hostedAuth, containers, prisma, mongoose, sequelize];
