import path from 'node:path';
import { diskFileSystem } from '../../server/src/workspace/disk.ts';
import { factsIn, openFresh, type Order } from './answers.ts';

// `npx node test/fuzz/applications.ts FOLDER…`: whole applications are analysed without a defect, and their files may stand in any order.

const ORDERS: readonly Order[] = [
  (files) => [...files].reverse(),
  (files) => files.toSorted((a, b) => a.slice(a.lastIndexOf('/')).localeCompare(b.slice(b.lastIndexOf('/')))),
  (files) => files.toSorted((a, b) => a.length - b.length),
];
const SHOWN = 5;

for (const folder of process.argv.slice(2)) {
  const root = path.resolve(folder).split(path.sep).join('/');
  const start = performance.now();
  const service = openFresh(diskFileSystem(), root);
  const expected = factsIn(service);
  console.log(`${folder}: ${service.files().length} files, ${expected.length} findings and routes, ${Math.round(performance.now() - start)} ms`);
  const differences = ORDERS.flatMap((order, index) => differencesBetween(expected, factsIn(openFresh(diskFileSystem(), root, order))).map((line) => `order ${index}: ${line}`));
  const complaints = [...service.defects(), ...differences];
  for (const line of complaints.slice(0, SHOWN)) console.log(`  ${line}`);
  if (complaints.length > 0) {
    console.log(`  ${service.defects().length} defects, ${differences.length} differences`);
    process.exitCode = 1;
  }
}

function differencesBetween(before: readonly string[], after: readonly string[]): readonly string[] {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come];
}
