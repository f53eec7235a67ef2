import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOrder, reaches } from '../../server/src/report/check-report.ts';
import type { CheckReport } from '../../server/src/report/check-report.ts';
import { reportDiff } from '../../server/src/report/diff.ts';
import { reportJson } from '../../server/src/report/json.ts';
import { reportPretty } from '../../server/src/report/pretty.ts';
import { reportRoutesJson } from '../../server/src/report/routes-json.ts';
import { reportRoutesMarkdown } from '../../server/src/report/routes-markdown.ts';
import { reportRoutesPretty } from '../../server/src/report/routes-pretty.ts';
import { limit, noted, root, route, span, text, unbounded } from './sample.ts';

const stats = { files: 2, bytes: 144, milliseconds: 12 };
const report: CheckReport = { root, findings: [unbounded, noted], fixes: new Map([[unbounded, [limit]]]), stats, text };

describe('findings as JSON', () => {
  it('have relative files, lines and columns from 1, and offsets', () => {
    assert.deepEqual(JSON.parse(reportJson(report)), {
      version: 1,
      root: '/app',
      findings: [
        {
          rule: 'a-note', severity: 'information', file: 'src/app.ts', line: 1, column: 13, endLine: 1, endColumn: 22,
          message: 'The application begins here', related: [], fixes: [], fingerprint: 'f2',
        },
        {
          rule: 'unbounded-query', severity: 'warning', file: 'src/orders.ts', line: 2, column: 36, endLine: 2, endColumn: 44,
          message: '`db.order.findMany` can return every row of `order`',
          related: [{ file: 'src/app.ts', line: 2, column: 17, message: '`GET /api` waits for them' }],
          fixes: [{ title: 'Take 100', kind: 'suggestion', edits: [{ file: 'src/orders.ts', start: 53, end: 53, text: '{ take: 100 }' }] }],
          fingerprint: 'f1',
        },
      ],
      stats,
    });
  });

  it('are the same whatever order they come in', () => {
    assert.equal(reportJson({ ...report, findings: [noted, unbounded] }), reportJson(report));
  });
});

describe('findings for people', () => {
  it('stand by file, with their evidence and a summary', () => {
    const expected = [
      'src/app.ts',
      '  1:13  information  The application begins here  a-note',
      '',
      'src/orders.ts',
      '  2:36  warning      `db.order.findMany` can return every row of `order`  unbounded-query',
      '        src/app.ts:2:17  `GET /api` waits for them',
      '',
      '2 findings: 1 warning, 1 information (2 files, 12 ms)',
      '',
    ];
    assert.deepEqual(reportPretty(report, { isColoured: false }).split('\n'), expected);
  });

  it('have colours only where they are asked for', () => {
    assert.match(reportPretty(report, { isColoured: true }), /\u001b\[33mwarning/);
    assert.equal(reportPretty(report, { isColoured: false }).includes('\u001b'), false);
  });

  it('may be none', () => {
    assert.equal(reportPretty({ ...report, findings: [] }, { isColoured: false }), 'No findings (2 files, 12 ms)\n');
  });
});

describe('severities', () => {
  it('reach a limit from the gravest down', () => {
    assert.equal(reaches([unbounded], 'error'), false);
    assert.equal(reaches([unbounded], 'warning'), true);
    assert.equal(reaches([noted], 'warning'), false);
    assert.equal(reaches([noted], 'hint'), true);
    assert.equal(reaches([], 'hint'), false);
  });

  it('do not change the order of findings', () => {
    const first = { ...unbounded, rule: 'a-rule', severity: 'hint' as const };
    assert.deepEqual(inOrder([unbounded, first, noted]), [noted, first, unbounded]);
  });
});

describe('the route map', () => {
  it('is JSON with places', () => {
    assert.deepEqual(JSON.parse(reportRoutesJson({ root, routes: [route], text })), {
      version: 1,
      root: '/app',
      routes: [
        {
          method: 'GET', path: '/api/', framework: 'express', file: 'src/orders.ts', line: 3,
          handler: { name: 'list', file: 'src/orders.ts', line: 2, endLine: 3 },
          guards: [{ name: 'requireUser', file: 'src/app.ts', line: 2, scope: 'mount', evidence: 'behaviour' }],
          authenticated: 'present', rateLimited: 'unknown', validated: 'absent', costs: [], rejections: 'unhandled',
          queries: [{ label: 'db.order.findMany', bounded: 'absent', file: 'src/orders.ts', line: 2 }],
        },
      ],
    });
  });

  it('is a list for people that says only what is known', () => {
    const other = { ...route, method: 'DELETE', path: '/', guards: [], authenticated: 'unknown', validated: 'unknown', rejections: 'unknown', queries: [], at: span('/app/src/app.ts', 'use') } as const;
    const expected = [
      'src/app.ts',
      '  2  DELETE  /      list src/orders.ts:2',
      '',
      'src/orders.ts',
      '  3  GET     /api/  list src/orders.ts:2  · guards: requireUser (mount)  · authenticated  · not validated  · rejections unhandled  · unbounded: db.order.findMany',
      '',
      '2 routes',
      '',
    ];
    assert.deepEqual(reportRoutesPretty({ root, routes: [route, other], text }, { isColoured: false }).split('\n'), expected);
    assert.equal(reportRoutesPretty({ root, routes: [], text }, { isColoured: false }), '0 routes\n');
  });
});

describe('the route map as a table', () => {
  it('says what is missing in bold and what nobody can say with a question mark', () => {
    const expected = [
      '| Route        | Handler                | Authenticated       | Rate limited | Validated | Rejections    | Unbounded queries    |',
      '| ------------ | ---------------------- | ------------------- | ------------ | --------- | ------------- | -------------------- |',
      '| `GET /api/`  | `list` src/orders.ts:2 | yes (`requireUser`) | ?            | **no**    | **unhandled** | `db.order.findMany`  |',
      '',
    ];
    assert.deepEqual(squeezed(reportRoutesMarkdown({ root, routes: [route], text })), expected.map(squeeze));
  });

  it('keeps bars and underscores of paths and files from breaking the table', () => {
    const odd = { ...route, path: '/:id(a|b)/__x', handler: { ...route.handler, name: 'a|b' } };
    const [, , row = ''] = reportRoutesMarkdown({ root, routes: [odd], text }).split('\n');
    assert.equal(row.split(/(?<!\\)\|/).length, 9);
    assert.match(row, /`GET \/:id\(a\\\|b\)\/__x`/);
  });

  it('has a head even without routes', () => {
    assert.equal(reportRoutesMarkdown({ root, routes: [], text }).split('\n').length, 3);
  });

  const squeeze = (line: string): string => line.replace(/ +/g, ' ').replace(/-+/g, '-');
  const squeezed = (report: string): readonly string[] => report.split('\n').map(squeeze);
});

describe('a diff', () => {
  it('is unified, with relative names, files in order', () => {
    const changes = [{ file: '/app/b.ts', before: undefined, after: 'new\n' }, { file: '/app/a.ts', before: 'one\ntwo\n', after: 'one\n2\n' }];
    const expected = ['--- a/a.ts', '+++ b/a.ts', '@@ -1,2 +1,2 @@', ' one', '-two', '+2', '--- /dev/null', '+++ b/b.ts', '@@ -0,0 +1,1 @@', '+new', ''];
    assert.deepEqual(reportDiff(root, changes).split('\n'), expected);
  });
});
