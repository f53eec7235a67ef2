/**
 * `node scripts/icon.ts`: draws icon.png, a line of code with a warning under it and the light that explains it. In the package every byte counts:
 * `pngquant --quality 85-100 --strip` and `optipng -o7` make it a quarter as large.
 */
import { join } from 'node:path';
import { openBrowser } from './host/workbench.ts';
import { ROOT } from './host/run.ts';

const SIZE = 256;

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 256 256" fill="none" stroke-linecap="round" stroke-linejoin="round">
  <defs>
    <linearGradient id="ground" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#27364f"/><stop offset="1" stop-color="#101828"/></linearGradient>
    <linearGradient id="glass" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#ffe08a"/><stop offset="1" stop-color="#ffb020"/></linearGradient>
  </defs>
  <rect x="8" y="8" width="240" height="240" rx="52" fill="url(#ground)"/>
  <path d="M128 40a52 52 0 0 0-30 94.500c6 4.300 9 10 9 16.500h42c0-6.500 3-12.200 9-16.500A52 52 0 0 0 128 40Z" fill="url(#glass)"/>
  <path d="M110 92l-14 12 14 12M146 92l14 12-14 12M134 86l-12 36" transform="translate(0 -10)" stroke="#27364f" stroke-width="8"/>
  <path d="M110 165h36" stroke="#cbd5e1" stroke-width="9"/>
  <path d="M48 206q10-18 20 0t20 0 20 0 20 0 20 0 20 0 20 0 20 0" stroke="#ffb020" stroke-width="11"/>
</svg>`;

const browser = await openBrowser(line => console.log(line));
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block}</style>${DRAWING}`);
  await page.screenshot({ path: join(ROOT, 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
